// Records that hold the settings in memory. For settings*.c and history.c only.
#ifndef STORE_RECORDS_H
#define STORE_RECORDS_H

#include "store/settings.h"

// The key of all records with an unknown name. The value of such a record is the name, a zero byte,
// '0' + enum json_kind, and the value as the file has it.
enum { KEY_UNKNOWN = 0xff };

enum { RECORD_HEAD = 3 }; // bytes before a value: its key, its length (low byte first)

void records_clear(struct settings *s);

// Goes through the records. Start with 0; returns where the next one starts, or 0 after the last.
size_t records_next(const struct settings *s, size_t at, uint8_t *key, struct text *value);

struct text records_find(const struct settings *s, unsigned key); // p is NULL if there is none
void records_drop(struct settings *s, unsigned key);

// Whether a value and `more` bytes fit if the key's present value is dropped.
bool records_fit(const struct settings *s, unsigned key, struct text value, size_t more);

// Stores a value that fits. The value may be behind the last record already. A default gets no
// record.
void records_put(struct settings *s, unsigned key, struct text value);

// Returns a writer for a new record's value. It writes in place, behind the last record; then the
// record is closed.
struct out records_value(struct settings *s);
void records_close(struct settings *s, unsigned key, size_t len);

#endif
