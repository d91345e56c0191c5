// The records of the settings in memory.
#include "store/records.h"
#include "base/bytes.h"
#include "store/settings_form.h"

void records_clear(struct settings *s)
{
    s->used = 0;
    bytes_fill(s->recorded, 0, KEYSET_BYTES(s->n_fields));
}

size_t records_next(const struct settings *s, size_t at, uint8_t *key, struct text *value)
{
    const char *p = s->place->memory + at;

    if (at >= s->used)
        return 0;
    *key = (uint8_t)p[0];
    *value = text_make(p + RECORD_HEAD, (uint8_t)p[1] | (size_t)(uint8_t)p[2] << 8);
    return at + RECORD_HEAD + value->len;
}

struct text records_find(const struct settings *s, unsigned key)
{
    struct text value;
    uint8_t k;

    if (!keyset_has(s->recorded, key))
        return text_make(NULL, 0);
    for (size_t at = 0; (at = records_next(s, at, &k, &value));)
        if (k == key)
            return value;
    return text_make(NULL, 0);
}

void records_drop(struct settings *s, unsigned key)
{
    struct text value;
    uint8_t k;

    for (size_t at = 0, next; (next = records_next(s, at, &k, &value)); at = next) {
        if (k == key) {
            bytes_move(s->place->memory + at, s->place->memory + next, s->used - next);
            s->used = (uint16_t)(s->used - (next - at));
            keyset_put(s->recorded, key, false);
            return;
        }
    }
}

struct out records_value(struct settings *s)
{
    struct out o;
    size_t start = s->used + (size_t)RECORD_HEAD;

    if (start >= SETTINGS_MEMORY)
        start = CFG_SETTINGS_BYTES; // no room: every character overflows
    out_init(&o, s->place->memory + start, SETTINGS_MEMORY - start);
    return o;
}

void records_close(struct settings *s, unsigned key, size_t len)
{
    char *p = s->place->memory + s->used;

    p[0] = (char)key;
    p[1] = (char)(len & 0xff);
    p[2] = (char)(len >> 8);
    s->used = (uint16_t)(s->used + RECORD_HEAD + len);
    if (key != KEY_UNKNOWN)
        keyset_put(s->recorded, key, true);
}

void records_put(struct settings *s, unsigned key, struct text value)
{
    records_drop(s, key);
    if (field_is_default(&s->fields[key], value))
        return;
    bytes_move(s->place->memory + s->used + RECORD_HEAD, value.p, value.len);
    records_close(s, key, value.len);
}

bool records_fit(const struct settings *s, unsigned key, struct text value, size_t more)
{
    struct text old = records_find(s, key);
    size_t freed = old.p ? RECORD_HEAD + old.len : 0;

    return s->used - freed + RECORD_HEAD + value.len + more <= CFG_SETTINGS_BYTES;
}
