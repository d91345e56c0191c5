// A filter with handshake, frames, scrambled bytes and a proper end.
//
// On the wire: 'H' key; then frames: 'D' length check bytes..., and at the end 'E' 0 0. Length and
// check are a byte each; the check is the sum of the plain bytes.
#include "scrambler.h"

enum { HEAD = 3, MOST = 200 };

static struct scrambler *scrambler_of(struct filter *f)
{
    return LOOP_OWNER(struct scrambler, filter, f);
}

static uint8_t turn(uint8_t *key)
{
    return *key = (uint8_t)(*key * 5 + 17);
}

static int greet(struct scrambler *s)
{
    char hello[2] = { 'H', (char)s->key_out };

    if (s->has_greeted)
        return 0;
    s->has_greeted = true;
    return filter_down(&s->filter, hello, sizeof hello);
}

static int frame(struct scrambler *s, char kind, const char *data, size_t len)
{
    char bytes[HEAD + MOST] = { kind, (char)len, 0 };

    for (size_t i = 0; i < len; i++) {
        bytes[2] = (char)(bytes[2] + data[i]);
        bytes[HEAD + i] = (char)(data[i] ^ turn(&s->key_out));
    }
    return filter_down(&s->filter, bytes, HEAD + len);
}

static int flush(struct filter *f)
{
    struct scrambler *s = scrambler_of(f);
    int err = greet(s);

    while (!err && s->knows_key && buffer_waiting(&s->out)) {
        size_t len = buffer_waiting(&s->out) < MOST ? buffer_waiting(&s->out) : MOST;
        err = frame(s, 'D', buffer_front(&s->out), len);
        buffer_take(&s->out, len);
    }
    return err;
}

static int gather(struct filter *f, const char *data, size_t len)
{
    return buffer_add(&scrambler_of(f)->out, data, len) ? 0 : -1;
}

static int take_data(struct scrambler *s, const char *bytes, size_t len, char check)
{
    char plain[MOST];
    char sum = 0;

    for (size_t i = 0; i < len; i++) {
        plain[i] = (char)(bytes[i] ^ turn(&s->key_in));
        sum = (char)(sum + plain[i]);
    }
    return sum == check ? filter_up(&s->filter, plain, len) : -1;
}

// Takes one thing from the front of what came. 0 when it is not whole yet, -1 when it makes no
// sense.
static int take_one(struct scrambler *s)
{
    const char *p = buffer_front(&s->in);
    size_t have = buffer_waiting(&s->in), len = have > 1 ? (uint8_t)p[1] : 0;

    if (!s->knows_key) {
        if (have < 2)
            return 0;
        s->knows_key = true;
        s->key_in = (uint8_t)p[1];
        buffer_take(&s->in, 2);
        return *p == 'H' ? 1 : -1;
    }
    if (have < HEAD || (*p == 'D' && have < HEAD + len))
        return 0;
    if (*p == 'E') {
        buffer_take(&s->in, HEAD);
        return p[1] || p[2] || filter_ended(&s->filter) ? -1 : 1;
    }
    if (*p == 'D')
        buffer_take(&s->in, HEAD + len);
    return *p != 'D' || len > MOST || take_data(s, p + HEAD, len, p[2]) ? -1 : 1;
}

static int receive(struct filter *f, const char *data, size_t len)
{
    struct scrambler *s = scrambler_of(f);
    int n = 1;

    if (!buffer_add(&s->in, data, len))
        return -1;
    while (n > 0 && buffer_waiting(&s->in))
        n = take_one(s);
    return n < 0 ? -1 : flush(f); // with the key, what was held back can go
}

static int ended(struct filter *f)
{
    return stream_has_ended(f->stream) ? 0 : -1; // the proper end has to come before
}

static int seal(struct filter *f)
{
    return flush(f) ? -1 : frame(scrambler_of(f), 'E', NULL, 0);
}

static size_t held(const struct filter *f)
{
    const struct scrambler *s = (const struct scrambler *)(const void *)f;

    return buffer_waiting(&s->out);
}

static void release(struct filter *f)
{
    struct scrambler *s = scrambler_of(f);

    s->n_released++;
    buffer_clear(&s->out, 0);
    buffer_clear(&s->in, 0);
}

static const struct filter_ops ops = { gather, receive, flush, ended, seal, held, release };

void scrambler_push(struct scrambler *s, struct stream *stream, uint8_t key)
{
    *s = (struct scrambler){ .filter = { .ops = &ops }, .key_out = key };
    stream_push_filter(stream, &s->filter);
}
