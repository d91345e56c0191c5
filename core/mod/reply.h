// An answer. A command writes it once; it is rendered as shell text or as JSON.
//
// The first call decides the shape; reply_end closes it. An empty reply is None or null. For text
// that none of the shapes below gives, use a map or list with a form: the text around the values.
// JSON ignores the form:
//
//     reply_begin_as(r, REPLY_MAP, "hello:{}:{}\n");   hello:node01:a1b2
//     reply_pair_text(r, "devfid", name);              {"devfid": "node01", "hwuid": "a1b2"}
//     reply_pair_text(r, "hwuid", uid);
//
// In a form, {} is the next value. The form of a REPLY_MAP is used once, value by value. When it
// has no {} left, further values are in JSON only. The forms of REPLY_LIST and REPLY_ROWS repeat.
// "<{}, {}>" gives the text before, between and after the values; "- {}\n" gives the text around
// each value. In REPLY_ROWS, {key} is the key of the value, and {key10} pads it to ten characters.
// A form includes its line ends.
#ifndef MOD_REPLY_H
#define MOD_REPLY_H

#include "base/out.h"

enum reply_shape {
    REPLY_NOTHING,
    REPLY_TEXT,    // SET rgb: R1G2B3          "SET rgb: R1G2B3"
    REPLY_VALUE,   // 42                       42
    REPLY_MAP,     // one "key: value" a line  {"key": value}
    REPLY_ROWS,    // a form for every pair    {"key": value}
    REPLY_TUPLE,   // ('a', 1)                 ["a", 1]
    REPLY_LIST,    // ['a', 1]                 ["a", 1]
    REPLY_KEYS,    // dict_keys(['a'])         ["a"]
    REPLY_LINES,   // one line each            ["a", "b"]
    REPLY_REFUSAL, // text as it is            {"error": "text"}
};

// A map or list that is being written.
struct reply_level {
    const char *form; // the rest of the form, or all of it if it repeats; NULL: the shape's own
    uint16_t count;   // entries so far
    uint8_t shape;    // enum reply_shape
    uint8_t mode;     // how its text is made
};

struct reply {
    struct out *out;
    struct reply_level at; // the innermost level
    bool json : 1;
    bool has_failed : 1; // the answer says that the command failed
};

void reply_init(struct reply *r, struct out *out, bool json);

// Whether values are shown for which the form has no {}. If not, they need not be calculated.
static inline bool reply_shows_all(const struct reply *r)
{
    return r->json;
}
void reply_begin(struct reply *r, enum reply_shape shape); // for shapes that may be empty

// Starts a REPLY_MAP, REPLY_ROWS or REPLY_LIST with a form. The form must stay valid until
// reply_end.
void reply_begin_as(struct reply *r, enum reply_shape shape, const char *form);

// Starts a REPLY_MAP, REPLY_ROWS or REPLY_LIST inside another one. `outer` stores the outer one
// until reply_leave. `key` is NULL in a list. Without a form, the inner one is in JSON only.
void reply_enter(struct reply *r, struct reply_level *outer, const char *key,
                 enum reply_shape shape, const char *form);
void reply_leave(struct reply *r, const struct reply_level *outer);

// Writes text for people, as out_format does, at the present place of the form. JSON leaves it out.
void reply_note(struct reply *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Same in pieces: call reply_open_note, write to the out it returns, call out_flush.
struct out reply_open_note(struct reply *r, char *buf, size_t cap);

// REPLY_TEXT, formatted as out_format does. Several calls append.
void reply_text(struct reply *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// REPLY_REFUSAL: a text, as out_format does, for something not accepted. {"error": "..."}
void reply_refuse(struct reply *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Writes a complete error answer. reply_error: {"error": error}, and for people `words` with their
// line end. reply_failure: {"error": what, "why": why}, and for people "what: why".
void reply_error(struct reply *r, const char *error, const char *words);
void reply_failure(struct reply *r, const char *what, struct text why);

// Writes a complete success answer: Saved, {"result": "Saved"}.
void reply_result(struct reply *r, const char *words);

// REPLY_VALUE
void reply_int(struct reply *r, int32_t v);
void reply_fixed(struct reply *r, int64_t v, uint8_t decimals); // v * 10^-decimals
void reply_bool(struct reply *r, bool v);                       // True, in JSON true

// REPLY_MAP; `key` is NULL in a list.
void reply_pair_int(struct reply *r, const char *key, int32_t v);
void reply_pair_uint(struct reply *r, const char *key, uint32_t v);
void reply_pair_text(struct reply *r, const char *key, struct text v);
void reply_pair_fixed(struct reply *r, const char *key, int64_t v,
                      uint8_t decimals); // v * 10^-decimals
void reply_pair_bool(struct reply *r, const char *key, bool v);
// JSON true or false; for people `words`, such as "worked".
void reply_pair_words(struct reply *r, const char *key, bool v, const char *words);
void reply_pair_null(struct reply *r, const char *key); // None

// REPLY_TUPLE, REPLY_LIST, REPLY_KEYS, REPLY_LINES, after reply_begin.
void reply_item_int(struct reply *r, int32_t v);
void reply_item_text(struct reply *r, struct text v);

// Writes an item or the value of a pair in pieces: call reply_open, write to the out it returns,
// call reply_close. Characters are escaped.
struct out reply_open(struct reply *r, const char *key, char *buf, size_t cap);
void reply_close(struct reply *r, struct out *o);

// Marks an answer of any shape as a failure. The errors and refusals above do this themselves.
static inline void reply_fail(struct reply *r)
{
    r->has_failed = true;
}

void reply_end(struct reply *r); // after this, another answer may start

#endif
