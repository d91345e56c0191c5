// Text writer: appends to a caller's buffer and never writes past its end. With a flush function, a
// full buffer is passed on and refilled, so text of any length fits through a small buffer. Without
// one, text that does not fit is dropped and `full` stays set.
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "base/text.h"
#include <stdarg.h>

typedef void out_flush_fn(void *ctx, const char *data, size_t len);

struct out {
    char *buf;           // always terminated if there is no flush function
    size_t cap, len;     // capacity without the terminator; bytes since the last flush
    size_t flushed;      // bytes passed on so far
    out_flush_fn *flush; // NULL: drop the text and set `full`
    void *ctx;           // passed to flush
    bool full;
};

void out_init(struct out *o, char *buf, size_t cap);
void out_init_flush(struct out *o, char *buf, size_t cap, out_flush_fn *flush, void *ctx);
void out_flush(struct out *o); // passes on what the buffer holds
void out_char(struct out *o, char c);
void out_text(struct out *o, const char *s);
void out_slice(struct out *o, struct text t);
void out_pad(struct out *o, size_t n); // n blanks
void out_int(struct out *o, int32_t v);
void out_uint(struct out *o, uint32_t v);
void out_fixed(struct out *o, int64_t v, uint8_t decimals); // v * 10^-decimals
void out_hex(struct out *o, uint32_t v, unsigned min_digits);

// The inside of a JSON string (RFC 8259): escapes quotes, backslashes and control characters.
void out_json_chars(struct out *o, struct text t);
void out_quoted(struct out *o, struct text t); // the same with its quotes

// Knows %s, %.*s, %d, %u, %x, %c and %% as in printf, nothing else.
void out_format(struct out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));
void out_vformat(struct out *o, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

struct text out_written(const struct out *o); // what the buffer holds

// Removes the rest of a last UTF-8 character that did not fit completely.
void out_whole(struct out *o);

#endif
