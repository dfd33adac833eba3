// Locale, the terminal's descriptor, and curses as plain functions.
#define _GNU_SOURCE
#include "CursesShim.h"

#define NCURSES_WIDECHAR 1
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <ncursesw/curses.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static SCREEN *screen;
static FILE *output;
static FILE *input;

static bool is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

bool shim_set_locale(void) {
  // An installed locale that is not UTF-8 is the user's choice; one that is not installed is an accident.
  if (setlocale(LC_ALL, "") == NULL) setlocale(LC_ALL, "C.UTF-8");
  setlocale(LC_NUMERIC, "C");
  return is_utf8();
}

int shim_open_tty(void) {
  char name[256];
  int known = ttyname_r(STDOUT_FILENO, name, sizeof name);
  const int flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
  if (known == 0) {
    int tty = open(name, flags);
    if (tty >= 0) return tty;
  } else {
    errno = known;
    return -1;
  }
  return open("/dev/tty", flags);
}

bool shim_window_size(int tty, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(tty, TIOCGWINSZ, &size) != 0) return false;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}

static void set_modes(void) {
  cbreak();
  noecho();
  nonl();
  // Ctrl-S must not freeze the screen of an incident.
  struct termios modes;
  if (tcgetattr(fileno(input), &modes) == 0) {
    modes.c_iflag &= ~(tcflag_t)(IXON | IXOFF);
    tcsetattr(fileno(input), TCSANOW, &modes);
    def_prog_mode();
  }
  intrflush(stdscr, FALSE);
  keypad(stdscr, TRUE);
  // The first refresh is what sends "enter full screen"; the window is never written to afterwards.
  refresh();
}

bool shim_start(const char *terminal_name, int tty, int escape_delay_milliseconds) {
  // LINES and COLUMNS in the environment would freeze the size.
  use_env(FALSE);
  use_tioctl(TRUE);
  output = fdopen(dup(tty), "w");
  input = fdopen(dup(tty), "r");
  if (output == NULL || input == NULL) {
    shim_free();
    return false;
  }
  screen = newterm(terminal_name, output, input);
  if (screen == NULL) {
    shim_free();
    return false;
  }
  set_escdelay(escape_delay_milliseconds);
  typeahead(-1);
  set_modes();
  return true;
}

void shim_end(void) { endwin(); }

void shim_resume(void) {
  reset_prog_mode();
  set_modes();
}

void shim_free(void) {
  if (screen != NULL) delscreen(screen);
  if (output != NULL) fclose(output);
  if (input != NULL) fclose(input);
  screen = NULL;
  output = NULL;
  input = NULL;
}

void shim_flush_input(int tty) { tcflush(tty, TCIFLUSH); }
