// neopixel: a chain of WS2812 pixels, in one colour or pixel by pixel, with fades and patterns.
#include "lib_neopixel.h"

enum { DEFAULT_N = 24, N = 3, MS = 3 };

// With `n` it is the first generation's verb, and answers in its words.
static int neopixel(struct call *c)
{
    const struct neopixel *p = c->self;
    int32_t want[3];
    bool on = neopixel_color(c, 0, want);
    int err = call_has(c, N) ? neopixel_resize(c, c->in[N].i) : OK;

    err = err ? err : neopixel_go(c, on ? want : p->rgb, on, 0);
    if (!err)
        reply_text(c->reply, "NEOPIXEL %s R%dG%dB%d", call_has(c, N) ? "WAS SET" : "SET TO",
                   (int)want[0], (int)want[1], (int)want[2]);
    return err;
}

static int segment(struct call *c)
{
    struct neopixel *p = c->self;
    int32_t s = c->in[0].i, want[3];

    if (s < 0 || s >= p->n) {
        reply_refuse(c->reply, "NEOPIXEL s=%d SEGMENT OVERLOAD", (int)s);
        return OK;
    }
    (void)neopixel_color(c, 1, want);
    p->motion.pattern = PIXELS_STILL;
    pixels_fill(&p->pixel[s], 1, want);
    int err = neopixel_show(c);
    if (!err)
        reply_text(c->reply, "NEOPIXEL %d SEGMENT WAS SET R%dG%dB%d", (int)s, (int)want[0],
                   (int)want[1], (int)want[2]);
    return err;
}

static int toggle(struct call *c)
{
    const struct neopixel *p = c->self;
    bool on = call_has(c, 0) ? c->in[0].i : !(p->on && p->is_driven);
    int err = neopixel_go(c, p->rgb, on, 0);

    if (!err)
        reply_text(c->reply, on ? "ON" : "OFF");
    return err;
}

static int fade(struct call *c)
{
    const struct neopixel *p = c->self;
    int32_t want[3];
    bool on = neopixel_color(c, 0, want);
    int err = neopixel_go(c, on ? want : p->rgb, on, (uint32_t)c->in[MS].i);

    return err ? err : call_status(c);
}

static int pattern(struct call *c)
{
    int err = neopixel_run(c, PIXELS_RAINBOW + (unsigned)c->in[0].i, (uint32_t)c->in[1].i);

    return err ? err : call_status(c);
}

static int brightness(struct call *c)
{
    struct neopixel *p = c->self;
    int32_t before = p->brightness;

    p->brightness = c->in[0].i;
    int err = neopixel_show(c);
    if (err)
        p->brightness = before;
    return err ? err : call_status(c);
}

// clang-format off: tables
#define CHANNEL(name, help)                                                                        \
    {                                                                                              \
        name, K_INT, help, .hi = PIXELS_FULL, .step = 2, .flags = F_OPTIONAL | F_CLAMP             \
    }
#define COLOR CHANNEL("r", "red"), CHANNEL("g", "green"), CHANNEL("b", "blue")
#define KEPT(name, help, least, most, value, member)                                               \
    {                                                                                              \
        name, K_INT, help, .lo = least, .hi = most, .def = value, .flags = F_KEEP,                 \
                           AT(struct neopixel, member)                                             \
    }
static const struct pin_need pins[] = { { "pwm_3", PIN_PIXELS } };
static const struct field color_in[] = {
    COLOR,
    { "n", K_INT, "pixels of the chain", .lo = 1, .hi = NEOPIXEL_MOST, .flags = F_OPTIONAL },
};
static const struct field segment_in[] = {
    { "s", K_INT, "which pixel, the first is 0", .hi = NEOPIXEL_MOST - 1,
      .flags = F_OPTIONAL | F_ANSWERS },
    COLOR,
};
static const struct field fade_in[] = {
    COLOR,
    { "ms", K_INT, "how long", .unit = "ms", .hi = 3600000, .def = 1000, .flags = F_OPTIONAL },
};
static const struct field pattern_in[] = {
    { "name", K_CHOICE, "which", .choices = "rainbow|chase|breath", .flags = F_WORD },
    { "ms", K_INT, "until it repeats", .unit = "ms", .lo = 100, .hi = 3600000, .def = 4000,
      .flags = F_OPTIONAL },
};
static const struct field brightness_in[] = {
    { "percent", K_INT, "of all colours", .unit = "%", .hi = 100, .step = 5 },
};
static const struct field state[] = {
    KEPT("r", "red", 0, PIXELS_FULL, 100, rgb[0]),
    KEPT("g", "green", 0, PIXELS_FULL, 100, rgb[1]),
    KEPT("b", "blue", 0, PIXELS_FULL, 100, rgb[2]),
    KEPT("state", "on or off", 0, 1, 0, on),
    KEPT("n", "pixels", 1, NEOPIXEL_MOST, DEFAULT_N, n),
    KEPT("brightness", "percent", 0, 100, 100, brightness),
};
static const struct verb verbs[] = {
    { "neopixel", neopixel, "set the colour; a channel that is left out stays", IN(color_in) },
    { "segment", segment, "set one pixel, which is not kept", IN(segment_in) },
    { "toggle", toggle, "switch the chain", IN(call_toggle_in) },
    { "neopixel_toggle", toggle, "the same", IN(call_toggle_in) },
    { "neopixel_cache_load_n_init", neopixel_restore, "bring back what was before the reboot",
      IN(call_restore_in) },
    { "fade", fade, "go to a colour slowly", IN(fade_in) },
    { "pattern", pattern, "a moving picture", IN(pattern_in) },
    { "brightness", brightness, "dim all colours", IN(brightness_in) },
    { "status", call_status, "the colour, and whether the chain is on" },
    { "pinmap", call_pinmap, "the GPIO of its pin" },
};
// clang-format on
const struct module mod_neopixel = { .name = "neopixel",
                                     .help = "chain of WS2812 pixels",
                                     .keep_file = "neopixel.pds",
                                     .tick = neopixel_tick,
                                     .stop = neopixel_stop,
                                     PINS(pins),
                                     STATE(state, struct neopixel),
                                     VERBS(verbs) };
