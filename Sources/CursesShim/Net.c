// The net that gives the terminal back: whatever ends the process, the shell finds its screen and its modes.
//
// Handlers here call async-signal-safe functions only, and keep what they need in static storage.
#define _GNU_SOURCE
#include "CursesShim.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

enum {
  restore_limit_bytes = 256,
  shown_limit_bytes = 8 * 1024,
  kept_limit_bytes = 1024 * 1024,
  write_patience_milliseconds = 200,
  end_patience_seconds = 2,
  alternate_stack_bytes = 256 * 1024,
  report_path_limit_bytes = 512,
  report_head_limit_bytes = 256,
  report_frames = 64,
  report_patience_seconds = 5,
};

// End the process whatever is done.
static const int crash_signals[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGQUIT};
// End the process unless somebody handles them; only then they are ours.
static const int stray_signals[] = {SIGSYS, SIGXCPU, SIGXFSZ, SIGUSR1, SIGUSR2, SIGPIPE, SIGVTALRM, SIGPROF};
// Ask the program to end.
static const int end_signals[] = {SIGHUP, SIGTERM, SIGINT};
// Tell the program something.
static const int notice_signals[] = {SIGWINCH, SIGTSTP, SIGCONT};

#define count(array) (sizeof(array) / sizeof *(array))

static struct sigaction earlier[NSIG];
static bool is_caught[NSIG];
static unsigned char restore_bytes[restore_limit_bytes];
static atomic_size_t restore_length;
static struct termios shell_modes;
static bool has_shell_modes;
static int terminal = -1;
static int pipe_ends[2] = {-1, -1};
static int kept = -1;
static int real_stderr = -1;
static atomic_bool is_armed;
static atomic_int first_end_signal;
static unsigned char alternate_stack[alternate_stack_bytes];
static char report_path[report_path_limit_bytes];
static char report_head[report_head_limit_bytes];
/// Whether somebody asked for the Swift runtime's own report, which the earlier handler makes.
static bool wants_runtime_report;
/// While the terminal is being taken, signals wait: a handler would not know yet how to give it back.
static bool is_holding;
static sigset_t before_holding;

static void hold_signals(void) {
  if (is_holding) return;
  sigset_t all;
  sigfillset(&all);
  // A job in the background must still be stopped when it touches the terminal.
  sigdelset(&all, SIGTTOU);
  sigdelset(&all, SIGTTIN);
  is_holding = sigprocmask(SIG_BLOCK, &all, &before_holding) == 0;
}

static void release_signals(void) {
  if (!is_holding) return;
  is_holding = false;
  sigprocmask(SIG_SETMASK, &before_holding, NULL);
}

/// Writes all bytes, as long as the terminal takes them; a hung terminal costs a fifth of a second, not forever.
static void write_patiently(int descriptor, const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(descriptor, bytes, length);
    if (written > 0) {
      bytes += written;
      length -= (size_t)written;
      continue;
    }
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno != EAGAIN) return;
    struct pollfd ready = {.fd = descriptor, .events = POLLOUT};
    if (poll(&ready, 1, write_patience_milliseconds) <= 0) return;
  }
}

static void give_back(void) {
  if (!atomic_exchange(&is_armed, false)) return;
  // Setting modes from the background would stop the process.
  sigset_t background, before;
  sigemptyset(&background);
  sigaddset(&background, SIGTTOU);
  sigprocmask(SIG_BLOCK, &background, &before);
  write_patiently(terminal, restore_bytes, atomic_load(&restore_length));
  if (has_shell_modes) tcsetattr(terminal, TCSANOW, &shell_modes);
  tcflush(terminal, TCIFLUSH);
  shim_show_stderr();
  sigprocmask(SIG_SETMASK, &before, NULL);
}

static void die(int signal_number) {
  give_back();
  struct sigaction previous = earlier[signal_number];
  sigaction(signal_number, &previous, NULL);
  // Blocked until the handler returns, then delivered to the earlier handler.
  raise(signal_number);
}

static void put(int descriptor, const char *text) {
  write_patiently(descriptor, (const unsigned char *)text, strlen(text));
}

static const char *signal_name(int signal_number) {
  switch (signal_number) {
    case SIGILL: return "SIGILL, an illegal instruction or a Swift trap";
    case SIGTRAP: return "SIGTRAP, a Swift trap";
    case SIGABRT: return "SIGABRT";
    case SIGSEGV: return "SIGSEGV, a wrong address";
    case SIGBUS: return "SIGBUS, a wrong address";
    case SIGFPE: return "SIGFPE, a wrong number";
    case SIGQUIT: return "SIGQUIT";
    default: return "a signal";
  }
}

/// Copies the last of what a file holds.
static void copy_tail(int from, int to) {
  off_t end = lseek(from, 0, SEEK_END);
  off_t at = end > shown_limit_bytes ? end - shown_limit_bytes : 0;
  unsigned char chunk[512];
  while (at < end) {
    ssize_t got = pread(from, chunk, sizeof chunk, at);
    if (got <= 0) return;
    write_patiently(to, chunk, (size_t)got);
    at += got;
  }
}

/// Writes where the thread is that crashed, and what was said on standard error; whether that could be done.
static bool write_report(int signal_number, int said) {
  if (report_path[0] == 0) return false;
  int report = open(report_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (report < 0) return false;
  put(report, report_head);
  put(report, "\nended by ");
  put(report, signal_name(signal_number));
  put(report, "\n\nsaid on standard error:\n");
  if (said >= 0) copy_tail(said, report);
  put(report, "\nwhere it was, the innermost first; addr2line -e PROGRAM +OFFSET names the lines:\n");
  void *frames[report_frames];
  backtrace_symbols_fd(frames, backtrace(frames, report_frames), report);
  close(report);
  return true;
}

/// The terminal first, then one sentence; the report is small and takes milliseconds.
///
/// The Swift runtime's own report comes only where SWIFT_BACKTRACE asks for it: on a terminal it takes a minute and
/// then waits for keys.
static void on_crash(int signal_number) {
  int said = kept >= 0 ? fcntl(kept, F_DUPFD_CLOEXEC, 3) : -1;
  give_back();
  if (wants_runtime_report) {
    die(signal_number);
    return;
  }
  struct sigaction ending;
  memset(&ending, 0, sizeof ending);
  ending.sa_handler = SIG_DFL;
  // Whatever goes wrong from here on, the process does not stay.
  sigaction(SIGALRM, &ending, NULL);
  alarm(report_patience_seconds);
  sigaction(signal_number, &ending, NULL);
  if (signal_number == SIGQUIT) {
    put(terminal, "route-console: ended by SIGQUIT.\n");
  } else {
    bool is_written = write_report(signal_number, said);
    put(terminal, "route-console crashed (");
    put(terminal, signal_name(signal_number));
    put(terminal, "); the terminal is as it was before. ");
    put(terminal, is_written ? "A report is in " : "No report could be written to ");
    put(terminal, report_path[0] == 0 ? "a file" : report_path);
    put(terminal, ".\n");
  }
  raise(signal_number);
}

static void tell(int signal_number) {
  unsigned char byte = (unsigned char)signal_number;
  // A full pipe already holds news enough.
  if (write(pipe_ends[1], &byte, 1) < 0) return;
}

static void on_end(int signal_number) {
  int saved = errno;
  int none = 0;
  if (atomic_load(&is_armed) && atomic_compare_exchange_strong(&first_end_signal, &none, signal_number)) {
    tell(signal_number);
    alarm(end_patience_seconds);
  } else {
    die(signal_number);
  }
  errno = saved;
}

static void on_patience_over(int signal_number) {
  (void)signal_number;
  int saved = errno;
  int asked = atomic_load(&first_end_signal);
  if (asked != 0) die(asked);
  errno = saved;
}

static void on_notice(int signal_number) {
  int saved = errno;
  tell(signal_number);
  errno = saved;
}

enum policy { always, unless_ignored, only_if_default };

static void catch(int signal_number, void (*handler)(int), enum policy policy) {
  if (sigaction(signal_number, NULL, &earlier[signal_number]) != 0) return;
  void (*present)(int) = earlier[signal_number].sa_handler;
  bool is_plain = (earlier[signal_number].sa_flags & SA_SIGINFO) == 0;
  if (policy == unless_ignored && is_plain && present == SIG_IGN) return;
  if (policy == only_if_default && !(is_plain && present == SIG_DFL)) return;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  sigfillset(&action.sa_mask);
  // A crash inside a handler must still reach its own.
  for (size_t i = 0; i < count(crash_signals); i++) sigdelset(&action.sa_mask, crash_signals[i]);
  sigaddset(&action.sa_mask, signal_number);
  is_caught[signal_number] = sigaction(signal_number, &action, NULL) == 0;
}

int shim_signal_pipe(void) {
  if (pipe_ends[0] < 0 && pipe2(pipe_ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
  return pipe_ends[0];
}

void shim_net_restore_bytes(const unsigned char *restore, size_t length) {
  if (length > restore_limit_bytes) length = restore_limit_bytes;
  // Shorter first: a handler in between writes a part of the old bytes, never a mixture.
  atomic_store(&restore_length, 0);
  memcpy(restore_bytes, restore, length);
  atomic_store(&restore_length, length);
}

void shim_net_report_to(const char *path, const char *head) {
  strncpy(report_path, path, sizeof report_path - 1);
  strncpy(report_head, head, sizeof report_head - 1);
  // The first call loads what unwinds; a handler must not have to.
  void *here[1];
  backtrace(here, 1);
}

void shim_net_spread(int tty, const unsigned char *restore, size_t length) {
  hold_signals();
  terminal = tty;
  has_shell_modes = tcgetattr(tty, &shell_modes) == 0;
  shim_net_restore_bytes(restore, length);
  atomic_store(&first_end_signal, 0);
  const char *asked = getenv("SWIFT_BACKTRACE");
  wants_runtime_report = asked != NULL && asked[0] != 0;
  // For the thread that draws: a stack overflow leaves no room for a handler.
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack, .ss_flags = 0};
  sigaltstack(&stack, NULL);
  for (size_t i = 0; i < count(crash_signals); i++) catch(crash_signals[i], on_crash, always);
  for (size_t i = 0; i < count(stray_signals); i++) catch(stray_signals[i], on_crash, only_if_default);
  for (size_t i = 0; i < count(end_signals); i++) catch(end_signals[i], on_end, unless_ignored);
  for (size_t i = 0; i < count(notice_signals); i++) catch(notice_signals[i], on_notice, always);
  catch(SIGALRM, on_patience_over, always);
}

void shim_net_lift(void) {
  alarm(0);
  atomic_store(&is_armed, false);
  for (int number = 1; number < NSIG; number++) {
    if (!is_caught[number]) continue;
    sigaction(number, &earlier[number], NULL);
    is_caught[number] = false;
  }
  release_signals();
}

void shim_net_decline_end(void) {
  alarm(0);
  atomic_store(&first_end_signal, 0);
}

void shim_net_arm(bool armed) {
  atomic_store(&is_armed, armed);
  if (armed) release_signals();
}

void shim_stop_self(void) {
  struct sigaction stop, before;
  memset(&stop, 0, sizeof stop);
  stop.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &stop, &before);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &before, NULL);
}

void shim_keep_stderr(void) {
  if (real_stderr >= 0 || !isatty(STDERR_FILENO)) return;
  kept = memfd_create("stderr", MFD_CLOEXEC);
  if (kept < 0) return;
  fcntl(kept, F_SETFL, O_APPEND);
  real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (real_stderr < 0 || dup2(kept, STDERR_FILENO) < 0) {
    close(kept);
    kept = -1;
  }
}

void shim_bound_stderr(void) {
  if (kept < 0) return;
  off_t end = lseek(kept, 0, SEEK_END);
  if (end <= kept_limit_bytes) return;
  static unsigned char tail[shown_limit_bytes];
  ssize_t got = pread(kept, tail, sizeof tail, end - shown_limit_bytes);
  if (ftruncate(kept, 0) == 0 && got > 0) write_patiently(kept, tail, (size_t)got);
}

void shim_show_stderr(void) {
  if (real_stderr < 0) return;
  dup2(real_stderr, STDERR_FILENO);
  close(real_stderr);
  real_stderr = -1;
  if (kept < 0) return;
  copy_tail(kept, STDERR_FILENO);
  close(kept);
  kept = -1;
}
