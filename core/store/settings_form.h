// Inside the settings: the form in which they are stored. For settings*.c and history.c only.
#ifndef STORE_SETTINGS_FORM_H
#define STORE_SETTINGS_FORM_H

#include "store/settings.h"

// What is to be written anew.
struct settings_change {
    int key;                          // -1: none
    struct text value;                // in its stored form; p is NULL for the default
    const char *from;                 // a blob that holds the value where it stands; or NULL
    const struct settings_mark *mark; // NULL: the present one stays
};

struct settings_form {
    // The stored form of a value; p is NULL where the default holds. A key that is not recorded
    // has none: settings.c does not ask.
    struct text (*find)(const struct settings *s, unsigned key);
    // Whether there is room for a value in place of the key's present one, and `more` bytes.
    bool (*fits)(const struct settings *s, unsigned key, struct text value, size_t more);
    // Uses what a blob holds; after an error all settings have their defaults. ERR_NAME: no such
    // blob; ERR_DAMAGED, ERR_SYNTAX, ERR_FULL: report->at says where.
    int (*load)(struct settings *s, const char *blob, struct settings_report *report);
    // Writes everything, with the change; s->generation is that of the new file.
    void (*write)(const struct settings *s, struct out *o, const struct settings_change *c);
    // What was written is the file now.
    void (*written)(struct settings *s, const struct settings_change *c);
    // As settings_note, for a value that is new and fits.
    int (*note)(struct settings *s, unsigned key, struct text value);
    // Reads the generation number that a blob says it has.
    int (*generation_of)(const struct settings *s, const char *blob, uint32_t *generation);
    // Writes the value that a blob holds for a key, or the key's default.
    int (*value_of)(const struct settings *s, const char *blob, unsigned key, struct out *o);
    // That value where it stands until something is written; p may be NULL for the default.
    int (*fetch)(struct settings *s, const char *blob, unsigned key, struct text *value);
};

enum { GENERATION_MAX = 999999999 }; // a larger number is not one that a node counted up to

// True when a value, in its stored form, is one that the field takes.
bool settings_accept(const struct field *f, struct text value);

// Returns 1 for a change that has room, 0 for one that stands already, ERR_FULL. The mark is left
// out where it has no room.
int settings_check_change(const struct settings *s, struct settings_change *c);

// Writes the file with a change. `new_generation` first copies the present file to its generation
// and counts up.
int settings_file_write(struct settings *s, bool new_generation, const struct settings_change *c);

// Makes a new generation of a change of one key. Returns as settings_set.
static inline int settings_change(struct settings *s, struct settings_change *c)
{
    int err = settings_check_change(s, c);

    if (err <= 0)
        return err;
    err = settings_file_write(s, true, c);
    return err ? err : 1;
}

// A mark as it stands in the file of a generation, and its bytes.
void settings_write_mark(const struct settings_mark *m, uint32_t generation, struct out *o);
size_t settings_mark_bytes(const struct settings_mark *m, uint32_t generation);

#endif
