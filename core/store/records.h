// The records that hold the settings in memory. For settings*.c and history.c only.
#ifndef STORE_RECORDS_H
#define STORE_RECORDS_H

#include "store/settings.h"

// The key of a record whose name we do not know: its value is the name, a zero byte, '0' + enum
// json_kind, and the value as it stood in the file.
enum { KEY_UNKNOWN = 0xff };

enum { RECORD_HEAD = 3 }; // bytes before a value: its key, its length (low byte first)

void records_clear(struct settings *s);

// Steps through the records from 0; returns where the next one starts, 0 after the last.
size_t records_next(const struct settings *s, size_t at, uint8_t *key, struct text *value);

struct text records_find(const struct settings *s, unsigned key); // p is NULL when there is none
void records_drop(struct settings *s, unsigned key);

// Whether a value fits in place of the key's present one, and `more` bytes.
bool records_fit(const struct settings *s, unsigned key, struct text value, size_t more);

// Puts a value that fits, perhaps one that stands behind the last record; none is kept for a
// default.
void records_put(struct settings *s, unsigned key, struct text value);

// A new record is written in place behind the last one, then closed.
struct out records_value(struct settings *s);
void records_close(struct settings *s, unsigned key, size_t len);

#endif
