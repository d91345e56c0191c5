// Files that a module in Python keeps over a reboot. The original's modules call them NAME.pds, its
// successor's NAME.cache or NAME.dat. Each module may have a few, and no file of another module.
#ifndef PYTHON_KEPT_H
#define PYTHON_KEPT_H

#include "loader/kept.h"
#include "python_pins.h"

// Requests.
int python_kept_read(struct python_serve *s);
int python_kept_write(struct python_serve *s);
int python_kept_list(struct python_serve *s);

// The text for a write that exceeds the limit of this minute.
void python_kept_refuse_often(struct out *why);

#endif
