// The terminal's entry. In a file of its own, because term.h turns common words into macros.
#include "CursesShim.h"

#include <ncursesw/curses.h>
#include <term.h>

static char *name_of(const char *name) { return (char *)name; }

bool shim_terminfo_lacks_cursor(const char *terminal_name, int tty) {
  int problem = 0;
  if (setupterm(name_of(terminal_name), tty, &problem) != OK) return false;
  bool lacks = shim_terminfo_string("cup") == NULL;
  TERMINAL *entry = set_curterm(NULL);
  if (entry != NULL) del_curterm(entry);
  return lacks;
}

int shim_terminfo_number(const char *name) {
  int value = tigetnum(name_of(name));
  return value < 0 ? -1 : value;
}

bool shim_terminfo_flag(const char *name) { return tigetflag(name_of(name)) > 0; }

const char *shim_terminfo_string(const char *name) {
  const char *value = tigetstr(name_of(name));
  return value == (const char *)-1 ? NULL : value;
}
