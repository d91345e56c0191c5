// The files that a module in Python keeps over a reboot: NAME.pds, as the original's modules call
// them, NAME.cache or NAME.dat as its successor's do. A few each, and none that another module
// keeps.
#ifndef PYTHON_KEPT_H
#define PYTHON_KEPT_H

#include "loader/kept.h"
#include "python_pins.h"

// Requests.
int python_kept_read(struct python_serve *s);
int python_kept_write(struct python_serve *s);
int python_kept_list(struct python_serve *s);

// The words for a write that is one too many in this minute.
void python_kept_refuse_often(struct out *why);

#endif
