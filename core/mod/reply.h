// What a verb answers, written once and rendered as shell text or as JSON.
// The first call decides the shape; reply_end closes it. Nothing at all renders as None / null.
#ifndef MOD_REPLY_H
#define MOD_REPLY_H

#include "base/out.h"

enum reply_shape {
    REPLY_NOTHING,
    REPLY_TEXT,   // SET rgb: R1G2B3          "SET rgb: R1G2B3"
    REPLY_VALUE,  // 42                       42
    REPLY_MAP,    // one "key: value" a line  {"key": value}
    REPLY_TUPLE,  // ('a', 1)                 ["a", 1]
    REPLY_LIST,   // ['a', 1]                 ["a", 1]
    REPLY_KEYS,   // dict_keys(['a'])         ["a"]
    REPLY_LINES,  // one line each            ["a", "b"]
    REPLY_REFUSAL // text as it is            {"error": "text"}
};

struct reply {
    struct out *out;
    bool json;
    uint8_t shape;  // enum reply_shape
    uint16_t count; // entries so far
};

void reply_init(struct reply *r, struct out *out, bool json);
void reply_begin(struct reply *r, enum reply_shape shape); // for shapes that may stay empty

// REPLY_TEXT, as out_format; several calls append.
void reply_text(struct reply *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// REPLY_REFUSAL: the verb's own words for an argument it does not take.
void reply_refuse(struct reply *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// REPLY_VALUE
void reply_int(struct reply *r, int32_t v);
void reply_fixed(struct reply *r, int32_t v, uint8_t decimals); // v * 10^-decimals
void reply_bool(struct reply *r, bool v);                       // True, as JSON true

// REPLY_MAP
void reply_pair_int(struct reply *r, const char *key, int32_t v);
void reply_pair_text(struct reply *r, const char *key, struct text v);
void reply_pair_fixed(struct reply *r, const char *key, int32_t v,
                      uint8_t decimals); // v * 10^-decimals
void reply_pair_bool(struct reply *r, const char *key, bool v);

// REPLY_TUPLE, REPLY_LIST, REPLY_KEYS, REPLY_LINES after reply_begin
void reply_item_int(struct reply *r, int32_t v);
void reply_item_text(struct reply *r, struct text v);

// An item or the value of a pair that is written in pieces: reply_open, writes to the out it
// returns, reply_close. Characters are escaped on their way.
struct out reply_open(struct reply *r, const char *key, char *buf, size_t cap);
void reply_close(struct reply *r, struct out *o);

void reply_end(struct reply *r);

#endif
