// libcurl.so.4, loaded at run time: the prototypes and constants that the client needs, nothing more.
//
// No header of libcurl is wanted to build. Where they are installed, CurlShim.c checks every constant against
// them at compile time.
#ifndef CURL_SHIM_H
#define CURL_SHIM_H

#include <stddef.h>
#include <stdint.h>

#include "EventPoll.h"

typedef struct curl_shim_easy curl_shim_easy;
typedef struct curl_shim_multi curl_shim_multi;
typedef struct curl_shim_list curl_shim_list;

// What loading came to.
enum curl_shim_status {
  CURL_SHIM_READY = 0,
  // No libcurl.so.4: the Debian package is libcurl4.
  CURL_SHIM_LIBRARY_MISSING = 1,
  // A libcurl.so.4 that lacks a function, or is older than 7.85.
  CURL_SHIM_LIBRARY_TOO_OLD = 2,
  // curl_global_init failed.
  CURL_SHIM_INIT_FAILED = 3,
};

// Loads the library and initialises it once; every later call returns the same status. Before it has returned
// CURL_SHIM_READY no other function here may be called. Not thread-safe on the first call.
int curl_shim_load(void);

// The version that was loaded, such as "7.88.1", or "".
const char *curl_shim_version(void);

// CURLoption (curl/curl.h); values are the ABI of libcurl.so.4.
enum curl_shim_option {
  CURL_SHIM_OPT_WRITEDATA = 10001,
  CURL_SHIM_OPT_URL = 10002,
  CURL_SHIM_OPT_PROXY = 10004,
  CURL_SHIM_OPT_ERRORBUFFER = 10010,
  CURL_SHIM_OPT_HTTPHEADER = 10023,
  CURL_SHIM_OPT_SSLCERT = 10025,
  CURL_SHIM_OPT_HEADERDATA = 10029,
  CURL_SHIM_OPT_CUSTOMREQUEST = 10036,
  CURL_SHIM_OPT_CAINFO = 10065,
  CURL_SHIM_OPT_SSLKEY = 10087,
  CURL_SHIM_OPT_CAPATH = 10097,
  CURL_SHIM_OPT_PRIVATE = 10103,
  CURL_SHIM_OPT_COPYPOSTFIELDS = 10165,
  CURL_SHIM_OPT_NOPROXY = 10177,
  CURL_SHIM_OPT_PINNEDPUBLICKEY = 10230,
  CURL_SHIM_OPT_PROTOCOLS_STR = 10318,
  CURL_SHIM_OPT_OPENSOCKETDATA = 10164,
  CURL_SHIM_OPT_CLOSESOCKETDATA = 10209,
  CURL_SHIM_OPT_WRITEFUNCTION = 20011,
  CURL_SHIM_OPT_HEADERFUNCTION = 20079,
  CURL_SHIM_OPT_OPENSOCKETFUNCTION = 20163,
  CURL_SHIM_OPT_CLOSESOCKETFUNCTION = 20208,
  CURL_SHIM_OPT_NOBODY = 44,
  CURL_SHIM_OPT_POST = 47,
  CURL_SHIM_OPT_FOLLOWLOCATION = 52,
  CURL_SHIM_OPT_SSL_VERIFYPEER = 64,
  CURL_SHIM_OPT_HTTPGET = 80,
  CURL_SHIM_OPT_SSL_VERIFYHOST = 81,
  CURL_SHIM_OPT_HTTP_VERSION = 84,
  CURL_SHIM_OPT_NOSIGNAL = 99,
  CURL_SHIM_OPT_TCP_KEEPALIVE = 213,
  CURL_SHIM_OPT_PATH_AS_IS = 234,
  CURL_SHIM_OPT_SUPPRESS_CONNECT_HEADERS = 265,
  CURL_SHIM_OPT_POSTFIELDSIZE_LARGE = 30120,
};

// CURLMoption (curl/multi.h).
enum curl_shim_multi_option {
  CURL_SHIM_MULTI_SOCKETDATA = 10002,
  CURL_SHIM_MULTI_TIMERDATA = 10005,
  CURL_SHIM_MULTI_SOCKETFUNCTION = 20001,
  CURL_SHIM_MULTI_TIMERFUNCTION = 20004,
  CURL_SHIM_MULTI_PIPELINING = 3,
  CURL_SHIM_MULTI_MAXCONNECTS = 6,
  CURL_SHIM_MULTI_MAX_HOST_CONNECTIONS = 7,
};

// CURLINFO (curl/curl.h).
enum curl_shim_info {
  CURL_SHIM_INFO_PRIVATE = 0x100000 + 21,
  CURL_SHIM_INFO_PRETRANSFER_TIME_T = 0x600000 + 53,
};

// CURLcode (curl/curl.h): the ones that are told apart.
enum curl_shim_code {
  CURL_SHIM_OK = 0,
  CURL_SHIM_URL_MALFORMAT = 3,
  CURL_SHIM_COULDNT_RESOLVE_PROXY = 5,
  CURL_SHIM_COULDNT_RESOLVE_HOST = 6,
  CURL_SHIM_COULDNT_CONNECT = 7,
  CURL_SHIM_WEIRD_SERVER_REPLY = 8,
  CURL_SHIM_PARTIAL_FILE = 18,
  CURL_SHIM_WRITE_ERROR = 23,
  CURL_SHIM_OUT_OF_MEMORY = 27,
  CURL_SHIM_OPERATION_TIMEDOUT = 28,
  CURL_SHIM_SSL_CONNECT_ERROR = 35,
  CURL_SHIM_GOT_NOTHING = 52,
  CURL_SHIM_SEND_ERROR = 55,
  CURL_SHIM_RECV_ERROR = 56,
  CURL_SHIM_SSL_CERTPROBLEM = 58,
  CURL_SHIM_PEER_FAILED_VERIFICATION = 60,
  CURL_SHIM_SSL_CACERT_BADFILE = 77,
  CURL_SHIM_SSL_PINNEDPUBKEYNOTMATCH = 90,
  CURL_SHIM_HTTP2 = 16,
  CURL_SHIM_HTTP2_STREAM = 92,
  CURL_SHIM_PROXY = 97,
};

enum curl_shim_value {
  CURL_SHIM_HTTP_VERSION_1_1 = 2,
  CURL_SHIM_HTTP_VERSION_2TLS = 4,
  CURL_SHIM_PIPE_MULTIPLEX = 2,
  CURL_SHIM_PAUSE_RECV = 1,
  CURL_SHIM_PAUSE_CONT = 0,
  CURL_SHIM_POLL_IN = 1,
  CURL_SHIM_POLL_OUT = 2,
  CURL_SHIM_POLL_REMOVE = 4,
  CURL_SHIM_SELECT_IN = 1,
  CURL_SHIM_SELECT_OUT = 2,
  CURL_SHIM_SELECT_ERR = 4,
  CURL_SHIM_SOCKET_TIMEOUT = -1,
  CURL_SHIM_ERROR_BYTES = 256,
};

// The head of struct curl_sockaddr: what a socket is opened for.
typedef struct curl_shim_address {
  int family;
  int type;
  int protocol;
} curl_shim_address;

// What a write callback returns to hold the transfer (CURL_WRITEFUNC_PAUSE).
#define CURL_SHIM_WRITE_PAUSE ((size_t)0x10000001)

typedef size_t (*curl_shim_bytes_callback)(char *bytes, size_t size, size_t count, void *user);
typedef int (*curl_shim_socket_callback)(curl_shim_easy *easy, int socket, int what, void *user, void *peer);
typedef int (*curl_shim_timer_callback)(curl_shim_multi *multi, long milliseconds, void *user);
typedef int (*curl_shim_open_callback)(void *user, int purpose, const curl_shim_address *address);
typedef int (*curl_shim_close_callback)(void *user, int socket);

curl_shim_easy *curl_shim_easy_new(void);
void curl_shim_easy_free(curl_shim_easy *easy);
void curl_shim_easy_reset(curl_shim_easy *easy);
int curl_shim_set_number(curl_shim_easy *easy, int option, long value);
int curl_shim_set_offset(curl_shim_easy *easy, int option, int64_t value);
int curl_shim_set_text(curl_shim_easy *easy, int option, const char *text);
int curl_shim_set_pointer(curl_shim_easy *easy, int option, const void *pointer);
int curl_shim_set_bytes_callback(curl_shim_easy *easy, int option, curl_shim_bytes_callback callback);
// Who opens and closes the sockets of a transfer.
int curl_shim_set_socket_callbacks(
  curl_shim_easy *easy, curl_shim_open_callback on_open, curl_shim_close_callback on_close, void *user);
int curl_shim_get_number(curl_shim_easy *easy, int info, long *value);
int curl_shim_get_pointer(curl_shim_easy *easy, int info, void **value);
int curl_shim_get_offset(curl_shim_easy *easy, int info, int64_t *value);
int curl_shim_pause(curl_shim_easy *easy, int bits);
const char *curl_shim_message(int code);

curl_shim_list *curl_shim_list_append(curl_shim_list *list, const char *text);
void curl_shim_list_free(curl_shim_list *list);

curl_shim_multi *curl_shim_multi_new(void);
int curl_shim_multi_free(curl_shim_multi *multi);
int curl_shim_multi_set_number(curl_shim_multi *multi, int option, long value);
int curl_shim_multi_set_callbacks(
  curl_shim_multi *multi, curl_shim_socket_callback on_socket, curl_shim_timer_callback on_timer, void *user);
int curl_shim_multi_add(curl_shim_multi *multi, curl_shim_easy *easy);
int curl_shim_multi_remove(curl_shim_multi *multi, curl_shim_easy *easy);
int curl_shim_multi_act(curl_shim_multi *multi, int socket, int events, int *running);
// The next transfer that ended: its handle and result, or NULL.
curl_shim_easy *curl_shim_multi_next_done(curl_shim_multi *multi, int *code);

#endif
