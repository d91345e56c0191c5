// An answer, written once and rendered as shell text or as JSON. Who writes it never asks which.
//
// The first call decides the shape; reply_end closes it. Nothing at all renders as None / null.
// What one of the shapes below does not cover is a map or a list with a form, the text around its
// values; as JSON the form does not matter:
//
//     reply_begin_as(r, REPLY_MAP, "hello:{}:{}\n");   hello:node01:a1b2
//     reply_pair_text(r, "devfid", name);              {"devfid": "node01", "hwuid": "a1b2"}
//     reply_pair_text(r, "hwuid", uid);
//
// In a form {} is the next value. A REPLY_MAP's form is used up once, value by value; a value for
// which it has no {} left is in JSON only. The forms of REPLY_LIST and REPLY_ROWS repeat:
// "<{}, {}>" is what stands before, between and after the values, "- {}\n" what stands around each;
// in REPLY_ROWS {key} is the key of the value, {key10} padded to ten characters. A form has its own
// line ends.
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

// One map or list, while it is written.
struct reply_level {
    const char *form; // what is left of it, or the whole where it repeats; NULL: the shape's own
    uint16_t count;   // entries so far
    uint8_t shape;    // enum reply_shape
    uint8_t mode;     // how its text comes about
};

struct reply {
    struct out *out;
    struct reply_level at; // the innermost
    bool json : 1;
    bool has_failed : 1; // the answer says that the command did not work
};

void reply_init(struct reply *r, struct out *out, bool json);

// Whether values are shown for which the form has no {}. Where not, what it costs to find them out
// can be spared.
static inline bool reply_shows_all(const struct reply *r)
{
    return r->json;
}
void reply_begin(struct reply *r, enum reply_shape shape); // for shapes that may stay empty

// Begins a REPLY_MAP, REPLY_ROWS or REPLY_LIST with a form, which stays the caller's until
// reply_end.
void reply_begin_as(struct reply *r, enum reply_shape shape, const char *form);

// A REPLY_MAP, REPLY_ROWS or REPLY_LIST inside another one. `outer` is where the other one waits
// until reply_leave; `key` is NULL in a list. Without a form it is in JSON only, with all that it
// has.
void reply_enter(struct reply *r, struct reply_level *outer, const char *key,
                 enum reply_shape shape, const char *form);
void reply_leave(struct reply *r, const struct reply_level *outer);

// Words for people, as out_format, where the form stands now; JSON does not have them.
void reply_note(struct reply *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The same in pieces: reply_open_note, writes to the out it returns, out_flush.
struct out reply_open_note(struct reply *r, char *buf, size_t cap);

// REPLY_TEXT, as out_format; several calls append.
void reply_text(struct reply *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// REPLY_REFUSAL: own words, as out_format, for what is not taken. {"error": "..."}
void reply_refuse(struct reply *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The whole answer of what has not worked. {"error": error}, and `words` with their line end for
// people; or {"error": what, "why": why}, and "what: why" for people.
void reply_error(struct reply *r, const char *error, const char *words);
void reply_failure(struct reply *r, const char *what, struct text why);

// The whole answer of what has worked and has nothing to tell but that: Saved, {"result": "Saved"}.
void reply_result(struct reply *r, const char *words);

// REPLY_VALUE
void reply_int(struct reply *r, int32_t v);
void reply_fixed(struct reply *r, int64_t v, uint8_t decimals); // v * 10^-decimals
void reply_bool(struct reply *r, bool v);                       // True, as JSON true

// REPLY_MAP; in a list `key` is NULL.
void reply_pair_int(struct reply *r, const char *key, int32_t v);
void reply_pair_uint(struct reply *r, const char *key, uint32_t v);
void reply_pair_text(struct reply *r, const char *key, struct text v);
void reply_pair_fixed(struct reply *r, const char *key, int64_t v,
                      uint8_t decimals); // v * 10^-decimals
void reply_pair_bool(struct reply *r, const char *key, bool v);
// JSON true or false; people read `words`, such as "worked".
void reply_pair_words(struct reply *r, const char *key, bool v, const char *words);
void reply_pair_null(struct reply *r, const char *key); // None

// REPLY_TUPLE, REPLY_LIST, REPLY_KEYS, REPLY_LINES after reply_begin
void reply_item_int(struct reply *r, int32_t v);
void reply_item_text(struct reply *r, struct text v);

// An item or the value of a pair that is written in pieces: reply_open, writes to the out it
// returns, reply_close. Characters are escaped on their way.
struct out reply_open(struct reply *r, const char *key, char *buf, size_t cap);
void reply_close(struct reply *r, struct out *o);

// The answer, whatever its shape, is one of something that did not work: the command has failed.
// All errors and refusals above say so by themselves.
static inline void reply_fail(struct reply *r)
{
    r->has_failed = true;
}

void reply_end(struct reply *r); // another answer may begin then

#endif
