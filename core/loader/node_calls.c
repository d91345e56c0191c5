// Answers questions of load modules to their node.
#include "loader/node_calls.h"
#include "base/frame.h"
#include "command/chain.h"
#include "command/command.h"
#include "loader/loaded.h"
#include "loader/loader.h"
#include "node/catalog.h"
#include "node/place.h"
#include "node/set.h"

static int64_t node_calls_fact(void *ctx, enum node_fact f)
{
    struct node *n = ctx;

    switch (f) {
    case FACT_MEM_FREE_BYTES: return n->port->mem_free_bytes(n->port->ctx);
    case FACT_FS_FREE_PERCENT: return n->port->fs_free_percent(n->port->ctx);
    case FACT_LATE_MAX_MS: return n->late_max_ms;
    case FACT_LOAD_PERCENT: return node_load_percent(n);
    case FACT_TIMER_RUNS: return n->timer_runs;
    case FACT_TIMER_MISSED: return n->timer_missed;
    case FACT_CLOCK_MS: return n->now_ms;
    case FACT_FS_USED_BYTES: return n->port->fs_used_bytes(n->port->ctx);
    case FACT_UPTIME_MS: return (int64_t)node_uptime_ms(n);
    default: return n->rooms->count_shells(n);
    }
}

static struct civil_time local_time(void *ctx)
{
    struct node *n = ctx;

    return place_time(n, n->wall_s);
}

static int sun(void *ctx, struct civil_time *rise, struct civil_time *set)
{
    const struct node *n = ctx;

    return place_sun(n, n->wall_s, rise, set);
}

static const char *mode(void *ctx)
{
    struct node *n = ctx;

    return n->in_recovery ? "webrepl" : "micros";
}

static void node_calls_list_modules(void *ctx, struct reply *r)
{
    loaded_list(ctx, r, "LM_");
}

static int node_calls_unload(void *ctx, struct text name)
{
    return loader_unload(ctx, name);
}

static const char *pin_owner(void *ctx, unsigned owner)
{
    const struct node *n = ctx;

    for (const struct module_slot *slot = n->slots; slot; slot = slot->next)
        if (slot->owner == owner)
            return slot->module->name;
    return "the node";
}

static void kept(void *ctx, struct reply *r)
{
    struct node *n = ctx;
    const struct blobs *b = n->port->blobs;
    char chunk[32], data[32];

    const struct module *m;

    for (unsigned i = 0; (m = catalog_at(n, i)); i++) {
        const char *file = m->keep_file;
        int got = file ? b->read(b->ctx, file, 0, data, sizeof data) : ERR_NAME;
        if (got < 0)
            continue;
        struct out o = reply_open(r, file, chunk, sizeof chunk);
        for (uint32_t at = 0; got > 0; got = b->read(b->ctx, file, at, data, sizeof data)) {
            out_slice(&o, text_make(data, (size_t)got));
            at += (uint32_t)got;
        }
        reply_close(r, &o);
    }
}

// Reads the seconds since boot at the beginning of a log line.
static uint32_t seconds_of(const struct log *l, size_t at)
{
    char head[12];
    enum log_level level;
    int32_t seconds;
    struct out o;

    out_init(&o, head, sizeof head);
    (void)log_next(l, &at, &level, &o);
    struct text rest = out_written(&o);
    return text_int(text_until(&rest, '.'), &seconds) ? 0 : (uint32_t)seconds;
}

// Writes "2026-11-30 18:10:07 " for the log line at that place.
SEPARATE_FRAME static void write_log_time(const struct node *n, size_t at, struct out *o)
{
    uint32_t age_s = node_uptime_s(n) - seconds_of(&n->log, at);
    struct civil_time t = place_time(n, n->wall_s - age_s);

    civil_write(&t, o);
    out_char(o, ' ');
}

// Moves to the next line. Returns false at the end. A separate frame, which is gone when a line is
// written.
SEPARATE_FRAME static bool log_skip(const struct log *l, size_t *at, enum log_level *level)
{
    char none[1];
    struct out sink;

    out_init(&sink, none, sizeof none);
    return log_next(l, at, level, &sink);
}

static bool is_wished(const struct log *l, size_t at, const struct log_wish *wish)
{
    enum log_level level;
    size_t next = at;

    return log_skip(l, &next, &level) && level <= (enum log_level)wish->level &&
           log_has(l, at, wish->words);
}

SEPARATE_FRAME static void write_log_line(const struct node *n, struct reply *r, size_t at)
{
    char chunk[8]; // small, because this is deep on a small chip's stack
    enum log_level level;
    size_t next = at;
    struct out o = reply_open(r, NULL, chunk, sizeof chunk);

    (void)log_skip(&n->log, &next, &level);
    if (n->time_is_trusted)
        write_log_time(n, at, &o);
    out_format(&o, "%s ", log_level_name(level));
    (void)log_next(&n->log, &at, &level, &o);
    reply_close(r, &o);
}

static void node_calls_show_log(void *ctx, struct reply *r, const struct log_wish *wish)
{
    const struct node *n = ctx;
    const struct log *l = &n->log;
    unsigned count = 0, i = 0;
    enum log_level level;

    for (size_t at = 0, next = 0; log_skip(l, &next, &level); at = next)
        count += is_wished(l, at, wish);
    for (size_t at = 0, next = 0; log_skip(l, &next, &level); at = next)
        if (is_wished(l, at, wish) && i++ + wish->lines >= count)
            write_log_line(n, r, at);
}

static int alarms(void *ctx, bool forgets)
{
    struct node *n = ctx;

    if (forgets)
        n->alarms = 0;
    return n->alarms;
}

static void node_calls_reboot(void *ctx)
{
    struct node *n = ctx;

    n->wish = WISH_REBOOT;
    starts_note_wish(n);
}

static int node_calls_setting(void *ctx, struct text key, struct out *o)
{
    const struct node *n = ctx;
    int i = settings_find(&n->settings, key);

    if (i < 0)
        return i;
    if (keys[i].flags & F_SECRET)
        return ERR_DENIED;
    set_show(n, (unsigned)i, o);
    return OK;
}

// Limits nested commands, because each level takes stack. It also stops a module that calls itself.
enum { DEPTH_MAX = 3 };

static bool goes_too_deep(const struct node *n, struct out *answer)
{
    if (n->depth >= DEPTH_MAX)
        out_text(answer, "modules that call each other were stopped\n");
    return n->depth >= DEPTH_MAX;
}

// A command of a module has the right of the module's caller.
static struct principal who_of(const struct node *n, unsigned owner)
{
    return n->who ? principal_called(n->who, owner) : principal_module(owner, CALLER_MODULE);
}

static bool node_calls_run(void *ctx, unsigned owner, struct text command, struct out *answer)
{
    struct node *n = ctx;

    if (goes_too_deep(n, answer))
        return false;
    n->depth++;
    bool ok = chain_step(n, who_of(n, owner), command, answer);
    n->depth--;
    return ok;
}

static bool has(void *ctx, const void *self)
{
    const struct node *n = ctx;
    const struct module_slot *slot = n->slots;

    while (slot && slot->self != self)
        slot = slot->next;
    return slot;
}

static int node_calls_step(void *ctx, unsigned owner, struct progress *p, struct text command,
                           struct out *answer)
{
    struct node *n = ctx;
    struct principal who = who_of(n, owner);
    struct request r;

    if (goes_too_deep(n, answer))
        return ERR_IO;
    command_init(&r, n, &who, answer, p);
    n->depth++;
    enum command_end end = command_step(&r, command);
    n->depth--;
    return end == COMMAND_WAITS ? ERR_WAIT : end == COMMAND_FAILED ? ERR_IO : OK;
}

static int node_calls_ask(void *ctx, unsigned owner, struct progress *p, struct text command,
                          struct text host, struct text *answer)
{
    struct node *n = ctx;
    const struct principal who = who_of(n, owner);

    return n->rooms->ask_peer(n, &who, p, command, host, answer);
}

static const char *ask_error(void *ctx, int err)
{
    const struct node *n = ctx;

    return n->rooms->peer_error(err);
}

const struct node_calls node_calls = {
    .fact = node_calls_fact,
    .local_time = local_time,
    .sun = sun,
    .mode = mode,
    .modules = node_calls_list_modules,
    .unload = node_calls_unload,
    .pin_owner = pin_owner,
    .kept = kept,
    .log = node_calls_show_log,
    .alarms = alarms,
    .reboot = node_calls_reboot,
    .setting = node_calls_setting,
    .run = node_calls_run,
    .has = has,
    .step = node_calls_step,
    .ask = node_calls_ask,
    .ask_error = ask_error,
};
