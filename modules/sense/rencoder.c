// rencoder: a rotary encoder on two pins; counts its edges.
#include "mod/module.h"
#include "order.h"

enum quadrature_line { QUADRATURE_DT = 1, QUADRATURE_CLK = 2 }; // bits in `lines`

struct quadrature {
    int8_t quarters;     // quarter turns so far, positive is clockwise
    uint8_t lines, rest; // the present levels, and those at rest
};

// ---- detents from edges ----
// Bourns PEC11R, "quadrature output table": one detent is a full turn of both lines through their
// four states. Other encoders also rest after half a turn, with both lines inverted.

enum { WHOLE_TURN = 4, HALF_TURN = 2 }; // changes of the lines per detent

static void quadrature_init(struct quadrature *q, bool clk, bool dt)
{
    q->quarters = 0;
    q->lines = q->rest = (uint8_t)((clk ? QUADRATURE_CLK : 0) | (dt ? QUADRATURE_DT : 0));
}

// The direction of a change: +1 clockwise, -1 counterclockwise, 0 if an edge was lost.
static int direction(unsigned before, unsigned now)
{
    static const int8_t steps[16] = { 0, -1, 1, 0, 1, 0, 0, -1, -1, 0, 0, 1, 0, 1, -1, 0 };

    return steps[before << 2 | now];
}

static bool quadrature_rests(const struct quadrature *q, int changes)
{
    unsigned moved = q->lines ^ q->rest;

    return !moved || (changes == HALF_TURN && moved == (QUADRATURE_DT | QUADRATURE_CLK));
}

// Takes an edge. Returns 1 if it completes a detent clockwise, -1 counterclockwise, else 0.
static int quadrature_edge(struct quadrature *q, int changes, enum quadrature_line line,
                           bool is_high)
{
    unsigned before = q->lines;

    q->lines = (uint8_t)(is_high ? before | line : before & ~(unsigned)line);
    q->quarters = (int8_t)(q->quarters + direction(before, q->lines));
    if (!quadrature_rests(q, changes))
        return 0;
    // At least half of the changes make a detent, so one lost edge does not matter.
    int detent = q->quarters >= changes / 2 ? 1 : q->quarters <= -changes / 2 ? -1 : 0;
    q->quarters = 0;
    return detent;
}

// ---- the module ----

enum { CLK = 0, DT = 1 };

struct rencoder {
    int32_t value, lo, hi, wraps;
    int32_t is_open, is_half; // is_half: a detent is half a turn of the lines
    struct quadrature turns;
    char command[CALL_COMMAND_MAX + 1];
};

// Releases both pins, as one line alone is useless.
static int rencoder_fail(struct call *c, int err)
{
    struct fault why = *c->fault;

    call_release(c, CLK);
    call_release(c, DT);
    *c->fault = why;
    return err;
}

static int open_pins(struct call *c)
{
    struct rencoder *r = c->self;
    bool level[2] = { false, false };

    if (r->is_open)
        return OK;
    for (unsigned i = 0; i < 2; i++) {
        int err = call_watch(c, i);
        err = err ? err : call_pin_read(c, i, &level[i]);
        if (err)
            return rencoder_fail(c, err);
    }
    quadrature_init(&r->turns, level[CLK], level[DT]);
    r->is_open = true;
    return OK;
}

static void rencoder_limit(struct rencoder *r)
{
    if (r->value > r->hi)
        r->value = r->wraps ? r->lo : r->hi;
    if (r->value < r->lo)
        r->value = r->wraps ? r->hi : r->lo;
}

// Gives the user's command with the value added.
static int rencoder_tell(struct call *c)
{
    const struct rencoder *r = c->self;
    char command[CALL_COMMAND_MAX + 1];
    struct out o;

    if (!r->command[0])
        return OK;
    out_init(&o, command, sizeof command);
    out_format(&o, "%s %d", r->command, (int)r->value);
    return order_give(c, command);
}

static int rencoder_edge(struct call *c, unsigned need, bool is_high)
{
    struct rencoder *r = c->self;

    if (!r->is_open)
        return OK;
    int32_t old = r->value;
    r->value += quadrature_edge(&r->turns, r->is_half ? HALF_TURN : WHOLE_TURN,
                                need == CLK ? QUADRATURE_CLK : QUADRATURE_DT, is_high);
    rencoder_limit(r);
    return r->value != old ? rencoder_tell(c) : OK;
}

static int value(struct call *c)
{
    const struct rencoder *r = c->self;
    int err = open_pins(c);

    if (!err)
        call_out(c, 0, r->value);
    return err;
}

static int rencoder_reset(struct call *c)
{
    struct rencoder *r = c->self;
    int err = open_pins(c);

    if (err)
        return err;
    r->value = c->in[0].i;
    rencoder_limit(r);
    return value(c);
}

static int range(struct call *c)
{
    struct rencoder *r = c->self;

    if (c->in[0].i >= c->in[1].i) {
        reply_refuse(c->reply, "the least value must be below the most");
        return OK;
    }
    int err = open_pins(c);
    if (err)
        return err;
    r->lo = c->in[0].i;
    r->hi = c->in[1].i;
    r->wraps = c->in[2].i;
    rencoder_limit(r);
    return call_status(c);
}

static int click(struct call *c)
{
    struct rencoder *r = c->self;

    r->is_half = c->in[0].i;
    return call_status(c);
}

static int on_turn(struct call *c)
{
    struct rencoder *r = c->self;
    int err = open_pins(c);

    if (err)
        return err;
    call_store(r->command, sizeof r->command, c->in[0].s);
    return call_status(c);
}

enum { MOST = 1000000, WORST_VALUE = 9 }; // room for a blank and the value after a command
#define POSITION(name, help) name, K_INT, help, .lo = -MOST, .hi = MOST
#define COMMAND(help)        "command", K_TEXT, help, .hi = CALL_COMMAND_MAX - WORST_VALUE
static const struct pin_need pins[] = { { "irq1", PIN_IN_UP }, { "irq2", PIN_IN_UP } };
static const struct field reset_in[] = {
    { POSITION("value", "the value from now on"), .flags = F_OPTIONAL },
};
static const struct field range_in[] = {
    { POSITION("lo", "the least value") },
    { POSITION("hi", "the most") },
    { "wrap", K_BOOL, "go on at the other end; without it False", .flags = F_OPTIONAL },
};
#define CHANGES "changes", K_CHOICE, "of its lines for a click", .choices = "4|2"
static const struct field click_in[] = { { CHANGES, .flags = F_WORD } };
static const struct field turn_in[] = {
    { COMMAND("given with the value behind it: 'dimmer set_value'; '' for none"), .def = 1,
      .flags = F_COMMAND },
};
static const struct field state[] = {
    { "value", K_INT, "where it is", AT(struct rencoder, value) },
    { POSITION("lo", "the least value"), .flags = F_KEEP, AT(struct rencoder, lo) },
    { POSITION("hi", "the most"), .def = 100, .flags = F_KEEP, AT(struct rencoder, hi) },
    { "wrap", K_INT, "go on at the other end", .hi = 1, .flags = F_KEEP,
      AT(struct rencoder, wraps) },
    { COMMAND("given when it is turned"), .flags = F_KEEP, AT(struct rencoder, command) },
    { CHANGES, .hi = 1, .flags = F_KEEP, AT(struct rencoder, is_half) },
};
static const struct field value_out[] = { { POSITION("value", "where it is") } };
static const struct verb verbs[] = {
    { "value", value, "where it is; the first call begins to watch it", OUT(VALUE, value_out) },
    { "reset", rencoder_reset, "set the value", IN(reset_in), OUT(VALUE, value_out) },
    { "range", range, "the least and the most value", IN(range_in), OUT_ONLY(STATE) },
    { "click", click, "what counts as a click of it", IN(click_in), OUT_ONLY(STATE) },
    { "on_turn", on_turn, "a command that every turn gives", IN(turn_in), OUT_ONLY(STATE) },
    { "status", call_status, "value, range and command", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIOs of its pins", OUT_ONLY(PINS) },
};
const struct module mod_rencoder = {
    .name = "rencoder",
    .help = "rotary encoder",
    .keep_file = "rencoder.pds",
    .edge = rencoder_edge,
    PINS(pins),
    STATE(state, struct rencoder),
    VERBS(verbs),
};
