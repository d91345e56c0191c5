// Wraps a backend and makes one of its operations fail.
#include "sim/faulty.h"

static bool fails(struct faulty *f)
{
    return ++f->calls == f->fail_at;
}

// One function per row: pin_use_or_fail, pin_read_or_fail ...
#define FAULTY_REAL(...) (f->real, __VA_ARGS__)
#define OPERATION(name, parameters, arguments)                                                     \
    static int name##_or_fail HW_IN_BOARD parameters                                               \
    {                                                                                              \
        struct faulty *f = ctx;                                                                    \
        return fails(f) ? ERR_IO : hw_##name FAULTY_REAL arguments;                                \
    }
#include "hw/operations.h"

// Only the board fails, not the world around it.
static int drive_pin(void *ctx, unsigned gpio, bool high)
{
    struct faulty *f = ctx;

    return hw_pin_drive(f->real, gpio, high);
}

static int faulty_set_part(void *ctx, struct text name, struct text value)
{
    struct faulty *f = ctx;
    const struct hw_simulated *s = f->real->simulated;

    return s->part_set ? s->part_set(f->real->ctx, name, value) : ERR_NAME;
}

static const struct field *faulty_part_at(void *ctx, unsigned i, struct out *now)
{
    struct faulty *f = ctx;
    const struct hw_simulated *s = f->real->simulated;

    return s->part_at ? s->part_at(f->real->ctx, i, now) : NULL;
}

static void faulty_show(void *ctx, struct out *o)
{
    struct faulty *f = ctx;

    if (f->real->simulated->show)
        f->real->simulated->show(f->real->ctx, o);
}

void faulty_init(struct faulty *f, const struct hw *real)
{
    static const struct hw_simulated simulated = { drive_pin, faulty_set_part, faulty_part_at,
                                                   faulty_show };

    *f = (struct faulty){ .hw = { .name = "faulty",

                                  .ctx = f,
                                  .simulated = real->simulated ? &simulated : NULL,
#define OPERATION(name, parameters, arguments) .name = name##_or_fail,
#include "hw/operations.h"

                          },
                          .real = real };
}
