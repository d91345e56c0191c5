// neopixel: a chain of WS2812 pixels, in one colour or pixel by pixel, with fades and patterns.
#include "mod/module.h"
#include "pixels.h"

enum { NEOPIXEL_MOST = 256, DEFAULT_N = 24, TICK_MS = 40, SMOOTH_MS = 400 };
enum { N = 3, MS = 3 }; // arguments

struct neopixel {
    int32_t rgb[3];     // of the chain when it is on
    int32_t on;         // present state; after a start, the state before it
    int32_t n;          // number of pixels
    int32_t brightness; // percent
    bool is_driven;     // the chain shows `on` and `rgb`
    struct pixels_motion motion;
    uint32_t begun_ms; // start of the motion, on the node's clock
    uint8_t pixel[NEOPIXEL_MOST][3], wire[NEOPIXEL_MOST * 3];
};

static const int32_t dark[3] = { 0, 0, 0 };

static void neopixel_stop(struct call *c)
{
    struct neopixel *p = c->self;

    pixels_fill(p->pixel, (unsigned)p->n, dark);
    pixels_to_wire(p->pixel, (unsigned)p->n, 0, p->wire);
    (void)call_pixels(c, 0, p->wire, (size_t)p->n * 3);
    p->motion.pattern = PIXELS_STILL;
    p->is_driven = false;
}

// If the chain was not driven yet, keeps the state from before the reboot.
static int neopixel_fail(struct call *c, int err)
{
    struct neopixel *p = c->self;
    struct fault why = *c->fault;

    p->on = p->on && !p->is_driven;
    neopixel_stop(c);
    c->wake_in_ms = 0;
    *c->fault = why;
    return err;
}

// Sends the pixels. After an error here or below the chain is dark and its state is off; the colour
// is kept.
static int neopixel_show(struct call *c)
{
    struct neopixel *p = c->self;

    pixels_to_wire(p->pixel, (unsigned)p->n, p->brightness, p->wire);
    int err = call_pixels(c, 0, p->wire, (size_t)p->n * 3);
    if (err)
        return neopixel_fail(c, err);
    p->is_driven = true;
    return OK;
}

// Draws the present state of the motion.
static int neopixel_move(struct call *c)
{
    struct neopixel *p = c->self;
    uint32_t elapsed_ms = call_clock_ms(c) - p->begun_ms;

    pixels_draw(&p->motion, elapsed_ms, p->pixel, (unsigned)p->n);
    if (p->motion.pattern == PIXELS_FADE && elapsed_ms >= p->motion.period_ms)
        p->motion.pattern = PIXELS_STILL;
    c->wake_in_ms = p->motion.pattern == PIXELS_STILL ? 0 : TICK_MS;
    return neopixel_show(c);
}

static int neopixel_start_pattern(struct call *c, enum pixels_pattern pattern, const int32_t rgb[3],
                                  uint32_t ms)
{
    struct neopixel *p = c->self;

    p->motion = (struct pixels_motion){ pattern, ms, { rgb[0], rgb[1], rgb[2] }, { 0 } };
    for (unsigned i = 0; i < 3; i++)
        p->motion.from[i] = p->pixel[0][i];
    p->begun_ms = call_clock_ms(c);
    return neopixel_move(c);
}

// Changes to one colour, at once or by a fade. Black keeps the remembered colour.
static int neopixel_start_fade(struct call *c, const int32_t rgb[3], bool on, uint32_t ms)
{
    struct neopixel *p = c->self;
    int err = neopixel_start_pattern(c, PIXELS_FADE, on ? rgb : dark, ms);

    if (err)
        return err;
    for (unsigned i = 0; i < 3; i++)
        p->rgb[i] = rgb[i];
    p->on = on;
    return OK;
}

// Starts a pattern in the remembered colour.
static int neopixel_run(struct call *c, enum pixels_pattern pattern, uint32_t period_ms)
{
    struct neopixel *p = c->self;
    int err = neopixel_start_pattern(c, pattern, p->rgb, period_ms);

    if (!err)
        p->on = true;
    return err;
}

// Changes the number of pixels. Pixels that no longer count go dark.
static int neopixel_resize(struct call *c, int32_t n)
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

static int neopixel_tick(struct call *c)
{
    const struct neopixel *p = c->self;

    return p->motion.pattern == PIXELS_STILL ? OK : neopixel_move(c);
}

// A colour from three arguments, starting at `first`; missing ones are as remembered. False: black.
static bool neopixel_color(const struct call *c, unsigned first, int32_t rgb[3])
{
    const struct neopixel *p = c->self;

    for (unsigned i = 0; i < 3; i++)
        rgb[i] = call_has(c, first + i) ? c->in[first + i].i : p->rgb[i];
    return rgb[0] || rgb[1] || rgb[2];
}

static int neopixel_drive_kept(struct call *c)
{
    const struct neopixel *p = c->self;

    return neopixel_start_fade(c, p->rgb, p->on, 0);
}

// The verb that restores the kept state.
static int neopixel_restore(struct call *c)
{
    const struct neopixel *p = c->self;

    return call_restore(c, p->is_driven, neopixel_drive_kept);
}

// ---- verbs ----

// With `n` it is the first generation's verb, and answers in its words.
static int neopixel(struct call *c)
{
    const struct neopixel *p = c->self;
    int32_t want[3];
    bool on = neopixel_color(c, 0, want);
    int err = call_has(c, N) ? neopixel_resize(c, c->in[N].i) : OK;

    err = err ? err : neopixel_start_fade(c, on ? want : p->rgb, on, 0);
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

static int neopixel_toggle(struct call *c)
{
    const struct neopixel *p = c->self;
    bool on = call_has(c, 0) ? c->in[0].i : !(p->on && p->is_driven);
    int err = neopixel_start_fade(c, p->rgb, on, 0);

    if (!err)
        reply_text(c->reply, on ? "ON" : "OFF");
    return err;
}

// This is also the successor's verb, which says whether to fade.
static int neopixel_fade(struct call *c)
{
    const struct neopixel *p = c->self;
    int32_t want[3], ms = c->verb->in[MS].kind == K_BOOL ? c->in[MS].i * SMOOTH_MS : c->in[MS].i;
    bool on = neopixel_color(c, 0, want);
    int err = neopixel_start_fade(c, on ? want : p->rgb, on, (uint32_t)ms);

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
#define KEPT(name, help, least, most, value, member, what)                                         \
    {                                                                                              \
        name, K_INT, help, .lo = least, .hi = most, .def = value, .flags = F_KEEP,                 \
                           AT(struct neopixel, member), .class = what                              \
    }
static const struct pin_need pins[] = { { "pwm_3", PIN_PIXELS } };
static const struct field color_in[] = {
    PIXELS_COLOR,
    { "n", K_INT, "pixels of the chain", .lo = 1, .hi = NEOPIXEL_MOST, .flags = F_OPTIONAL },
};
static const struct field segment_in[] = {
    { "s", K_INT, "which pixel, the first is 0", .hi = NEOPIXEL_MOST - 1,
      .flags = F_OPTIONAL | F_ANSWERS },
    PIXELS_COLOR,
};
static const struct field fade_in[] = {
    PIXELS_COLOR,
    { "ms", K_INT, "how long", .unit = "ms", .hi = 3600000, .def = 1000, .flags = F_OPTIONAL },
};
static const struct field smooth_in[] = {
    PIXELS_COLOR,
    { "smooth", K_BOOL, "fade; without it True", .def = 1, .flags = F_OPTIONAL },
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
    KEPT("r", "red", 0, PIXELS_FULL, 100, rgb[0], CLASS_RED),
    KEPT("g", "green", 0, PIXELS_FULL, 100, rgb[1], CLASS_GREEN),
    KEPT("b", "blue", 0, PIXELS_FULL, 100, rgb[2], CLASS_BLUE),
    KEPT("state", "on or off", 0, 1, 0, on, CLASS_ON_OFF),
    KEPT("n", "pixels", 1, NEOPIXEL_MOST, DEFAULT_N, n, CLASS_NONE),
    KEPT("brightness", "percent", 0, 100, 100, brightness, CLASS_BRIGHTNESS),
};
static const struct verb verbs[] = {
    { "neopixel", neopixel, "set the colour; a channel that is left out stays", IN(color_in),
      OUT(TEXT, color_in) },
    { "segment", segment, "set one pixel, which is not kept", IN(segment_in),
      OUT(TEXT, segment_in) },
    { "toggle", neopixel_toggle, "switch the chain", IN(call_toggle_in),
      OUT(TEXT, call_toggle_out) },
    { "neopixel_toggle", neopixel_toggle, "the same", IN(call_toggle_in),
      OUT(TEXT, call_toggle_out) },
    { "neopixel_cache_load_n_init", neopixel_restore, "bring back what was before the reboot",
      IN(call_restore_in), OUT_ONLY(TEXT) },
    { "color", neopixel_fade, "set the colour; a channel that is left out stays", IN(smooth_in),
      OUT_ONLY(STATE) },
    { "fade", neopixel_fade, "go to a colour slowly", IN(fade_in), OUT_ONLY(STATE) },
    { "pattern", pattern, "a moving picture", IN(pattern_in), OUT_ONLY(STATE) },
    { "brightness", brightness, "dim all colours", IN(brightness_in), OUT_ONLY(STATE) },
    { "status", call_status, "the colour, and whether the chain is on", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIO of its pin", OUT_ONLY(PINS) },
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
