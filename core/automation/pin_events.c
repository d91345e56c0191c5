// Pin events. The first edge counts at once. For irq_prell_ms after it the pin may bounce. If its
// level differs afterwards, that counts as one more edge.
#include "automation/pin_events.h"
#include "command/chain.h"

// The event lines: one from the original and four from its successor.
static const struct line_keys {
    const char *pin;
    enum key on, commands;
    int trigger; // a key, or -1 for the original's line, which uses rising edges
} lines[PIN_EVENTS] = {
    { "pwm_4", KEY_extirq, KEY_extirqcbf, -1 },
    { "irq1", KEY_irq1, KEY_irq1_cbf, KEY_irq1_trig },
    { "irq2", KEY_irq2, KEY_irq2_cbf, KEY_irq2_trig },
    { "irq3", KEY_irq3, KEY_irq3_cbf, KEY_irq3_trig },
    { "irq4", KEY_irq4, KEY_irq4_cbf, KEY_irq4_trig },
};

static bool pin_events_is_on(const struct node *n, unsigned i)
{
    return settings_bool(&n->settings, lines[i].on) &&
           settings_is_set(&n->settings, lines[i].commands);
}

// Which edges count. Bit 0: falling, bit 1: rising.
static uint8_t edges_of(const struct node *n, unsigned i)
{
    struct text t = text_of("up");

    if (lines[i].trigger >= 0)
        t = settings_text(&n->settings, (unsigned)lines[i].trigger);
    return text_is(t, "both") ? 3 : text_is(t, "down") ? 1 : 2;
}

// The original's line has a pull-up, for a button to ground. Its successor's lines have a
// pull-down.
static int open_line(struct node *n, unsigned i)
{
    struct pin_event *l = &n->automation->pin_events[i];
    unsigned gpio = 0;
    int err = pins_claim(&n->pins, OWNER_NODE, lines[i].pin, i ? PIN_IN_DOWN : PIN_IN_UP, &gpio);

    err = err ? err : hw_pin_watch(n->pins.hw, gpio, true);
    if (err)
        return err;
    *l = (struct pin_event){ .gpio = (uint8_t)gpio, .is_open = true, .edges = edges_of(n, i) & 3u };
    l->is_high = hw_pin_read(n->pins.hw, gpio) > 0;
    return OK;
}

void pin_events_start(struct node *n)
{
    for (unsigned i = 0; i < PIN_EVENTS; i++) {
        n->automation->pin_events[i] = (struct pin_event){ 0 };
        if (!pin_events_is_on(n, i))
            continue;
        int err = open_line(n, i);
        if (err)
            node_log(n, LOG_ERROR, "[IRQ] pin %s: %s", lines[i].pin, err_text(err));
        else
            node_log(n, LOG_INFO, "[IRQ] EVENTIRQ ENABLED PIN: %u (%s)",
                     (unsigned)n->automation->pin_events[i].gpio, lines[i].pin);
    }
}

static uint32_t queue_max(const struct node *n)
{
    uint32_t bytes = (uint32_t)settings_int(&n->settings, KEY_irqmembuf), places = bytes / 125;

    return places < 1 ? 1 : places > UINT8_MAX ? UINT8_MAX : places;
}

static void count_edge(struct node *n, struct pin_event *l, bool is_high)
{
    l->is_high = is_high;
    if (!(l->edges >> is_high & 1))
        return;
    if (l->pending < queue_max(n))
        l->pending++;
    else if (l->dropped < UINT8_MAX)
        l->dropped++;
}

static void pin_events_edge(struct node *n, unsigned gpio, bool is_high)
{
    for (unsigned i = 0; i < PIN_EVENTS; i++) {
        struct pin_event *l = &n->automation->pin_events[i];
        if (!l->is_open || l->gpio != gpio || l->is_high == is_high || l->is_bouncing)
            continue;
        count_edge(n, l, is_high);
        l->is_bouncing = settings_int(&n->settings, KEY_irq_prell_ms) != 0;
        l->quiet_ms = n->now_ms + (uint32_t)settings_int(&n->settings, KEY_irq_prell_ms);
    }
}

static void pin_events_end_bounce(struct node *n, struct pin_event *l)
{
    int level = hw_pin_read(n->pins.hw, l->gpio);

    l->is_bouncing = false;
    if (level >= 0 && (level > 0) != l->is_high)
        pin_events_edge(n, l->gpio, level > 0);
}

static void pin_events_run_line(struct node *n, unsigned i)
{
    struct pin_event *l = &n->automation->pin_events[i];

    l->pending--;
    if (l->dropped && !l->pending) {
        node_log(n, LOG_WARN, "[IRQ] pin %s: %u edges were too many", lines[i].pin,
                 (unsigned)l->dropped);
        l->dropped = 0;
    }
    chain_run(n, principal_node(CALLER_PIN, i), lines[i].commands);
}

static uint32_t pin_events_poll(struct node *n)
{
    uint32_t next_ms = UINT32_MAX;

    for (unsigned i = 0; i < PIN_EVENTS; i++) {
        struct pin_event *l = &n->automation->pin_events[i];
        if (!l->is_open)
            continue;
        if (l->is_bouncing && (int32_t)(n->now_ms - l->quiet_ms) >= 0)
            pin_events_end_bounce(n, l);
        if (l->pending)
            pin_events_run_line(n, i);
        if (l->pending)
            next_ms = 0;
        else if (l->is_bouncing && l->quiet_ms - n->now_ms < next_ms)
            next_ms = l->quiet_ms - n->now_ms;
    }
    return next_ms;
}

const struct room pin_events_room = { .poll = pin_events_poll, .edge = pin_events_edge };
