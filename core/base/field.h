// A typed value that is declared once: an argument of a verb, a value of its answer, a member of a
// module's state, or a setting. Parsing, range checks, help, JSON and the docs are derived from
// these rows.
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/literal.h"
#include "base/out.h"

// K_ANY: an argument that accepts any literal. Its value is the literal as typed.
enum field_kind { K_BOOL, K_INT, K_FIXED, K_CHOICE, K_TEXT, K_HOURS, K_ANY };

enum field_flag {
    F_OPTIONAL = 1,  // argument: may be left out or be None; answer: may be missing or replaced by
                     // words that say why
    F_CLAMP = 2,     // argument: a number out of range becomes the nearest one in range
    F_KEEP = 4,      // state: kept over a reboot
    F_SECRET = 8,    // setting: never printed
    F_HASHED = 16,   // setting: only a verifier of it is stored
    F_REBOOT = 32,   // setting: takes effect at the next boot
    F_STATE = 64,    // setting: written by the node itself
    F_NAME = 128,    // text: letters, digits, '-', '_' and '.' only
    F_ADDRESS = 256, // text: an IPv4 address
    F_ANSWERS = 512, // argument: the verb handles a number out of range itself
    F_WORD = 1024,   // argument: text without blanks needs no quotes
    F_QUOTED = 2048, // answer: a text that begins with the number; its unit may follow
    F_DRIVE = 4096,  // setting: harmless; right `drive` is enough to change it
    F_COLOR = 8192,  // argument: with the next two a colour, also accepted in one word
    F_COMMAND = 16384, // text: commands that run later
    F_BLANKS = 32768   // setting: all blanks count, also at both ends
};

// What a value means, for programs that show, record or announce it. The unit says how it is
// counted; the class says what it measures.
#define FIELD_CLASSES(X)                                                                           \
    X(TEMPERATURE, "temperature")                                                                  \
    X(HUMIDITY, "humidity")                                                                        \
    X(PRESSURE, "pressure")                                                                        \
    X(ILLUMINANCE, "illuminance")                                                                  \
    X(CARBON_DIOXIDE, "carbon_dioxide")                                                            \
    X(DISTANCE, "distance")                                                                        \
    X(VOLTAGE, "voltage")                                                                          \
    X(CURRENT, "current")                                                                          \
    X(POWER, "power")                                                                              \
    X(ENERGY, "energy")                                                                            \
    X(WEIGHT, "weight")                                                                            \
    X(FREQUENCY, "frequency")                                                                      \
    X(DURATION, "duration")                                                                        \
    X(DATA_SIZE, "data_size")                                                                      \
    X(SIGNAL_STRENGTH, "signal_strength")                                                          \
    X(MOTION, "motion")                                                                            \
    X(OCCUPANCY, "occupancy")                                                                      \
    X(ON_OFF, "on_off")                                                                            \
    X(BRIGHTNESS, "brightness")                                                                    \
    X(RED, "red")                                                                                  \
    X(GREEN, "green")                                                                              \
    X(BLUE, "blue")

enum field_class {
    CLASS_NONE,
#define FIELD_CLASS(name, text) CLASS_##name,
    FIELD_CLASSES(FIELD_CLASS)
#undef FIELD_CLASS
        CLASS_COUNT
};

// Range and default of a 64-bit number. Equal limits mean no limit.
struct field_range {
    int64_t lo, hi, def;
};

struct field {
    const char *name;
    enum field_kind kind;
    const char *help;
    const char *unit; // SI symbol, or NULL
    union {
        const char *choices;  // K_CHOICE: "off|low|high"; the value is the index
        const char *text_def; // K_TEXT: the default; K_ANY: the default as typed, or NULL
        const struct field_range *range; // is_wide; NULL: no limit, default 0
    };
    int32_t lo, hi; // range of a number or of hours; K_TEXT: length in bytes; equal: no limit
    int32_t def; // the default; for an F_COMMAND argument: how many numbers follow when it is given
    uint16_t at; // state: offset of an int32_t in the state struct; is_wide: of an int64_t
    uint16_t flags;       // enum field_flag
    uint16_t step;        // useful step between numbers, for a slider
    uint8_t decimals : 4; // K_FIXED: the value is an int scaled by 10^decimals
    uint8_t is_wide : 1;  // K_INT, K_FIXED of arguments, answers and states: a 64-bit number
    uint8_t class;        // enum field_class
};

union value {
    int32_t i;
    int64_t wide;  // if the field is_wide
    struct text s; // K_TEXT, K_ANY: valid during the call only
};

// The value as a number, from the member that the field uses; then its range and its default.
int64_t field_number(const struct field *f, union value v);
union value field_value(const struct field *f, int64_t n);
struct field_range field_range(const struct field *f);

// Reads a number from a state; then how many bytes a field occupies in it.
int64_t field_load(const struct field *f, const void *state);
void field_store(const struct field *f, void *state, int64_t n);
size_t field_size(const struct field *f);

// Whether the value is on or off: K_BOOL, or a number from 0 to 1.
bool field_is_switch(const struct field *f);

// Converts a literal to the field's kind and checks it. ERR_TYPE, ERR_RANGE.
int field_convert(const struct field *f, const struct literal *l, union value *v);

// Checks plain text (a setting as typed, unquoted). ERR_TYPE: wrong kind. ERR_RANGE: not accepted.
int field_check(const struct field *f, struct text t);

// Reads hours, or hours and minutes ("1", "-3", "+5:30"), of a K_HOURS setting. ERR_ARG: neither.
int field_minutes(struct text t, int32_t *minutes);

// Writes what the field accepts: "on or off", "1 to 65535", "8 to 63 bytes".
void field_accepts(const struct field *f, struct out *o);

// Adds for a colour: ", or a colour, as #ff8000 or orange". Writes nothing for other fields.
void field_accepts_color(const struct field *f, struct out *o);

// Writes an accepted argument as it is typed at the shell: "on", "600", "'text'".
void field_example(const struct field *f, struct out *o);

// Writes the default as plain text; the second tells whether a plain text is the default.
void field_default(const struct field *f, struct out *o);
bool field_is_default(const struct field *f, struct text t);

const char *field_kind_name(enum field_kind kind); // for JSON: "bool", "int", ...

// "temperature"; NULL for CLASS_NONE.
const char *field_class_name(enum field_class class);

// The class with that name, or CLASS_NONE.
enum field_class field_class_of(struct text name);

// The word of K_CHOICE with this index, or an empty text.
struct text field_choice(const struct field *f, int32_t index);

#endif
