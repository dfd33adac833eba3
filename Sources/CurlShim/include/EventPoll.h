// The calls of Linux that Swift's Glibc module does not show: epoll, eventfd and accept4.
//
// Level-triggered; an event carries the 64 bits that were registered with its descriptor.
#ifndef EVENT_POLL_H
#define EVENT_POLL_H

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

enum event_poll_interest {
  EVENT_POLL_READ = 1,
  EVENT_POLL_WRITE = 2,
  // The peer closed its side or the connection broke.
  EVENT_POLL_HANGUP = 4,
  // Both sides are closed, or the connection broke; always reported, whether it is waited for or not.
  EVENT_POLL_BROKEN = 8,
};

struct event_poll_event {
  uint64_t token;
  uint32_t readiness;
};

int event_poll_create(void);
int event_poll_add(int poll, int descriptor, uint32_t interest, uint64_t token);
int event_poll_change(int poll, int descriptor, uint32_t interest, uint64_t token);
int event_poll_remove(int poll, int descriptor);
// Fills at most `capacity` events, at most 256; returns their number or -1.
int event_poll_wait(int poll, struct event_poll_event *events, int capacity, int milliseconds);

// A descriptor that becomes readable when it is signalled; safe to signal from any thread.
int event_signal_create(void);
int event_signal_raise(int descriptor);
int event_signal_clear(int descriptor);

// Accepts a connection, close-on-exec and non-blocking.
int event_accept(int listener);
// A stream socket, close-on-exec and non-blocking.
int event_stream_socket(int family);
// A socket of any type, close-on-exec.
int event_socket(int family, int type, int protocol);
// Who is at the other end of a Unix socket; 0 or -1.
int event_peer_user(int descriptor, uint32_t *user);
// Whether this very process is at the other end of a Unix socket: 1 or 0.
int event_peer_is_self(int descriptor);
// The IP address at the other end as text that ends in NUL; 0 or -1.
int event_peer_address(int descriptor, char *text, int capacity);
// The login name of a user as text that ends in NUL; 0 or -1.
int event_user_name(uint32_t user, char *text, int capacity);
// Bytes that were sent and that the other side's system has not taken; -1 where nobody knows.
int event_unread(int descriptor);
// Sends without raising SIGPIPE.
int64_t event_send(int descriptor, const void *bytes, uint64_t count);

// From now on these signals (1 to 31) do nothing but raise `descriptor`, an event_signal; 0 or -1.
int event_signals_watch(int descriptor, const int *numbers, int count);
// Takes the signals that have come since the last call, a bit each: 1 << number.
unsigned event_signals_take(void);

#endif
