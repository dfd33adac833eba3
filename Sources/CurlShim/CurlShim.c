#define _GNU_SOURCE
#include "CurlShim.h"

#include <dlfcn.h>
#include <stdbool.h>

#if __has_include(<curl/curl.h>)
#include "CurlConstants.h"
#endif

// The parts of libcurl's ABI that are read or handed over as structures.
struct curl_message {
  int kind;
  curl_shim_easy *easy;
  union {
    void *whatever;
    int result;
  } data;
};

struct curl_version {
  int age;
  const char *version;
  unsigned int number;
};

enum { MESSAGE_DONE = 1, GLOBAL_ALL = 3, VERSION_FIRST = 0, OLDEST_VERSION = 0x075500, OPTION_OK = 0 };

// Variadic where libcurl's are: the calling convention differs between the two on some machines.
static struct {
  int (*global_init)(long);
  struct curl_version *(*version_info)(int);
  curl_shim_easy *(*easy_init)(void);
  void (*easy_cleanup)(curl_shim_easy *);
  void (*easy_reset)(curl_shim_easy *);
  int (*easy_setopt)(curl_shim_easy *, int, ...);
  int (*easy_getinfo)(curl_shim_easy *, int, ...);
  int (*easy_pause)(curl_shim_easy *, int);
  const char *(*easy_strerror)(int);
  curl_shim_list *(*slist_append)(curl_shim_list *, const char *);
  void (*slist_free_all)(curl_shim_list *);
  curl_shim_multi *(*multi_init)(void);
  int (*multi_cleanup)(curl_shim_multi *);
  int (*multi_setopt)(curl_shim_multi *, int, ...);
  int (*multi_add_handle)(curl_shim_multi *, curl_shim_easy *);
  int (*multi_remove_handle)(curl_shim_multi *, curl_shim_easy *);
  int (*multi_socket_action)(curl_shim_multi *, int, int, int *);
  struct curl_message *(*multi_info_read)(curl_shim_multi *, int *);
} curl;

static const char *version = "";

static bool find(void *library, const char *name, void *slot) {
  // POSIX lets a function's address travel as an object pointer.
  *(void **)slot = dlsym(library, name);
  return *(void **)slot != NULL;
}

static bool find_all(void *library) {
  return find(library, "curl_global_init", &curl.global_init) &&
         find(library, "curl_version_info", &curl.version_info) &&
         find(library, "curl_easy_init", &curl.easy_init) &&
         find(library, "curl_easy_cleanup", &curl.easy_cleanup) &&
         find(library, "curl_easy_reset", &curl.easy_reset) &&
         find(library, "curl_easy_setopt", &curl.easy_setopt) &&
         find(library, "curl_easy_getinfo", &curl.easy_getinfo) &&
         find(library, "curl_easy_pause", &curl.easy_pause) &&
         find(library, "curl_easy_strerror", &curl.easy_strerror) &&
         find(library, "curl_slist_append", &curl.slist_append) &&
         find(library, "curl_slist_free_all", &curl.slist_free_all) &&
         find(library, "curl_multi_init", &curl.multi_init) &&
         find(library, "curl_multi_cleanup", &curl.multi_cleanup) &&
         find(library, "curl_multi_setopt", &curl.multi_setopt) &&
         find(library, "curl_multi_add_handle", &curl.multi_add_handle) &&
         find(library, "curl_multi_remove_handle", &curl.multi_remove_handle) &&
         find(library, "curl_multi_socket_action", &curl.multi_socket_action) &&
         find(library, "curl_multi_info_read", &curl.multi_info_read);
}

static int load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return CURL_SHIM_LIBRARY_MISSING;
  if (!find_all(library)) return CURL_SHIM_LIBRARY_TOO_OLD;
  if (curl.global_init(GLOBAL_ALL) != 0) return CURL_SHIM_INIT_FAILED;
  struct curl_version *info = curl.version_info(VERSION_FIRST);
  version = info->version;
  return info->number < OLDEST_VERSION ? CURL_SHIM_LIBRARY_TOO_OLD : CURL_SHIM_READY;
}

int curl_shim_load(void) {
  static int status = -1;
  if (status < 0) status = load();
  return status;
}

const char *curl_shim_version(void) { return version; }

curl_shim_easy *curl_shim_easy_new(void) { return curl.easy_init(); }
void curl_shim_easy_free(curl_shim_easy *easy) { curl.easy_cleanup(easy); }
void curl_shim_easy_reset(curl_shim_easy *easy) { curl.easy_reset(easy); }

int curl_shim_set_number(curl_shim_easy *easy, int option, long value) {
  return curl.easy_setopt(easy, option, value);
}

int curl_shim_set_offset(curl_shim_easy *easy, int option, int64_t value) {
  return curl.easy_setopt(easy, option, value);
}

int curl_shim_set_text(curl_shim_easy *easy, int option, const char *text) {
  return curl.easy_setopt(easy, option, text);
}

int curl_shim_set_pointer(curl_shim_easy *easy, int option, const void *pointer) {
  return curl.easy_setopt(easy, option, pointer);
}

int curl_shim_set_bytes_callback(curl_shim_easy *easy, int option, curl_shim_bytes_callback callback) {
  return curl.easy_setopt(easy, option, callback);
}

int curl_shim_set_socket_callbacks(
  curl_shim_easy *easy, curl_shim_open_callback on_open, curl_shim_close_callback on_close, void *user) {
  int code = curl.easy_setopt(easy, CURL_SHIM_OPT_OPENSOCKETFUNCTION, on_open);
  if (code == OPTION_OK) code = curl.easy_setopt(easy, CURL_SHIM_OPT_OPENSOCKETDATA, user);
  if (code == OPTION_OK) code = curl.easy_setopt(easy, CURL_SHIM_OPT_CLOSESOCKETFUNCTION, on_close);
  if (code == OPTION_OK) code = curl.easy_setopt(easy, CURL_SHIM_OPT_CLOSESOCKETDATA, user);
  return code;
}

int curl_shim_get_number(curl_shim_easy *easy, int info, long *value) {
  return curl.easy_getinfo(easy, info, value);
}

int curl_shim_get_pointer(curl_shim_easy *easy, int info, void **value) {
  return curl.easy_getinfo(easy, info, value);
}

int curl_shim_get_offset(curl_shim_easy *easy, int info, int64_t *value) {
  return curl.easy_getinfo(easy, info, value);
}

int curl_shim_pause(curl_shim_easy *easy, int bits) { return curl.easy_pause(easy, bits); }
const char *curl_shim_message(int code) { return curl.easy_strerror(code); }

curl_shim_list *curl_shim_list_append(curl_shim_list *list, const char *text) {
  return curl.slist_append(list, text);
}

void curl_shim_list_free(curl_shim_list *list) { curl.slist_free_all(list); }

curl_shim_multi *curl_shim_multi_new(void) { return curl.multi_init(); }
int curl_shim_multi_free(curl_shim_multi *multi) { return curl.multi_cleanup(multi); }

int curl_shim_multi_set_number(curl_shim_multi *multi, int option, long value) {
  return curl.multi_setopt(multi, option, value);
}

int curl_shim_multi_set_callbacks(
  curl_shim_multi *multi, curl_shim_socket_callback on_socket, curl_shim_timer_callback on_timer,
  void *user) {
  int code = curl.multi_setopt(multi, CURL_SHIM_MULTI_SOCKETFUNCTION, on_socket);
  if (code == OPTION_OK) code = curl.multi_setopt(multi, CURL_SHIM_MULTI_SOCKETDATA, user);
  if (code == OPTION_OK) code = curl.multi_setopt(multi, CURL_SHIM_MULTI_TIMERFUNCTION, on_timer);
  if (code == OPTION_OK) code = curl.multi_setopt(multi, CURL_SHIM_MULTI_TIMERDATA, user);
  return code;
}

int curl_shim_multi_add(curl_shim_multi *multi, curl_shim_easy *easy) {
  return curl.multi_add_handle(multi, easy);
}

int curl_shim_multi_remove(curl_shim_multi *multi, curl_shim_easy *easy) {
  return curl.multi_remove_handle(multi, easy);
}

int curl_shim_multi_act(curl_shim_multi *multi, int socket, int events, int *running) {
  return curl.multi_socket_action(multi, socket, events, running);
}

curl_shim_easy *curl_shim_multi_next_done(curl_shim_multi *multi, int *code) {
  int left = 0;
  for (struct curl_message *message; (message = curl.multi_info_read(multi, &left)) != NULL;) {
    if (message->kind == MESSAGE_DONE) {
      *code = message->data.result;
      return message->easy;
    }
  }
  return NULL;
}
