// What the chain of module neopixel shows, frame by frame.
#include "lib_neopixel.h"

enum { TICK_MS = 40 };

static const int32_t dark[3] = { 0, 0, 0 };

void neopixel_stop(struct call *c)
{
    struct neopixel *p = c->self;

    pixels_fill(p->pixel, (unsigned)p->n, dark);
    pixels_to_wire(p->pixel, (unsigned)p->n, 0, p->wire);
    (void)call_pixels(c, 0, p->wire, (size_t)p->n * 3);
    p->motion.pattern = PIXELS_STILL;
    p->is_driven = false;
}

static int fail(struct call *c, int err)
{
    struct fault why = *c->fault;

    neopixel_stop(c);
    c->wake_in_ms = 0;
    *c->fault = why;
    return err;
}

int neopixel_show(struct call *c)
{
    struct neopixel *p = c->self;

    pixels_to_wire(p->pixel, (unsigned)p->n, p->brightness, p->wire);
    int err = call_pixels(c, 0, p->wire, (size_t)p->n * 3);
    p->is_driven = true;
    return err ? fail(c, err) : OK;
}

// Draws the motion as it is now.
static int move(struct call *c)
{
    struct neopixel *p = c->self;
    uint32_t elapsed_ms = call_clock_ms(c) - p->begun_ms;

    pixels_draw(&p->motion, elapsed_ms, p->pixel, (unsigned)p->n);
    if (p->motion.pattern == PIXELS_FADE && elapsed_ms >= p->motion.period_ms)
        p->motion.pattern = PIXELS_STILL;
    c->wake_in_ms = p->motion.pattern == PIXELS_STILL ? 0 : TICK_MS;
    return neopixel_show(c);
}

static int begin(struct call *c, enum pixels_pattern pattern, const int32_t rgb[3], uint32_t ms)
{
    struct neopixel *p = c->self;

    p->motion = (struct pixels_motion){ pattern, ms, { rgb[0], rgb[1], rgb[2] }, { 0 } };
    for (unsigned i = 0; i < 3; i++)
        p->motion.from[i] = p->pixel[0][i];
    p->begun_ms = call_clock_ms(c);
    return move(c);
}

int neopixel_go(struct call *c, const int32_t rgb[3], bool on, uint32_t ms)
{
    struct neopixel *p = c->self;
    int err = begin(c, PIXELS_FADE, on ? rgb : dark, ms);

    if (err)
        return err;
    for (unsigned i = 0; i < 3; i++)
        p->rgb[i] = rgb[i];
    p->on = on;
    return OK;
}

int neopixel_run(struct call *c, enum pixels_pattern pattern, uint32_t period_ms)
{
    struct neopixel *p = c->self;
    int err = begin(c, pattern, p->rgb, period_ms);

    if (!err)
        p->on = true;
    return err;
}

int neopixel_resize(struct call *c, int32_t n)
{
    struct neopixel *p = c->self;
    int err = OK;

    if (n < p->n) {
        pixels_fill(p->pixel + n, (unsigned)(p->n - n), dark);
        err = neopixel_show(c);
    }
    if (!err)
        p->n = n;
    return err;
}

int neopixel_tick(struct call *c)
{
    const struct neopixel *p = c->self;

    return p->motion.pattern == PIXELS_STILL ? OK : move(c);
}

bool neopixel_color(const struct call *c, unsigned first, int32_t rgb[3])
{
    const struct neopixel *p = c->self;

    for (unsigned i = 0; i < 3; i++)
        rgb[i] = call_has(c, first + i) ? c->in[first + i].i : p->rgb[i];
    return rgb[0] || rgb[1] || rgb[2];
}

static int drive_kept(struct call *c)
{
    const struct neopixel *p = c->self;

    return neopixel_go(c, p->rgb, p->on, 0);
}

int neopixel_restore(struct call *c)
{
    const struct neopixel *p = c->self;

    return call_restore(c, p->is_driven, drive_kept);
}
