// The verbs of lamps.
#include "lib_lamp_verbs.h"

enum { SMOOTH_MS = 400 };

const struct field lamp_brightness_in[2] = {
    { "percent", K_INT, "of the brightest channel", .unit = "%", .hi = 100, .step = 2 },
    LAMP_SMOOTH,
};
const struct field lamp_toggle_in[2] = {
    { "state", K_BOOL, "on or off; without it the other one", .flags = F_OPTIONAL },
    LAMP_SMOOTH,
};

int lamp_set(struct call *c, const int32_t *want, bool on, uint32_t ms)
{
    int err = lamp_go(c, want, on, ms);

    return err ? err : call_status(c);
}

uint32_t lamp_smooth_ms(const struct call *c, unsigned i)
{
    return !call_has(c, i) || c->in[i].i ? SMOOTH_MS : 0;
}

static int color_in(struct call *c, uint32_t ms)
{
    const struct lamp *l = c->self;
    int32_t want[LAMP_CHANNELS];

    for (unsigned i = 0; i < c->module->n_pins; i++)
        want[i] = call_has(c, i) ? c->in[i].i : l->want[i];
    return lamp_set(c, want, true, ms);
}

int lamp_color(struct call *c)
{
    return color_in(c, lamp_smooth_ms(c, c->module->n_pins));
}

int lamp_transition(struct call *c)
{
    return color_in(c, (uint32_t)c->in[c->module->n_pins].i * 100);
}

int lamp_brightness(struct call *c)
{
    const struct lamp *l = c->self;
    int32_t most = 0, bright = LAMP_FULL * c->in[0].i, want[LAMP_CHANNELS];

    for (unsigned i = 0; i < c->module->n_pins; i++)
        most = l->want[i] > most ? l->want[i] : most;
    for (unsigned i = 0; i < c->module->n_pins; i++)
        want[i] = (most ? l->want[i] * bright / most + 50 : bright + 50) / 100;
    return lamp_set(c, want, true, lamp_smooth_ms(c, 1));
}

int lamp_toggle(struct call *c)
{
    const struct lamp *l = c->self;
    bool on = call_has(c, 0) ? c->in[0].i : !(l->on && l->is_driven);

    return lamp_set(c, l->want, on, lamp_smooth_ms(c, 1));
}

static int drive_kept(struct call *c)
{
    const struct lamp *l = c->self;

    return lamp_go(c, l->want, l->on, 0);
}

int lamp_load(struct call *c)
{
    const struct lamp *l = c->self;

    return call_restore(c, l->is_driven, drive_kept);
}
