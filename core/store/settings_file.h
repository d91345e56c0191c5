// Inside the settings: the file they come from. For settings.c only.
#ifndef STORE_SETTINGS_FILE_H
#define STORE_SETTINGS_FILE_H

#include "store/settings.h"

// Writes the file with one value changed (key -1: none). `new_generation` first copies the present
// file to its generation and counts up.
int settings_file_write(struct settings *s, bool new_generation, int key, struct text value);

#endif
