// The filters of a stream. Both ends of the stack have all operations that are called.
#include "posix/filter.h"

int filter_down(struct filter *f, const char *data, size_t len)
{
    do {
        f = f->below;
    } while (!f->ops->send);
    return f->ops->send(f, data, len);
}

int filter_up(struct filter *f, const char *data, size_t len)
{
    do {
        f = f->above;
    } while (!f->ops->receive);
    return f->ops->receive(f, data, len);
}

int filter_ended(struct filter *f)
{
    do {
        f = f->above;
    } while (!f->ops->ended);
    return f->ops->ended(f);
}

int filter_flush_all(struct filter *end)
{
    int err = 0;

    for (struct filter *f = end->below; f->below && !err; f = f->below)
        err = f->ops->flush ? f->ops->flush(f) : 0;
    return err;
}

int filter_seal_all(struct filter *end)
{
    int err = 0;

    for (struct filter *f = end->below; f->below && !err; f = f->below)
        err = f->ops->seal ? f->ops->seal(f) : 0;
    return err;
}

size_t filter_held_by_all(const struct filter *end)
{
    size_t held = 0;

    for (const struct filter *f = end->below; f->below; f = f->below)
        held += f->ops->held ? f->ops->held(f) : 0;
    return held;
}

void filter_release_all(struct filter *end)
{
    for (struct filter *f = end->below, *next; (next = f->below); f = next)
        if (f->ops->release)
            f->ops->release(f);
}
