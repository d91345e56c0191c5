// A node as a whole: its start, its clock, what is due.
#include "node/node.h"
#include "base/bytes.h"
#include "node/boot.h"
#include "node/host.h"
#include "node/led.h"
#include "node/loader.h"
#include "node/session.h"

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
    settings_init(&n->settings, keys, KEY_COUNT, port->settings);
    n->host = host_of(n);
}

void node_time(struct node *n, uint64_t clock_ms, int64_t wall_s)
{
    n->clock_ms = clock_ms;
    n->now_ms = (uint32_t)clock_ms;
    n->wall_s = wall_s;
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
    for (int i = 0; i < 3 && o.full && !text_is_utf8(out_written(&o)); i++)
        o.len--; // what was cut in the middle of a character
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
    } else if (err == ERR_RANGE || err == ERR_TYPE) {
        out_format(why, "%s takes ", f->name);
        field_accepts(f, why);
    } else {
        out_text(why, err_text(err));
    }
}

uint32_t node_poll(struct node *n)
{
    uint32_t sessions_ms = session_poll(n), modules_ms = loader_poll(n);

    led_rest(n);
    return sessions_ms < modules_ms ? sessions_ms : modules_ms;
}

void node_stop(struct node *n)
{
    n->is_up = false;
    while (n->sessions)
        session_end(n, n->sessions, "Bye!\n");
    loader_stop(n);
}
