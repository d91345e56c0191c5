// The stack of filters of a stream.
#include "posix/filter.h"

void filter_push(struct stream *s, struct filter *f)
{
    f->stream = s;
    f->above = NULL;
    f->below = s->top;
    if (s->top)
        s->top->above = f;
    else
        s->bottom = f;
    s->top = f;
    loop_later(s->loop, &s->settle);
}

// ---- down: from this filter on, NULL is the descriptor ----

static int send_at(struct stream *s, struct filter *f, const char *data, size_t len)
{
    while (f && !f->ops->send)
        f = f->below;
    return f ? f->ops->send(f, data, len) : stream_put_raw(s, data, len);
}

int filter_down(struct filter *f, const char *data, size_t len)
{
    return send_at(f->stream, f->below, data, len);
}

int filter_send(struct stream *s, const char *data, size_t len)
{
    return send_at(s, s->top, data, len);
}

// ---- up: from this filter on, NULL is the owner ----

static int receive_at(struct stream *s, struct filter *f, const char *data, size_t len)
{
    while (f && !f->ops->receive)
        f = f->above;
    return f ? f->ops->receive(f, data, len) : stream_take_plain(s, data, len);
}

int filter_up(struct filter *f, const char *data, size_t len)
{
    return receive_at(f->stream, f->above, data, len);
}

int filter_receive(struct stream *s, const char *data, size_t len)
{
    return receive_at(s, s->bottom, data, len);
}

static int end_at(struct stream *s, struct filter *f)
{
    while (f && !f->ops->ended)
        f = f->above;
    return f ? f->ops->ended(f) : stream_take_end(s);
}

int filter_ended(struct filter *f)
{
    return end_at(f->stream, f->above);
}

int filter_end_of_input(struct stream *s)
{
    return end_at(s, s->bottom);
}

// ---- all of them ----

int filter_flush(struct stream *s)
{
    int err = 0;

    for (struct filter *f = s->top; f && !err; f = f->below)
        err = f->ops->flush ? f->ops->flush(f) : 0;
    return err;
}

int filter_seal(struct stream *s)
{
    int err = 0;

    for (struct filter *f = s->top; f && !err; f = f->below)
        err = f->ops->seal ? f->ops->seal(f) : 0;
    return err;
}

size_t filter_held(const struct stream *s)
{
    size_t held = 0;

    for (const struct filter *f = s->top; f; f = f->below)
        held += f->ops->held ? f->ops->held(f) : 0;
    return held;
}

void filter_release(struct stream *s)
{
    while (s->top) {
        struct filter *f = s->top;
        s->top = f->below;
        if (f->ops->release)
            f->ops->release(f);
    }
    s->bottom = NULL;
}
