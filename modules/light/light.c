// light: an analog RGB lamp on three PWM pins.
#include "mod/module.h"

enum { FREQUENCY_HZ = 480, FULL = 1000, R = 0, G = 1, B = 2 };

struct light {
    int32_t rgb[3]; // permille; colour of the lamp when it is on
    int32_t on;     // present state; after a start, the state before it
    bool is_driven; // the pins carry `on` and `rgb`
};

static int light_drive(struct call *c, const int32_t rgb[3], bool on)
{
    for (unsigned i = 0; i < 3; i++) {
        int err = call_pwm(c, i, FREQUENCY_HZ, on ? (unsigned)rgb[i] : 0);
        if (err)
            return err;
    }
    return OK;
}

// Makes the lamp dark. If it was not driven yet, keeps the state from before the reboot.
static int light_fail(struct call *c, int err)
{
    struct light *l = c->self;
    struct fault why = *c->fault;

    (void)light_drive(c, l->rgb, false);
    l->on = l->on && !l->is_driven;
    *c->fault = why;
    return err;
}

// Drives the pins. On success this becomes the state.
static int light_set(struct call *c, const int32_t rgb[3], bool on)
{
    struct light *l = c->self;
    int err = light_drive(c, rgb, on);

    if (err)
        return light_fail(c, err);
    for (unsigned i = 0; i < 3; i++)
        l->rgb[i] = rgb[i];
    l->on = on;
    l->is_driven = true;
    return OK;
}

// Sets the colour in the arguments. Black keeps the remembered colour.
static int set_given(struct call *c, int32_t want[3])
{
    const struct light *l = c->self;

    for (unsigned i = 0; i < 3; i++)
        want[i] = call_has(c, i) ? c->in[i].i : l->rgb[i];
    bool on = want[R] || want[G] || want[B];
    return light_set(c, on ? want : l->rgb, on);
}

static int light_rgb(struct call *c)
{
    int32_t want[3];
    int err = set_given(c, want);

    if (!err)
        reply_text(c->reply, "SET rgb: R%dG%dB%d", (int)want[R], (int)want[G], (int)want[B]);
    return err;
}

static int old_rgb(struct call *c)
{
    int32_t want[3];
    int err = set_given(c, want);

    if (!err)
        reply_text(c->reply, "SET RGB");
    return err;
}

static int old_deinit(struct call *c)
{
    struct light *l = c->self;
    int err = light_set(c, l->rgb, false);

    for (unsigned i = 0; i < 3 && !err; i++)
        call_release(c, i);
    if (!err)
        reply_text(c->reply, "DEINIT RGB");
    return err;
}

static int light_toggle(struct call *c)
{
    const struct light *l = c->self;
    bool is_on = l->on && l->is_driven;
    bool on = call_has(c, 0) ? c->in[0].i : !is_on;
    int err = light_set(c, l->rgb, on);

    if (!err)
        reply_text(c->reply, on ? "ON" : "OFF");
    return err;
}

static int light_drive_kept(struct call *c)
{
    const struct light *l = c->self;

    return light_set(c, l->rgb, l->on);
}

static int light_restore(struct call *c)
{
    const struct light *l = c->self;

    return call_restore(c, l->is_driven, light_drive_kept);
}

static void light_stop(struct call *c)
{
    const struct light *l = c->self;

    (void)light_drive(c, l->rgb, false);
}

#define CHANNEL(name, help) name, K_INT, help, .hi = FULL, .step = 10, .flags = F_OPTIONAL | F_CLAMP
static const struct pin_need pins[] = { { "pwm_1", PIN_PWM },
                                        { "pwm_2", PIN_PWM },
                                        { "pwm_3", PIN_PWM } };
static const struct field channels[] = {
    { CHANNEL("r", "red") | F_COLOR, .class = CLASS_RED },
    { CHANNEL("g", "green"), .class = CLASS_GREEN },
    { CHANNEL("b", "blue"), .class = CLASS_BLUE },
};
static const struct field state[] = {
    { "r", K_INT, "red", .hi = FULL, .def = 600, .flags = F_KEEP, AT(struct light, rgb[0]),
      .class = CLASS_RED },
    { "g", K_INT, "green", .hi = FULL, .def = 600, .flags = F_KEEP, AT(struct light, rgb[1]),
      .class = CLASS_GREEN },
    { "b", K_INT, "blue", .hi = FULL, .def = 600, .flags = F_KEEP, AT(struct light, rgb[2]),
      .class = CLASS_BLUE },
    { "state", K_BOOL, "on or off", .hi = 1, .flags = F_KEEP, AT(struct light, on),
      .class = CLASS_ON_OFF },
};
static const struct verb verbs[] = {
    { "rgb", light_rgb, "set the colour; a channel that is left out stays", IN(channels),
      OUT(TEXT, channels) },
    { "toggle", light_toggle, "switch the lamp", IN(call_toggle_in), OUT(TEXT, call_toggle_out) },
    { "rgb_cache_load_n_init", light_restore, "bring back what was before the reboot",
      IN(call_restore_in), OUT_ONLY(TEXT) },
    { "RGB", old_rgb, "rgb, in the words of the first generation", IN(channels), OUT_ONLY(TEXT) },
    { "RGB_deinit", old_deinit, "switch the lamp off and release its pins", OUT_ONLY(TEXT) },
    { "RGB_toggle", light_toggle, "toggle", IN(call_toggle_in), OUT(TEXT, call_toggle_out) },
};
const struct module mod_light = {
    .name = "light",
    .help = "analog RGB lamp",
    .keep_file = "rgb.pds",
    .stop = light_stop,
    PINS(pins),
    STATE(state, struct light),
    VERBS(verbs),
};
