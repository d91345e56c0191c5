// sim: sets what the inputs of a simulated board see. A real board refuses it.
#include "mod/module.h"

enum { PRESS_MS = 100 };

struct sim {
    uint8_t gpio;
    bool is_pressed, back; // the level it goes back to
};

static int find(struct call *c, unsigned *gpio)
{
    struct text name = c->in[0].s;

    for (const struct board_pin *p = c->pins->board->pins; p->logical; p++) {
        if (text_is(name, p->logical)) {
            *gpio = p->gpio;
            return OK;
        }
    }
    return ERR_NAME;
}

static int set(struct call *c)
{
    unsigned gpio;
    int err = find(c, &gpio);

    err = err ? err : hw_pin_drive(c->pins->hw, gpio, c->in[1].i);
    if (!err)
        reply_text(c->reply, "%.*s: %d", (int)c->in[0].s.len, c->in[0].s.p, (int)c->in[1].i);
    return err;
}

static int release(struct call *c)
{
    struct sim *s = c->self;

    if (!s->is_pressed)
        return OK;
    s->is_pressed = false;
    return hw_pin_drive(c->pins->hw, s->gpio, s->back);
}

static int press(struct call *c)
{
    struct sim *s = c->self;
    unsigned gpio;
    int err = find(c, &gpio);

    err = err ? err : release(c);
    int level = err ? err : hw_pin_read(c->pins->hw, gpio);
    err = level < 0 ? level : hw_pin_drive(c->pins->hw, gpio, !level);
    if (err)
        return err;
    *s = (struct sim){ (uint8_t)gpio, true, level };
    c->wake_in_ms = (uint32_t)c->in[1].i;
    reply_text(c->reply, "%.*s: pressed", (int)c->in[0].s.len, c->in[0].s.p);
    return OK;
}

static const struct field set_in[] = {
    { "pin", K_TEXT, "a logical pin, irq1 for example", .lo = 1, .hi = 16, .flags = F_WORD },
    { "level", K_INT, "0 or 1", .lo = 0, .hi = 1 },
};
static const struct field press_in[] = {
    { "pin", K_TEXT, "a logical pin, irq1 for example", .lo = 1, .hi = 16, .flags = F_WORD },
    { "ms", K_INT, "how long", .unit = "ms", .lo = 1, .hi = 60000, .def = PRESS_MS,
      .flags = F_OPTIONAL },
};
static const struct verb verbs[] = {
    { "set", set, "what an input sees from now on", IN(set_in) },
    { "press", press, "the other level, and back: a button", IN(press_in) },
};
const struct module mod_sim = {
    .name = "sim",
    .help = "the inputs of a simulated board",
    .tick = release,
    .size = sizeof(struct sim),
    VERBS(verbs),
};
