// The text writer: appends to a buffer and flushes it when it is full.
#include "base/out.h"
#include "base/bytes.h"
#include "base/frame.h"

void out_init(struct out *o, char *buf, size_t cap)
{
    *o = (struct out){ .buf = buf, .cap = cap - 1 };
    buf[0] = '\0';
}

void out_init_flush(struct out *o, char *buf, size_t cap, out_flush_fn *flush, void *ctx)
{
    *o = (struct out){ .buf = buf, .cap = cap, .flush = flush, .ctx = ctx };
}

void out_flush(struct out *o)
{
    if (!o->flush || !o->len)
        return;
    o->flush(o->ctx, o->buf, o->len);
    o->flushed += o->len;
    o->len = 0;
}

// Bytes that still fit before the buffer is full.
static size_t out_room(const struct out *o)
{
    return o->cap - o->len;
}

// The copy comes last, so no value has to be kept across the call.
static void out_add(struct out *o, const char *p, size_t n)
{
    char *to = o->buf + o->len;

    o->len += n;
    if (!o->flush)
        to[n] = '\0';
    bytes_copy(to, p, n);
}

// Adds text that does not fit. Most text fits, so this is a separate function to keep that path
// fast.
SEPARATE_FRAME static void add_more(struct out *o, struct text t)
{
    if (!o->flush) {
        out_add(o, t.p, out_room(o));
        o->full = true;
        return;
    }
    if (o->len) { // flush as few pieces as possible
        size_t n = out_room(o);
        out_add(o, t.p, n);
        t = text_skip(t, n);
        out_flush(o);
    }
    if (t.len < o->cap) {
        out_add(o, t.p, t.len);
        return;
    }
    o->flush(o->ctx, t.p, t.len); // too long for the buffer, so pass it on directly
    o->flushed += t.len;
}

void out_slice(struct out *o, struct text t)
{
    if (t.len <= out_room(o))
        out_add(o, t.p, t.len);
    else
        add_more(o, t);
}

void out_char(struct out *o, char c)
{
    if (!out_room(o)) {
        o->full |= !o->flush;
        out_flush(o);
    }
    if (!out_room(o))
        return;
    o->buf[o->len++] = c;
    if (!o->flush)
        o->buf[o->len] = '\0';
}

void out_text(struct out *o, const char *s)
{
    out_slice(o, text_of(s));
}

void out_pad(struct out *o, size_t n)
{
    while (n--)
        out_char(o, ' ');
}

// Takes off the last digit and returns it. Small chips divide 32 bits much faster than 64.
static unsigned last_digit(uint64_t *u, uint32_t base)
{
    uint32_t low = (uint32_t)*u;
    unsigned digit = *u >> 32 ? (unsigned)(*u % base) : low % base;

    *u = *u >> 32 ? *u / base : low / base;
    return digit;
}

static void digits(struct out *o, uint64_t u, uint32_t base, unsigned min_digits, unsigned decimals)
{
    char text[24];
    unsigned n = 0;

    do {
        text[n++] = "0123456789abcdef"[last_digit(&u, base)];
    } while (u || n < min_digits);
    while (n) {
        out_char(o, text[--n]);
        if (n == decimals && n)
            out_char(o, '.');
    }
}

void out_uint(struct out *o, uint32_t v)
{
    digits(o, v, 10, 1, 0);
}

void out_hex(struct out *o, uint32_t v, unsigned min_digits)
{
    digits(o, v, 16, min_digits, 0);
}

void out_fixed(struct out *o, int64_t v, uint8_t decimals)
{
    if (v < 0)
        out_char(o, '-');
    digits(o, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10, decimals + 1u, decimals);
}

void out_int(struct out *o, int32_t v)
{
    out_fixed(o, v, 0);
}

void out_json_chars(struct out *o, struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        char c = t.p[i];
        if (c == '"' || c == '\\') {
            out_char(o, '\\');
            out_char(o, c);
        } else if (c == '\n') {
            out_text(o, "\\n");
        } else if ((uint8_t)c < ' ' || c == 0x7f) {
            out_text(o, "\\u");
            out_hex(o, (uint8_t)c, 4);
        } else {
            out_char(o, c);
        }
    }
}

void out_quoted(struct out *o, struct text t)
{
    out_char(o, '"');
    out_json_chars(o, t);
    out_char(o, '"');
}

// Writes one conversion. Returns where the format continues.
static const char *conversion(struct out *o, const char *f, va_list *args)
{
    switch (*f) {
    case 's': out_text(o, va_arg(*args, const char *)); break;
    case 'd': out_int(o, va_arg(*args, int)); break;
    case 'u': out_uint(o, va_arg(*args, unsigned)); break;
    case 'x': out_hex(o, va_arg(*args, unsigned), 1); break;
    case 'c': out_char(o, (char)va_arg(*args, int)); break;
    case '.': { // "%.*s"
        int len = va_arg(*args, int);
        out_slice(o, text_make(va_arg(*args, const char *), (size_t)len));
        return f + 3;
    }
    default: out_char(o, *f);
    }
    return f + 1;
}

void out_vformat(struct out *o, const char *format, va_list args)
{
    va_list copy;

    va_copy(copy, args);
    while (*format) {
        size_t n = 0;
        if (*format == '%' && format[1]) {
            format = conversion(o, format + 1, &copy);
            continue;
        }
        do {
            n++;
        } while (format[n] && format[n] != '%');
        out_slice(o, text_make(format, n));
        format += n;
    }
    va_end(copy);
}

void out_format(struct out *o, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    out_vformat(o, format, args);
    va_end(args);
}

struct text out_written(const struct out *o)
{
    return text_make(o->buf, o->len);
}

void out_whole(struct out *o)
{
    for (int i = 0; i < 3 && o->full && !text_is_utf8(out_written(o)); i++)
        o->len--;
}
