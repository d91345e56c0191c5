// oled_128x64i2c: a small display on I2C.
#include "chips/ssd1306.h"

enum { FARTHEST = 1023 };

static int done(struct call *c, int err)
{
    if (!err)
        call_out(c, 0, true);
    return err;
}

// End of every verb that draws. Argument `show` tells whether to display it at once.
static int drawn(struct call *c, unsigned show)
{
    return done(c, c->in[show].i ? ssd1306_show(c, c->self) : OK);
}

static int text(struct call *c)
{
    ssd1306_text(c->self, c->in[0].s, c->in[1].i, c->in[2].i);
    return drawn(c, 3);
}

static int oled_128x64i2c_clean(struct call *c)
{
    ssd1306_fill(c->self, c->in[0].i);
    return drawn(c, 1);
}

static int draw_line(struct call *c)
{
    ssd1306_line(c->self, c->in[0].i, c->in[1].i, c->in[2].i, c->in[3].i, c->in[4].i);
    return drawn(c, 5);
}

static int draw_rect(struct call *c)
{
    int32_t x = c->in[0].i, y = c->in[1].i;
    int32_t right = x + c->in[2].i - 1, bottom = y + c->in[3].i - 1;
    bool lit = c->in[4].i;

    if (right >= x && bottom >= y) {
        ssd1306_line(c->self, x, y, right, y, lit);
        ssd1306_line(c->self, right, y, right, bottom, lit);
        ssd1306_line(c->self, right, bottom, x, bottom, lit);
        ssd1306_line(c->self, x, bottom, x, y, lit);
    }
    return drawn(c, 5);
}

static int oled_128x64i2c_invert(struct call *c)
{
    const struct ssd1306_picture *d = c->self;

    return done(c, ssd1306_invert(c, c->self, call_has(c, 0) ? c->in[0].i : !d->is_inverted));
}

static int poweron(struct call *c)
{
    return done(c, ssd1306_power(c, c->self, true));
}

static int poweroff(struct call *c)
{
    return done(c, ssd1306_power(c, c->self, false));
}

// The page belongs to the widgets; the first generation had it here.
static int oled_128x64i2c_show_debug_page(struct call *c)
{
    char answer[128];
    struct out o;

    out_init(&o, answer, sizeof answer);
    if (call_run(c, text_of("oled_widgets show_debug_page"), &o))
        return done(c, OK);
    struct text why = text_trim(out_written(&o));
    reply_refuse(c->reply, "%.*s", (int)why.len, why.p);
    return OK;
}

static int wakeup(struct call *c)
{
    int err = ssd1306_power(c, c->self, true);

    return err ? err : oled_128x64i2c_show_debug_page(c);
}

static void oled_128x64i2c_stop(struct call *c)
{
    const struct ssd1306_picture *d = c->self;

    if (d->is_ready)
        (void)ssd1306_power(c, c->self, false);
}

#define PLACE(name, help) name, K_INT, help, .lo = -FARTHEST, .hi = FARTHEST
#define STATE_LIT         "state", K_BOOL, "lit or dark", .def = 1, .flags = F_OPTIONAL
#define SHOW              "show", K_BOOL, "at once", .def = 1, .flags = F_OPTIONAL
static const struct pin_need pins[] = { { "i2c_sda", PIN_I2C }, { "i2c_scl", PIN_I2C } };
static const struct field text_in[] = {
    { "intext", K_TEXT, "the text, in letters of 8 x 8", .hi = 64, .flags = F_WORD },
    { PLACE("posx", "column"), .flags = F_OPTIONAL },
    { PLACE("posy", "row"), .flags = F_OPTIONAL },
    { SHOW },
};
static const struct field invert_in[] = {
    { "state", K_BOOL, "inverted or not; without it the other one", .flags = F_OPTIONAL },
};
static const struct field clean_in[] = {
    { "state", K_BOOL, "lit or dark", .flags = F_OPTIONAL },
    { SHOW },
};
static const struct field line_in[] = {
    { PLACE("sx", "from column") },
    { PLACE("sy", "from row") },
    { PLACE("ex", "to column") },
    { PLACE("ey", "to row") },
    { STATE_LIT },
    { SHOW },
};
static const struct field rect_in[] = {
    { PLACE("sx", "column") }, { PLACE("sy", "row") }, { PLACE("ex", "width") },
    { PLACE("ey", "height") }, { STATE_LIT },          { SHOW },
};
static const struct field done_out[] = { { "done", K_BOOL, "the display shows it" } };
static const struct verb verbs[] = {
    { "text", text, "write", IN(text_in), OUT(VALUE, done_out) },
    { "invert", oled_128x64i2c_invert, "dark on bright", IN(invert_in), OUT(VALUE, done_out) },
    { "clean", oled_128x64i2c_clean, "make all of it dark, or lit", IN(clean_in),
      OUT(VALUE, done_out) },
    { "draw_line", draw_line, "a line", IN(line_in), OUT(VALUE, done_out) },
    { "draw_rect", draw_rect, "the edges of a rectangle", IN(rect_in), OUT(VALUE, done_out) },
    { "poweron", poweron, "show the picture", OUT(VALUE, done_out) },
    { "poweroff", poweroff, "dark; the picture stays", OUT(VALUE, done_out) },
    { "show_debug_page", oled_128x64i2c_show_debug_page, "time, network, memory, name",
      OUT(VALUE, done_out) },
    { "wakeup_oled_debug_page_execute", wakeup, "switch on and show that page",
      OUT(VALUE, done_out) },
};
const struct module mod_oled_128x64i2c = {
    .name = "oled_128x64i2c",
    .help = "display SSD1306 of 128 x 64",
    .size = sizeof(struct ssd1306_picture),
    .stop = oled_128x64i2c_stop,
    PINS(pins),
    VERBS(verbs),
};
