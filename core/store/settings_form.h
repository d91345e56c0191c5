// Internals of the settings: the form in which they are stored. For settings*.c and history.c only.
#ifndef STORE_SETTINGS_FORM_H
#define STORE_SETTINGS_FORM_H

#include "store/settings.h"

// A change that is to be written.
struct settings_change {
    int key;                          // -1: none
    struct text value;                // in its stored form; p is NULL for the default
    const char *from;                 // a blob that holds the value, or NULL
    const struct settings_mark *mark; // NULL: the present mark stays
};

struct settings_form {
    // The stored form of a value; p is NULL for the default. settings.c asks only for recorded
    // keys.
    struct text (*find)(const struct settings *s, unsigned key);
    // Whether a value and `more` bytes fit if the key's present value is dropped.
    bool (*fits)(const struct settings *s, unsigned key, struct text value, size_t more);
    // Loads a blob. After an error all settings have their defaults. ERR_NAME: no such blob.
    // ERR_DAMAGED, ERR_SYNTAX, ERR_FULL: report->at says where.
    int (*load)(struct settings *s, const char *blob, struct settings_report *report);
    // Writes all settings, including the change. s->generation is already that of the new file.
    void (*write)(const struct settings *s, struct out *o, const struct settings_change *c);
    // Called when the written blob has become the file.
    void (*written)(struct settings *s, const struct settings_change *c);
    // Same as settings_note, for a new value that fits.
    int (*note)(struct settings *s, unsigned key, struct text value);
    // Reads the generation number from a blob.
    int (*generation_of)(const struct settings *s, const char *blob, uint32_t *generation);
    // Writes a key's value in a blob, or the key's default.
    int (*value_of)(const struct settings *s, const char *blob, unsigned key, struct out *o);
    // Same, but gives the value in place; valid until something is written. p may be NULL for the
    // default.
    int (*fetch)(struct settings *s, const char *blob, unsigned key, struct text *value);
};

enum { GENERATION_MAX = 999999999 }; // no node reaches a larger number by counting

// Whether the field takes this value, in its stored form.
bool settings_accept(const struct field *f, struct text value);

// The default of a field, in its stored form. That of a number is written into `spare`.
struct text settings_default(const struct field *f, char spare[16]);

// Returns 1 if the change fits, 0 if the value is already set, or ERR_FULL. If the mark does not
// fit, it is left out.
int settings_check_change(const struct settings *s, struct settings_change *c);

// Writes the file with a change. With `new_generation` it first copies the present file to its
// generation and increments the number.
int settings_file_write(struct settings *s, bool new_generation, const struct settings_change *c);

// Makes a new generation with a change of one key. Returns the same as settings_set.
static inline int settings_change(struct settings *s, struct settings_change *c)
{
    int err = settings_check_change(s, c);

    if (err <= 0)
        return err;
    err = settings_file_write(s, true, c);
    return err ? err : 1;
}

// Writes a mark as the file of a generation has it; the second returns its length.
void settings_write_mark(const struct settings_mark *m, uint32_t generation, struct out *o);
size_t settings_mark_bytes(const struct settings_mark *m, uint32_t generation);

#endif
