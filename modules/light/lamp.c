// Lamps with several PWM channels.
#include "lamp.h"

enum { FREQUENCY_HZ = 480, STEP_MS = 20, SMOOTH_MS = 400 };

static unsigned channels(const struct call *c)
{
    return c->module->n_pins;
}

static unsigned permille(int32_t v)
{
    return (unsigned)(v * 1000 + LAMP_FULL / 2) / LAMP_FULL;
}

static int lamp_drive(struct call *c, const int32_t *v)
{
    for (unsigned i = 0; i < channels(c); i++) {
        int err = call_pwm(c, i, FREQUENCY_HZ, permille(v[i]));
        if (err)
            return err;
    }
    return OK;
}

void lamp_stop(struct call *c)
{
    for (unsigned i = 0; i < channels(c); i++)
        (void)call_pwm(c, i, FREQUENCY_HZ, 0);
}

// The value of channel i at this moment of the fade.
static int32_t position(const struct lamp *l, unsigned i, uint32_t elapsed_ms)
{
    int32_t to = l->on ? l->want[i] : 0;

    if (elapsed_ms >= l->length_ms)
        return to;
    return l->from[i] + (int32_t)((int64_t)(to - l->from[i]) * elapsed_ms / l->length_ms);
}

// Makes the lamp dark, which is the safe state. Returns the error that caused it.
static int lamp_fail(struct call *c, int err)
{
    struct lamp *l = c->self;
    struct fault why = *c->fault;

    lamp_stop(c);
    *c->fault = why;
    for (unsigned i = 0; i < LAMP_CHANNELS; i++)
        l->now[i] = 0;
    l->on = l->is_fading = false;
    c->wake_in_ms = 0;
    return err;
}

static int lamp_step(struct call *c)
{
    struct lamp *l = c->self;
    uint32_t elapsed_ms = call_clock_ms(c) - l->begun_ms;

    for (unsigned i = 0; i < channels(c); i++)
        l->now[i] = position(l, i, elapsed_ms);
    l->is_fading = elapsed_ms < l->length_ms;
    c->wake_in_ms = l->is_fading ? STEP_MS : 0;
    int err = lamp_drive(c, l->now);
    return err ? lamp_fail(c, err) : OK;
}

int lamp_start_fade(struct call *c, const int32_t *want, bool on, uint32_t ms)
{
    struct lamp *l = c->self, before = *l;
    bool is_dark = true;

    for (unsigned i = 0; i < channels(c); i++) {
        l->from[i] = l->now[i];
        is_dark = is_dark && !want[i];
    }
    for (unsigned i = 0; i < channels(c) && !is_dark; i++)
        l->want[i] = want[i];
    l->on = on && !is_dark;
    l->is_driven = true;
    l->begun_ms = call_clock_ms(c);
    l->length_ms = ms;
    int err = lamp_step(c);
    for (unsigned i = 0; i < channels(c) && err; i++)
        l->want[i] = before.want[i];
    if (err && !before.is_driven) // the state before the reboot can still be restored
        *l = before;
    return err;
}

int lamp_tick(struct call *c)
{
    const struct lamp *l = c->self;

    return l->is_fading ? lamp_step(c) : OK;
}

// ---- verbs ----

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
    int err = lamp_start_fade(c, want, on, ms);

    return err ? err : call_status(c);
}

uint32_t lamp_smooth_ms(const struct call *c, unsigned i)
{
    return !call_has(c, i) || c->in[i].i ? SMOOTH_MS : 0;
}

// The scale of the given channels; 0: a value fits no scale.
static int32_t scale_of(const struct call *c)
{
    int32_t full = LAMP_FULL;

    for (unsigned i = 0; i < channels(c); i++) {
        int32_t v = call_has(c, i) ? c->in[i].i : 0;
        if (v < 0 || v > LAMP_TODAYS_FULL)
            return 0;
        full = v > LAMP_FULL ? LAMP_TODAYS_FULL : full;
    }
    return full;
}

static int color_in(struct call *c, uint32_t ms)
{
    const struct lamp *l = c->self;
    int32_t want[LAMP_CHANNELS], full = scale_of(c);

    if (!full) {
        reply_refuse(c->reply, "a channel takes 0 to %d; if one is above, all are of %d", LAMP_FULL,
                     LAMP_TODAYS_FULL);
        return OK;
    }
    for (unsigned i = 0; i < channels(c); i++)
        want[i] = call_has(c, i) ? lamp_scale(c->in[i].i, full) : l->want[i];
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

static int lamp_drive_kept(struct call *c)
{
    const struct lamp *l = c->self;

    return lamp_start_fade(c, l->want, l->on, 0);
}

int lamp_load(struct call *c)
{
    const struct lamp *l = c->self;

    return call_restore(c, l->is_driven, lamp_drive_kept);
}
