// Reads one flat JSON object (RFC 8259) from a blob, member by member, through a small buffer.
// Objects and arrays as values are passed on unchanged.
#ifndef STORE_FLATJSON_H
#define STORE_FLATJSON_H

#include "base/out.h"
#include "store/blobs.h"

enum json_kind { JSON_TEXT, JSON_NUMBER, JSON_BOOL, JSON_NULL, JSON_RAW };

struct flatjson {
    const struct blobs *blobs;
    const char *name;
    uint32_t offset; // of the next read
    uint32_t at;     // bytes consumed, so the place of an error
    uint8_t len, pos;
    bool first, done;
    int err; // sticky: ERR_NAME, ERR_IO, ERR_SYNTAX
    char buf[64];
};

void flatjson_open(struct flatjson *j, const struct blobs *blobs, const char *name);

// Reads the next member. The key's bytes go to `key`, the value's bytes to `value`. Text values are
// unescaped; all others stay unchanged. Returns 1, or 0 after the last member, or an error.
// ERR_SYNTAX: the blob is not one object with white space around it. ERR_FULL: `key` or `value` was
// too small.
int flatjson_next(struct flatjson *j, struct out *key, struct out *value, enum json_kind *kind);

#endif
