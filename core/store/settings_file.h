// Inside the settings: their records in memory, and the file they come from. For settings*.c only.
#ifndef STORE_SETTINGS_FILE_H
#define STORE_SETTINGS_FILE_H

#include "store/settings.h"

// The key of a record whose name we do not know: its value is the name, a zero byte, '0' + enum json_kind, and the
// value as it stood in the file.
enum { KEY_UNKNOWN = 0xff };

// Steps through the records from 0; returns where the next one starts, 0 after the last.
size_t records_next(const struct settings *s, size_t at, uint8_t *key, struct text *value);

struct text records_find(const struct settings *s, unsigned key); // p is NULL when there is none
void records_drop(struct settings *s, unsigned key);
bool records_is_default(const struct settings *s, unsigned key, struct text value);

// A new record is written in place behind the last one, then closed.
struct out records_value(struct settings *s);
void records_close(struct settings *s, unsigned key, size_t len);

// Writes the file with one value changed (key -1: none). `new_generation` first copies the present
// file to its generation and counts up.
int settings_file_write(struct settings *s, bool new_generation, int key, struct text value);

#endif
