// The few curses calls Swift cannot make, and the net that gives the terminal back.
//
// Curses' macros, globals and variadics do not import into Swift 6; here they are plain functions. Only the folder
// Terminal/ of RouteConsole uses them, on one thread. Functions that fail say so by their result; none exits.
#ifndef CURSES_SHIM_H
#define CURSES_SHIM_H

#include <stdbool.h>
#include <stddef.h>

// Locale.

/// Sets the locale from the environment, or C.UTF-8 where the one named there is not installed; numbers stay in
/// the C locale. Returns whether characters are UTF-8.
bool shim_set_locale(void);

// The terminal.

/// Opens the controlling terminal of standard output for reading and writing, with a file description of its own,
/// so that it can be non-blocking without making the shell's non-blocking. Returns a descriptor, or -1 with errno.
int shim_open_tty(void);

/// Copies the size of the terminal; returns false with errno when it cannot be told.
bool shim_window_size(int tty, int *columns, int *rows);

/// Starts curses on a terminal: loads the entry, sends what enters the full screen and the keypad mode, sets the
/// line discipline (no echo, byte by byte, signals kept, no flow control by Ctrl-S). Returns false when the entry is unknown or unusable.
bool shim_start(const char *terminal_name, int tty, int escape_delay_milliseconds);

/// Gives the full screen and the modes back, until shim_resume or for good.
void shim_end(void);

/// Takes the full screen and the modes again after shim_end.
void shim_resume(void);

/// Frees what shim_start took; shim_end comes first.
void shim_free(void);

/// Whether a terminal has an entry that cannot place the cursor; asked before curses is started, and sends nothing.
bool shim_terminfo_lacks_cursor(const char *terminal_name, int tty);
/// A number of the terminal's entry, -1 when absent.
int shim_terminfo_number(const char *name);
/// A flag of the terminal's entry.
bool shim_terminfo_flag(const char *name);
/// A string of the terminal's entry, NULL when absent.
const char *shim_terminfo_string(const char *name);

/// Throws away what was typed and not read.
void shim_flush_input(int tty);

// The net.

/// Opens the pipe on which signals arrive, a byte each, and returns its reading end, or -1 with errno. Non-blocking.
int shim_signal_pipe(void);

/// Spreads the net: from here on the terminal is given back before the process dies.
///
/// SIGILL, TRAP, ABRT, SEGV, BUS, FPE and QUIT, and other signals that would end the process: the bytes are
/// written, the modes set back, the text kept from standard error shown, one sentence said, a report written where
/// shim_net_report_to says, and the signal raised again with its default action. Where SWIFT_BACKTRACE is set, the
/// earlier handler gets the signal instead of the sentence: it makes the report that was asked for. SIGHUP, TERM and INT: a byte on the pipe asks the program to end; a second one, or two seconds
/// without shim_net_lift, and they are treated like the others. WINCH, TSTP and CONT: a byte on the pipe.
/// A signal that was ignored stays ignored.
///
/// Signals wait from here until shim_net_arm(true) or shim_net_lift: in between nobody knows how to give back what is
/// being taken.
///
/// restore is what leaves the modes that the console set: at most 256 bytes, more is cut.
void shim_net_spread(int tty, const unsigned char *restore, size_t length);

/// Where a crash is reported, and the first line of the report; longer ones are cut at 511 and 255 bytes.
void shim_net_report_to(const char *path, const char *head);

/// Changes what leaves the modes.
void shim_net_restore_bytes(const unsigned char *restore, size_t length);

/// Takes the net in: the earlier handlers are back.
void shim_net_lift(void);

/// Says that the program heard that it is asked to end and has a reason not to; the next asking counts as the first.
void shim_net_decline_end(void);

/// Marks the terminal as given back (armed false, while suspended) or taken (armed true).
void shim_net_arm(bool armed);

/// Stops the process as Ctrl-Z would; returns when it is continued, at once where nothing can stop it.
void shim_stop_self(void);

/// Redirects standard error into memory while the full screen is up; does nothing when it is no terminal.
void shim_keep_stderr(void);

/// Lets go of what was kept from standard error beyond 1 MiB, except the last 8 KiB.
void shim_bound_stderr(void);

/// Points standard error at the terminal again and shows the last 8 KiB of what was kept.
void shim_show_stderr(void);

#endif
