// The settings of a node: typed rows, kept as one blob of which a port chooses the form: a JSON
// file that a person can read and edit, or an image that is used where it stands in flash. A change
// writes the whole file anew, atomically, and keeps the file before it as a generation.
#ifndef STORE_SETTINGS_H
#define STORE_SETTINGS_H

#include "base/field.h"
#include "cfg.h"
#include "store/blobs.h"
#include "store/keyset.h"

#define SETTINGS_FILE "node_config.json"
#define SETTINGS_MASK "********" // shown in place of every secret, and never the value of one

// What a change leaves in the file that it makes, and so in that generation: "3 by shell ::1", of
// which the store writes the number. An older program keeps the mark of another generation there.
// Embedded by whoever knows what to write.
struct settings_mark {
    unsigned key; // K_TEXT, F_STATE
    // Called more than once for a change; writes the same each time.
    void (*write)(const struct settings_mark *m, struct out *o);
};

struct settings_form; // how the blob is written and read: store/settings_form.h
extern const struct settings_form settings_json;  // needs memory for what differs from the defaults
extern const struct settings_form settings_image; // needs a store that maps its blobs, no memory

// Where the settings are kept.
struct settings_place {
    const struct blobs *blobs;
    const struct settings_form *form;
    char *
        memory; // SETTINGS_MEMORY bytes for settings_json, which must outlive the settings; or NULL
};

enum { SETTINGS_MEMORY = CFG_SETTINGS_BYTES + 1 }; // records, and a spare byte

struct settings {
    const struct field *fields; // the rows; a key is an index into them
    const struct settings_place *place;
    uint8_t *recorded;   // a keyset: these have a record; most keys have their defaults
    uint32_t generation; // of the file in use, counted up by every change
    uint16_t used;       // bytes of `place->memory`
    uint8_t n_fields;
    bool file_is_damaged; // what the file holds could not be used as it was
    bool is_aside;        // and stands elsewhere too: it may be replaced
    bool is_stale;        // memory holds what the file does not
    uint32_t source;      // an image: 1 + the generation in use in place of the file, or 0
};

// What loading found. All zero: the file was there and whole.
struct settings_report {
    bool created;        // no file and no generation: factory defaults
    bool incomplete;     // keys were missing; they have their defaults
    bool damaged;        // the file could not be used as it was
    bool recovered;      // an earlier generation is in use in its place
    uint32_t generation; // that generation
    uint32_t at;         // byte at which the damage was found
    uint8_t format;      // of the file, when it is of a newer program (store/format.h); else 0
    int odd_key;         // a key whose value was not accepted (its default is used), or -1
    char aside[BLOB_NAME_MAX + 1]; // where the damaged file was copied to; empty: nowhere
};

// Up to KEYS_MAX rows. `recorded` has KEYSET_BYTES(n) bytes; it, the rows and `place` must outlive
// the settings.
void settings_init(struct settings *s, const struct field *fields, unsigned n, uint8_t *recorded,
                   const struct settings_place *place);

// Reads the file, or the last good generation, or nothing (defaults). Writes nothing but the copy
// of a damaged file. Cannot fail: the report says what was found.
void settings_load(struct settings *s, struct settings_report *report);

// Reads another blob of the same form in place of the file. On an error the settings are as before
// the call only if reloading them succeeds; see settings_load.
int settings_load_from(struct settings *s, const char *blob, struct settings_report *report);

int settings_find(const struct settings *s, struct text name); // the key, or ERR_NAME
int32_t settings_int(const struct settings *s, unsigned key);
int32_t settings_minutes(const struct settings *s, unsigned key); // K_HOURS
bool settings_bool(const struct settings *s, unsigned key);
struct text settings_text(const struct settings *s, unsigned key); // K_TEXT only; valid until a set
bool settings_is_default(const struct settings *s, unsigned key);  // nothing else is stored
bool settings_is_set(const struct settings *s, unsigned key);      // text only: not "n/a"

// Writes the value as the shell shows it; a secret as asterisks.
void settings_show(const struct settings *s, unsigned key, struct out *o);

// True when the stored or default value is `value`.
bool settings_equals(const struct settings *s, unsigned key, struct text value);

// Stores a value that field_check accepted (or a verifier in place of a password) as a new
// generation, with a mark or NULL. Returns 1, or 0 when nothing changed and nothing was written, or
// an error; after an error the old value stands, in memory and in the store.
int settings_set(struct settings *s, unsigned key, struct text value,
                 const struct settings_mark *mark);

// Notes a value that the node itself keeps (F_STATE) and makes no generation of it. With memory it
// is written by settings_sync; without, at once.
int settings_note(struct settings *s, unsigned key, struct text value);

// Writes the file when memory holds what it does not (missing keys, noted values, a recovered
// generation); makes no generation of it.
int settings_sync(struct settings *s);

// The blob that holds a generation: "node_config.3.json", with a number of two digits at most.
enum { GENERATION_NAME_BYTES = sizeof "node_config.99.json" };
_Static_assert(CFG_GENERATIONS < 99, "they are numbered with two digits");
void settings_generation_name(uint32_t generation, char name[GENERATION_NAME_BYTES]);

// Reads the generation number that a blob says it has.
int settings_generation_of(const struct settings *s, const char *blob, uint32_t *generation);

#endif
