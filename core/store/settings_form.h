// Inside the settings: the form in which they are stored. For settings*.c and history.c only.
#ifndef STORE_SETTINGS_FORM_H
#define STORE_SETTINGS_FORM_H

#include "store/settings.h"

struct settings_form {
    // The stored form of a value; p is NULL where the default holds. A key that is not recorded
    // has none: settings.c does not ask.
    struct text (*find)(const struct settings *s, unsigned key);
    // Whether there is room for a value in place of the key's present one.
    bool (*fits)(const struct settings *s, unsigned key, struct text value);
    // Uses what a blob holds; after an error all settings have their defaults. ERR_NAME: no such
    // blob; ERR_DAMAGED, ERR_SYNTAX, ERR_FULL: report->at says where.
    int (*load)(struct settings *s, const char *blob, struct settings_report *report);
    // Writes everything, with one value changed (key -1: none).
    void (*write)(const struct settings *s, struct out *o, uint32_t generation, int key,
                  struct text value);
    // What was written is the file now.
    void (*written)(struct settings *s, int key, struct text value);
    // As settings_note, for a value that is new and fits.
    int (*note)(struct settings *s, unsigned key, struct text value);
    // Reads the generation number that a blob says it has.
    int (*generation_of)(const struct settings *s, const char *blob, uint32_t *generation);
    // Writes the value that a blob holds for a key, or the key's default.
    int (*value_of)(const struct settings *s, const char *blob, unsigned key, struct out *o);
};

enum { GENERATION_MAX = 999999999 }; // a larger number is not one that a node counted up to

// True when a value, in its stored form, is one that the field takes.
bool settings_accept(const struct field *f, struct text value);

// Writes the file with one value changed (key -1: none). `new_generation` first copies the present
// file to its generation and counts up.
int settings_file_write(struct settings *s, bool new_generation, int key, struct text value);

#endif
