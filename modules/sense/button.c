// button: clicks, double clicks and long presses, each with a user's command. The first edge starts
// sampling, which ends when the pin is at rest. Edges and samples give the level. Times count from
// the edges, even if samples are late.
#include "mod/module.h"
#include "order.h"

enum click_event { CLICK, CLICK_DOUBLE, CLICK_LONG, CLICK_EVENTS, CLICK_NONE = -1 };

struct click {
    int32_t debounce_ms, gap_ms, long_ms;
    uint32_t since_ms;   // edge at which the present level started
    uint32_t differs_ms; // when the other level started
    uint8_t count;       // clicks that were not reported yet
    bool is_down, differs, is_long;
};

// Rows for the times: for a module's state, and for the arguments of a verb that sets them.
#define CLICK_DEBOUNCE "debounce", K_INT, "a level counts after so long", .unit = "ms", .hi = 200
#define CLICK_GAP                                                                                  \
    "gap", K_INT, "a second click within it is a double click", .unit = "ms", .lo = 50, .hi = 2000
#define CLICK_LONG_TIME                                                                            \
    "long", K_INT, "a press this long is a long one", .unit = "ms", .lo = 100, .hi = 10000

// ---- events from the level; a change counts after it has lasted for the debounce time ----

// Resets to the state at rest.
static void click_forget(struct click *b)
{
    b->count = 0;
    b->is_down = b->differs = b->is_long = false;
}

// Nothing is pending, so the next sample is needed only when the level changes.
static bool click_is_at_rest(const struct click *b)
{
    return !b->is_down && !b->differs && !b->count;
}

// Changes the level that counts, from the time when the other one started.
static void turn(struct click *b)
{
    b->is_down = !b->is_down;
    b->differs = false;
    b->since_ms = b->differs_ms;
    if (!b->is_down && !b->is_long)
        b->count++;
    if (!b->is_down)
        b->is_long = false;
}

// Changes the level if the other one has lasted long enough.
static void click_catch_up(struct click *b, uint32_t now_ms)
{
    if (b->differs && now_ms - b->differs_ms >= (uint32_t)b->debounce_ms)
        turn(b);
}

static void debounce(struct click *b, bool is_down, uint32_t now_ms)
{
    click_catch_up(b, now_ms); // until now the level was the other one
    if (is_down == b->is_down) {
        b->differs = false;
        return;
    }
    if (!b->differs)
        b->differs_ms = now_ms;
    b->differs = true;
    click_catch_up(b, now_ms);
}

// Takes the present level. Without `has_double` a click is reported at once, as no second click is
// awaited.
static enum click_event click_take(struct click *b, bool is_down, bool has_double, uint32_t now_ms)
{
    debounce(b, is_down, now_ms);
    uint32_t quiet_ms = (b->differs ? b->differs_ms : now_ms) - b->since_ms;
    if (b->is_down && !b->is_long && quiet_ms >= (uint32_t)b->long_ms) {
        b->is_long = true;
        b->count = 0;
        return CLICK_LONG;
    }
    bool may_follow = has_double && b->count < 2 && quiet_ms < (uint32_t)b->gap_ms;
    if (b->is_down || b->differs || !b->count || may_follow)
        return CLICK_NONE;
    bool is_double = has_double && b->count > 1;
    b->count = 0;
    return is_double ? CLICK_DOUBLE : CLICK;
}

static const struct field click_times_in[3] = {
    { CLICK_DEBOUNCE, .flags = F_OPTIONAL },
    { CLICK_GAP, .flags = F_OPTIONAL },
    { CLICK_LONG_TIME, .flags = F_OPTIONAL },
};

// Takes the times that were given as arguments (click_times_in).
static void click_set_times(const struct call *c, struct click *b)
{
    int32_t *const times[] = { &b->debounce_ms, &b->gap_ms, &b->long_ms };

    for (unsigned i = 0; i < COUNT(times); i++)
        if (call_has(c, i))
            *times[i] = c->in[i].i;
}

// ---- the module ----

enum { LINES = 4, SAMPLE_MS = 10 };

struct button {
    int32_t line, active_high, counts[CLICK_EVENTS];
    char commands[CLICK_EVENTS][CALL_COMMAND_MAX + 1];
    struct click click;
    bool is_open, is_sampling;
};

static unsigned button_need_of(const struct button *b)
{
    return (unsigned)(b->line + (b->active_high ? LINES : 0));
}

static void button_forget(struct button *b)
{
    click_forget(&b->click);
    b->is_sampling = false;
}

static int button_open_pin(struct call *c)
{
    struct button *b = c->self;
    int err = call_watch(c, button_need_of(b));

    b->is_open = !err;
    return err;
}

static int button_take(struct call *c, bool is_high)
{
    struct button *b = c->self;
    enum click_event event = click_take(&b->click, is_high == (b->active_high != 0),
                                        b->commands[CLICK_DOUBLE][0], call_clock_ms(c));

    b->is_sampling = !click_is_at_rest(&b->click);
    c->wake_in_ms = b->is_sampling ? SAMPLE_MS : 0;
    if (event == CLICK_NONE)
        return OK;
    b->counts[event]++;
    return order_give(c, b->commands[event]);
}

static int button_tick(struct call *c)
{
    struct button *b = c->self;
    bool is_high = false;

    if (!b->is_sampling)
        return OK;
    int err = call_pin_read(c, button_need_of(b), &is_high);
    if (err) {
        button_forget(b);
        return err;
    }
    return button_take(c, is_high);
}

static int button_edge(struct call *c, unsigned need, bool is_high)
{
    const struct button *b = c->self;

    if (!b->is_open || need % LINES != button_need_of(b) % LINES)
        return OK;
    return button_take(c, is_high);
}

static void button_close_pin(struct call *c)
{
    struct button *b = c->self;

    if (b->is_open)
        call_release(c, button_need_of(b));
    button_forget(b);
    b->is_open = false;
}

// If the pin is refused, nothing changes.
static int button_move(struct call *c, int32_t line, int32_t active_high)
{
    struct button *b = c->self;
    int32_t old_line = b->line, old_active_high = b->active_high;
    bool was_open = b->is_open;

    button_close_pin(c);
    b->line = line;
    b->active_high = active_high;
    int err = button_open_pin(c);
    if (!err)
        return OK;
    struct fault why = *c->fault;
    b->line = old_line;
    b->active_high = old_active_high;
    if (was_open)
        (void)button_open_pin(c);
    *c->fault = why;
    return err;
}

static int button_load(struct call *c)
{
    const struct button *b = c->self;
    int err = button_move(c, call_has(c, 0) ? c->in[0].i : b->line,
                          call_has(c, 1) ? c->in[1].i : b->active_high);

    return err ? err : call_status(c);
}

static int on_event(struct call *c)
{
    struct button *b = c->self;

    int err = button_open_pin(c);

    if (err)
        return err;
    call_store(b->commands[c->in[0].i], sizeof b->commands[0], c->in[1].s);
    return call_status(c);
}

static int timing(struct call *c)
{
    struct button *b = c->self;

    click_set_times(c, &b->click);
    return call_status(c);
}

#define PIN_NAMES "irq1|irq2|irq3|irq4"
static const struct pin_need pins[] = {
    { "irq1", PIN_IN_UP },   { "irq2", PIN_IN_UP },   { "irq3", PIN_IN_UP },
    { "irq4", PIN_IN_UP },   { "irq1", PIN_IN_DOWN }, { "irq2", PIN_IN_DOWN },
    { "irq3", PIN_IN_DOWN }, { "irq4", PIN_IN_DOWN },
};
static const struct field load_in[] = {
    { "pin", K_CHOICE, "where the button is", .choices = PIN_NAMES, .flags = F_OPTIONAL | F_WORD },
    { "active_high", K_BOOL, "True: it connects to the supply; False: to ground",
      .flags = F_OPTIONAL },
};
static const struct field on_in[] = {
    { "event", K_CHOICE, "what it is for", .choices = "click|double|long", .flags = F_WORD },
    { ORDER("command", "given then: 'light toggle'; '' for none"), .flags = F_COMMAND },
};
static const struct field state[] = {
    { "pin", K_CHOICE, "where the button is", .choices = PIN_NAMES, .hi = LINES - 1, .def = 2,
      .flags = F_KEEP, AT(struct button, line) },
    { "active_high", K_INT, "it connects to the supply", .hi = 1, .flags = F_KEEP,
      AT(struct button, active_high) },
    { CLICK_DEBOUNCE, .def = 20, .flags = F_KEEP, AT(struct button, click.debounce_ms) },
    { CLICK_GAP, .def = 300, .flags = F_KEEP, AT(struct button, click.gap_ms) },
    { CLICK_LONG_TIME, .def = 1000, .flags = F_KEEP, AT(struct button, click.long_ms) },
    ORDER_KEPT("on click", "given on a click", struct button, commands[CLICK]),
    ORDER_KEPT("on double", "given on a double click", struct button, commands[CLICK_DOUBLE]),
    ORDER_KEPT("on long", "given on a long press", struct button, commands[CLICK_LONG]),
    { "clicks", K_INT, "since the boot", AT(struct button, counts[CLICK]) },
    { "doubles", K_INT, "since the boot", AT(struct button, counts[CLICK_DOUBLE]) },
    { "longs", K_INT, "since the boot", AT(struct button, counts[CLICK_LONG]) },
};
static const struct verb verbs[] = {
    { "load", button_load, "begin to watch the button", IN(load_in), OUT_ONLY(STATE) },
    { "on", on_event, "a command for what is done with it", IN(on_in), OUT_ONLY(STATE) },
    { "timing", timing, "what counts as a click", IN(click_times_in), OUT_ONLY(STATE) },
    { "status", call_status, "all of it, and what was counted", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIOs it may be at", OUT_ONLY(PINS) },
};
const struct module mod_button = {
    .name = "button",
    .help = "a button: click, double click, long press",
    .keep_file = "button.pds",
    .tick = button_tick,
    .edge = button_edge,
    PINS(pins),
    STATE(state, struct button),
    VERBS(verbs),
};
