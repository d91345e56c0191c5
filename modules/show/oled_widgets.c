// oled_widgets: pages on the display of oled_128x64i2c. It uses that module's verbs.
#include "mod/module.h"

enum { LINES_APART = 10, CLOCK_X = 30, LETTERS = 16 /* per line */ };

struct widgets {
    bool is_inverted;
};

// Gives commands to the display until one fails; then `answer` has the reason.
struct display {
    struct call *c;
    struct out answer;
    char said[96], line[72];
    bool has_failed;
};

static void display_init(struct display *d, struct call *c)
{
    d->c = c;
    d->has_failed = false;
}

__attribute__((format(printf, 2, 3))) static void give(struct display *d, const char *command, ...)
{
    struct out o;
    va_list args;

    if (d->has_failed)
        return;
    out_init(&d->answer, d->said, sizeof d->said);
    out_init(&o, d->line, sizeof d->line);
    va_start(args, command);
    out_vformat(&o, command, args);
    va_end(args);
    d->has_failed = !call_run(d->c, out_written(&o), &d->answer);
}

// `is_last`: display the page now.
static void oled_widgets_put(struct display *d, const char *text, int x, int y, bool is_last)
{
    give(d, "oled_128x64i2c text('%s', %d, %d, %s)", text, x, y, is_last ? "True" : "False");
}

static void put_clock(struct display *d, int y, bool is_last)
{
    struct civil_time t = d->c->node->local_time(d->c->node_ctx);
    char text[16];
    struct out o;

    out_init(&o, text, sizeof text);
    out_format(&o, "%d:%d:%d", t.hour, t.minute, t.second);
    oled_widgets_put(d, text, CLOCK_X, y, is_last);
}

static int oled_widgets_answer(const struct display *d)
{
    struct text why = text_trim(out_written(&d->answer));

    if (d->has_failed)
        reply_refuse(d->c->reply, "%.*s", (int)why.len, why.p);
    else
        call_out(d->c, 0, true);
    return OK;
}

static int simple_page(struct call *c)
{
    struct display d;

    display_init(&d, c);
    give(&d, "oled_128x64i2c clean 0 False");
    put_clock(&d, LINES_APART, true);
    return oled_widgets_answer(&d);
}

static int oled_widgets_show_debug_page(struct call *c)
{
    static const struct {
        const char *title, *setting; // NULL: free memory
    } lines[] = {
        { "NW_MODE: ", "nwmd" }, { "IP: ", "devip" },    { "FreeMem: ", NULL },
        { "PORT: ", "socport" }, { "NAME: ", "devfid" },
    };
    struct display d;
    char text[LETTERS + 1]; // a longer text would not be visible
    struct out o;

    display_init(&d, c);
    give(&d, "oled_128x64i2c clean 0 False");
    put_clock(&d, 0, false);
    for (unsigned i = 0; i < COUNT(lines); i++) {
        out_init(&o, text, sizeof text);
        out_text(&o, lines[i].title);
        if (lines[i].setting)
            (void)c->node->setting(c->node_ctx, text_of(lines[i].setting), &o);
        else
            out_fixed(&o, c->node->fact(c->node_ctx, FACT_MEM_FREE_BYTES), 0);
        oled_widgets_put(&d, text, 0, (int)(i + 1) * LINES_APART, i + 1 == COUNT(lines));
    }
    return oled_widgets_answer(&d);
}

static int toggle_invert(struct call *c)
{
    struct widgets *w = c->self;
    struct display d;

    display_init(&d, c);
    give(&d, "oled_128x64i2c invert %s", w->is_inverted ? "False" : "True");
    if (d.has_failed)
        return oled_widgets_answer(&d);
    w->is_inverted = !w->is_inverted;
    reply_text(c->reply, "INVERT:%s", w->is_inverted ? "True" : "False");
    return OK;
}

static const struct field done_out[] = { { "done", K_BOOL, "the display shows it" } };
static const struct verb verbs[] = {
    { "simple_page", simple_page, "the time", OUT(VALUE, done_out) },
    { "show_debug_page", oled_widgets_show_debug_page, "time, network, memory, name",
      OUT(VALUE, done_out) },
    { "toggle_invert", toggle_invert, "dark on bright, or back", OUT_ONLY(TEXT) },
};
const struct module mod_oled_widgets = {
    .name = "oled_widgets",
    .help = "pages for oled_128x64i2c",
    .size = sizeof(struct widgets),
    VERBS(verbs),
};
