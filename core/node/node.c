// A node as a whole: its start, its clock, what is due.
#include "node/node.h"
#include "base/bytes.h"
#include "node/boot.h"
#include "node/agenda.h"
#include "node/events.h"
#include "node/intercon.h"
#include "node/led.h"
#include "node/loader.h"
#include "node/rules.h"
#include "node/session.h"
#include "node/tasks.h"
#include "node/interval.h"

#ifndef NODE_VERSION
#error "the build defines NODE_VERSION"
#endif
const char node_version[] = NODE_VERSION;

void node_init(struct node *n, const struct port *port, const struct node_facts *facts)
{
    bytes_fill(n, 0, sizeof *n);
    n->port = port;
    n->board = facts->board;
    n->mac = facts->mac;
    n->address = facts->address;
    n->name = facts->name;
    n->level = (uint8_t)facts->level;
    log_init(&n->log, n->log_ring, sizeof n->log_ring);
    pins_init(&n->pins, port->hw, facts->board);
    settings_init(&n->settings, keys, KEY_COUNT, n->recorded, port->settings);
}

void node_time(struct node *n, uint64_t clock_ms, int64_t wall_ms)
{
    int64_t wall_s = wall_ms / 1000 - (wall_ms % 1000 < 0);

    n->clock_ms = clock_ms;
    n->now_ms = (uint32_t)clock_ms;
    n->wall_s = wall_s;
    n->wall_ms = (uint16_t)(wall_ms - wall_s * 1000);
}

void node_trust_time(struct node *n, bool is_trusted)
{
    n->time_is_trusted = is_trusted;
}

void node_log(struct node *n, enum log_level level, const char *format, ...)
{
    char line[CFG_LOG_LINE];
    uint32_t up_ms =
        (uint32_t)(n->clock_ms - n->boot_ms); // wraps after 49 days; log files have dates
    struct out o;
    va_list args;

    out_init(&o, line, sizeof line);
    out_format(&o, "%u.", (unsigned)(up_ms / 1000));
    out_char(&o, (char)('0' + up_ms / 100 % 10));
    out_char(&o, (char)('0' + up_ms / 10 % 10));
    out_char(&o, (char)('0' + up_ms % 10));
    out_char(&o, ' ');
    va_start(args, format);
    out_vformat(&o, format, args);
    va_end(args);
    out_whole(&o);
    if (level <= LOG_INFO)
        log_add(&n->log, level, out_written(&o));
    if ((unsigned)level <= n->level)
        n->port->log(n->port->ctx, level, out_written(&o));
    session_show_log(n, out_written(&o));
}

// A frame of its own, which other settings need not have.
__attribute__((noinline)) static int set_password(struct node *n, unsigned key, struct text value)
{
    char verifier[VERIFIER_MAX];

    return settings_set(&n->settings, key, access_verifier(n, value, verifier));
}

int node_set(struct node *n, struct text key, struct text value)
{
    int k = settings_find(&n->settings, key);

    if (k < 0)
        return k;
    const struct field *f = &keys[k];
    int err = f->flags & F_STATE ? ERR_DENIED : field_check(f, value);
    err = err ? err : rules_check(n, (enum key)k, value, 0);
    if (err)
        return err;
    if (!(f->flags & F_HASHED))
        return settings_set(&n->settings, (unsigned)k, value);
    if (text_is(value, f->text_def))
        return access_is_factory(n) ? OK : ERR_RANGE;
    return set_password(n, (unsigned)k, value);
}

void node_set_why(const struct node *n, struct text key, struct text value, int err,
                  struct out *why)
{
    int k = settings_find(&n->settings, key);

    if (k < 0) {
        out_format(why, "no setting is called %.*s", (int)key.len, key.p);
        return;
    }
    const struct field *f = &keys[k];
    if (err == ERR_DENIED) {
        out_format(why, "the node keeps %s itself", f->name);
    } else if (err == ERR_RANGE && f->flags & F_HASHED && text_is(value, f->text_def)) {
        out_text(why, "that is the factory password");
    } else if (err == ERR_RANGE && !field_check(f, value) &&
               rules_check(n, (enum key)k, value, why)) {
        return;
    } else if (err == ERR_RANGE || err == ERR_TYPE) {
        out_format(why, "%s takes ", f->name);
        field_accepts(f, why);
    } else {
        out_text(why, err_text(err));
    }
}

void node_wake(struct node *n)
{
    n->is_woken = true;
}

uint32_t node_poll(struct node *n)
{
    static uint32_t (*const polls[])(struct node * n) = {
        interval_poll, events_poll, loader_poll,  agenda_poll,
        intercon_poll, tasks_poll,  session_poll,
    };
    uint32_t next_ms = UINT32_MAX;

    for (unsigned i = 0; n->is_up && i < COUNT(polls); i++) {
        uint32_t ms = polls[i](n);
        next_ms = ms < next_ms ? ms : next_ms;
    }
    n->is_woken = false;
    led_rest(n);
    return next_ms;
}

// Lateness is how long the loop was held by something else. The load is its mean, in permille of a
// task's shortest period.
void node_was_late(struct node *n, uint32_t due_ms)
{
    uint32_t late_ms = (int32_t)(n->now_ms - due_ms) < 0 ? 0 : n->now_ms - due_ms;
    uint32_t permille = late_ms < TASK_PERIOD_MIN_MS ? late_ms * 1000 / TASK_PERIOD_MIN_MS : 1000;

    n->late_max_ms = late_ms > n->late_max_ms ? late_ms : n->late_max_ms;
    n->load_permille = (uint16_t)((n->load_permille * 15u + permille) / 16);
}

unsigned node_load_percent(const struct node *n)
{
    return n->load_permille / 10u;
}

void node_stop(struct node *n)
{
    n->is_up = false;
    agenda_stop(n);
    while (n->sessions)
        session_end(n, n->sessions, "Bye!\n");
    loader_stop(n);
}
