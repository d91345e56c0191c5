// A node: its clock and its log.
#include "node/node.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "base/visible.h"
#include "node/redact.h"
#include "node/room.h"

#ifndef NODE_VERSION
#error "the build defines NODE_VERSION"
#endif
const char node_version[] = NODE_VERSION;

void node_init(struct node *n, const struct port *port, const struct node_facts *facts,
               const struct rooms *rooms)
{
    bytes_fill(n, 0, sizeof *n);
    n->port = port;
    n->rooms = rooms;
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

// Writes a line and returns its length. Its frame is separate, so it is gone while the line is
// shown.
SEPARATE_FRAME static size_t compose_line(const struct node *n, char line[CFG_LOG_LINE],
                                          const char *format, va_list args)
{
    struct out o;

    out_init(&o, line, CFG_LOG_LINE);
    out_fixed(&o, (int64_t)node_uptime_ms(n), 3); // seconds since boot
    out_char(&o, ' ');
    out_vformat(&o, format, args);
    out_whole(&o);
    o.len = redact_line(line, o.len, CFG_LOG_LINE - 1);
    visible_make(line, o.len, "");
    return o.len;
}

void node_log(struct node *n, enum log_level level, const char *format, ...)
{
    char line[CFG_LOG_LINE];
    va_list args;

    if (n->strangers.is_heard && !ration_take(&n->strangers.ration, n->now_ms))
        return;
    va_start(args, format);
    struct text text = text_make(line, compose_line(n, line, format, args));
    va_end(args);
    if (level <= LOG_INFO)
        (n->strangers.is_heard || n->strangers.is_routine ? log_add_strange : log_add)(&n->log,
                                                                                       level, text);
    if (level == LOG_ERROR && n->alarms < UINT8_MAX)
        n->alarms++;
    if ((unsigned)level <= n->level)
        n->port->log(n->port->ctx, level, text);
    n->rooms->show_log(n, text);
}

const char *node_network_mode(const struct node *n)
{
    const struct port *p = n->port;

    return p->network_mode ? p->network_mode(p->ctx) : "STA";
}

void node_wake(struct node *n)
{
    n->is_woken = true;
}

// Lateness is how long the loop was blocked by something else. The load is its average, in permille
// of a task's shortest period.
void node_was_late(struct node *n, uint32_t due_ms)
{
    uint32_t late_ms = (int32_t)(n->now_ms - due_ms) < 0 ? 0 : n->now_ms - due_ms;
    uint32_t permille = late_ms < NODE_TICK_MS ? late_ms * 1000 / NODE_TICK_MS : 1000;

    n->late_max_ms = late_ms > n->late_max_ms ? late_ms : n->late_max_ms;
    n->load_permille = (uint16_t)((n->load_permille * 15u + permille) / 16);
}

unsigned node_load_percent(const struct node *n)
{
    return n->load_permille / 10u;
}
