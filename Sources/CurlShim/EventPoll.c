#define _GNU_SOURCE
#include "EventPoll.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include <sys/ioctl.h>
#include <linux/sockios.h>

static uint32_t to_epoll(uint32_t interest) {
  uint32_t events = 0;
  if (interest & EVENT_POLL_READ) events |= EPOLLIN;
  if (interest & EVENT_POLL_WRITE) events |= EPOLLOUT;
  if (interest & EVENT_POLL_HANGUP) events |= EPOLLRDHUP;
  return events;
}

static uint32_t from_epoll(uint32_t events) {
  uint32_t readiness = 0;
  if (events & EPOLLIN) readiness |= EVENT_POLL_READ;
  if (events & EPOLLOUT) readiness |= EVENT_POLL_WRITE;
  if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) readiness |= EVENT_POLL_HANGUP;
  if (events & (EPOLLHUP | EPOLLERR)) readiness |= EVENT_POLL_BROKEN;
  return readiness;
}

static int control(int poll, int operation, int descriptor, uint32_t interest, uint64_t token) {
  struct epoll_event event = {.events = to_epoll(interest), .data = {.u64 = token}};
  return epoll_ctl(poll, operation, descriptor, &event);
}

int event_poll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int event_poll_add(int poll, int descriptor, uint32_t interest, uint64_t token) {
  return control(poll, EPOLL_CTL_ADD, descriptor, interest, token);
}

int event_poll_change(int poll, int descriptor, uint32_t interest, uint64_t token) {
  return control(poll, EPOLL_CTL_MOD, descriptor, interest, token);
}

int event_poll_remove(int poll, int descriptor) { return control(poll, EPOLL_CTL_DEL, descriptor, 0, 0); }

int event_poll_wait(int poll, struct event_poll_event *events, int capacity, int milliseconds) {
  struct epoll_event ready[256];
  int count = epoll_wait(poll, ready, capacity < 256 ? capacity : 256, milliseconds);
  for (int index = 0; index < count; index++) {
    events[index].token = ready[index].data.u64;
    events[index].readiness = from_epoll(ready[index].events);
  }
  return count;
}

int event_signal_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

int event_signal_raise(int descriptor) {
  uint64_t one = 1;
  return write(descriptor, &one, sizeof one) == sizeof one ? 0 : -1;
}

int event_signal_clear(int descriptor) {
  uint64_t count;
  return read(descriptor, &count, sizeof count) == sizeof count ? 0 : -1;
}

int event_accept(int listener) { return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC); }

int event_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

int event_socket(int family, int type, int protocol) { return socket(family, type | SOCK_CLOEXEC, protocol); }

int64_t event_send(int descriptor, const void *bytes, uint64_t count) {
  return send(descriptor, bytes, count, MSG_NOSIGNAL);
}

static int watcher = -1;
static unsigned pending;

static void on_signal(int number) {
  int saved = errno;
  uint64_t one = 1;
  __atomic_fetch_or(&pending, 1u << number, __ATOMIC_RELAXED);
  ssize_t written = write(watcher, &one, sizeof one);
  (void)written;
  errno = saved;
}

int event_signals_watch(int descriptor, const int *numbers, int count) {
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  watcher = descriptor;
  for (int index = 0; index < count; index++) {
    if (numbers[index] < 1 || numbers[index] > 31 || sigaction(numbers[index], &action, NULL) != 0) return -1;
  }
  return 0;
}

unsigned event_signals_take(void) { return __atomic_exchange_n(&pending, 0, __ATOMIC_RELAXED); }

int event_peer_user(int descriptor, uint32_t *user) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
  *user = peer.uid;
  return 0;
}

int event_peer_is_self(int descriptor) {
  struct ucred peer;
  socklen_t length = sizeof peer;
  return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.pid == getpid();
}

int event_peer_address(int descriptor, char *text, int capacity) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getpeername(descriptor, (struct sockaddr *)&address, &length) != 0) return -1;
  const void *host;
  if (address.ss_family == AF_INET) {
    host = &((struct sockaddr_in *)&address)->sin_addr;
  } else if (address.ss_family == AF_INET6) {
    host = &((struct sockaddr_in6 *)&address)->sin6_addr;
  } else {
    return -1;
  }
  return inet_ntop(address.ss_family, host, text, (socklen_t)capacity) ? 0 : -1;
}

int event_user_name(uint32_t user, char *text, int capacity) {
  struct passwd entry;
  struct passwd *found = NULL;
  char scratch[4096];
  if (getpwuid_r(user, &entry, scratch, sizeof scratch, &found) != 0 || !found) return -1;
  int length = snprintf(text, (size_t)capacity, "%s", found->pw_name);
  return length > 0 && length < capacity ? 0 : -1;
}

int event_unread(int descriptor) {
  int count = 0;
  return ioctl(descriptor, SIOCOUTQ, &count) == 0 ? count : -1;
}
