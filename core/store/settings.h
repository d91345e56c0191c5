// The settings of a node: typed rows in one blob. A port chooses the blob's form. It is a JSON file
// that a person can read and edit, or an image that is used directly from flash. A change writes
// the whole file, atomically, and keeps the previous file as a generation.
#ifndef STORE_SETTINGS_H
#define STORE_SETTINGS_H

#include "base/field.h"
#include "cfg.h"
#include "store/blobs.h"
#include "store/keyset.h"

#define SETTINGS_FILE "node_config.json"
#define SETTINGS_MASK "********" // shown instead of every secret; no secret has this value

// A note in the file about the change that made it, such as "3 by shell ::1". It becomes part of
// that generation. The store writes the number. If an older program makes a change, it keeps the
// previous mark, whose number then does not match. The struct is embedded by code that knows what
// to write.
struct settings_mark {
    unsigned key; // K_TEXT, F_STATE
    // May be called several times for one change. Must write the same each time.
    void (*write)(const struct settings_mark *m, struct out *o);
};

struct settings_form; // how the blob is written and read: store/settings_form.h
extern const struct settings_form settings_json;  // needs memory for changed values
extern const struct settings_form settings_image; // needs a store that maps its blobs, no memory

// Where the settings are kept.
struct settings_place {
    const struct blobs *blobs;
    const struct settings_form *form;
    char *memory; // SETTINGS_MEMORY bytes for settings_json, or NULL; must outlive the settings
};

enum { SETTINGS_MEMORY = CFG_SETTINGS_BYTES + 1 }; // records and a spare byte

struct settings {
    const struct field *fields; // the rows; a key is an index into them
    const struct settings_place *place;
    uint8_t *recorded;   // a keyset: the keys that have a record; most keys have their defaults
    uint32_t generation; // of the file in use; each change increments it
    uint16_t used;       // bytes used of `place->memory`
    uint8_t n_fields;
    bool file_is_damaged; // the file could not be used as it was
    bool is_aside;        // a copy of the damaged file exists, so it may be replaced
    bool is_stale;        // memory holds changes that the file does not
    uint32_t source;      // for an image: 1 + the generation that is used instead of the file, or 0
};

// What loading found. All zero: the file existed and was complete.
struct settings_report {
    bool created;        // no file and no generation: factory defaults are used
    bool incomplete;     // keys were missing and have their defaults
    bool damaged;        // the file could not be used as it was
    bool recovered;      // an earlier generation is used instead
    uint32_t generation; // number of that generation
    uint32_t at;         // byte at which the damage was found
    uint8_t format;      // of a file that a newer program wrote (store/format.h); else 0
    int odd_key;         // a key whose value was not accepted, so its default is used; or -1
    char aside[BLOB_NAME_MAX + 1]; // the name of the damaged file's copy; empty: no copy
};

// Takes up to KEYS_MAX rows. `recorded` has KEYSET_BYTES(n) bytes. `recorded`, the rows and `place`
// must outlive the settings.
void settings_init(struct settings *s, const struct field *fields, unsigned n, uint8_t *recorded,
                   const struct settings_place *place);

// Reads the file. If it is damaged, reads the last good generation; if there is none, uses the
// defaults. Writes only the copy of a damaged file. Cannot fail: the report says what was found.
void settings_load(struct settings *s, struct settings_report *report);

// Reads another blob of the same form instead of the file. After an error all settings have their
// defaults; settings_load returns to the file.
int settings_load_from(struct settings *s, const char *blob, struct settings_report *report);

int settings_find(const struct settings *s, struct text name); // the key, or ERR_NAME
int32_t settings_int(const struct settings *s, unsigned key);
int32_t settings_minutes(const struct settings *s, unsigned key); // K_HOURS
bool settings_bool(const struct settings *s, unsigned key);
struct text settings_text(const struct settings *s, unsigned key); // K_TEXT only; valid until a set
bool settings_is_default(const struct settings *s, unsigned key);  // no other value is stored
bool settings_is_set(const struct settings *s, unsigned key);      // text only: not "n/a"

// Writes the value as the shell shows it. A secret is shown as asterisks.
void settings_show(const struct settings *s, unsigned key, struct out *o);

// Whether the stored or default value equals `value`.
bool settings_equals(const struct settings *s, unsigned key, struct text value);

// Stores a value as a new generation, with a mark or NULL. The value was accepted by field_check,
// or is a verifier instead of a password. Returns 1; 0 if nothing changed, so nothing was written;
// or an error. After an error the old value remains, in memory and in the store.
int settings_set(struct settings *s, unsigned key, struct text value,
                 const struct settings_mark *mark);

// Stores a value that the node itself maintains (F_STATE), without a new generation. With memory,
// settings_sync writes it later; without, it is written at once.
int settings_note(struct settings *s, unsigned key, struct text value);

// Writes the file if memory holds something that the file does not: missing keys, noted values, a
// recovered generation. Makes no new generation.
int settings_sync(struct settings *s);

// Name of the blob that holds a generation: "node_config.3.json", with at most two digits.
enum { GENERATION_NAME_BYTES = sizeof "node_config.99.json" };
_Static_assert(CFG_GENERATIONS < 99, "they are numbered with two digits");
void settings_generation_name(uint32_t generation, char name[GENERATION_NAME_BYTES]);

// Reads the generation number from a blob.
int settings_generation_of(const struct settings *s, const char *blob, uint32_t *generation);

#endif
