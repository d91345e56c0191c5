// Answers what load modules ask of their node.
#include "node/host.h"
#include "node/loader.h"
#include "node/session.h"

static int32_t fact(void *ctx, enum host_fact f)
{
    struct node *n = ctx;

    switch (f) {
    case HOST_MEM_FREE_BYTES: return n->port->mem_free_bytes(n->port->ctx);
    case HOST_FS_FREE_PERCENT: return n->port->fs_free_percent(n->port->ctx);
    case HOST_UPTIME_S: return (int32_t)((n->clock_ms - n->boot_ms) / 1000);
    default: return (int32_t)session_count(n);
    }
}

static struct calendar local_time(void *ctx)
{
    struct node *n = ctx;

    return calendar_of(n->wall_s + (int64_t)settings_int(&n->settings, KEY_gmttime) * 3600);
}

static const char *mode(void *ctx)
{
    struct node *n = ctx;

    return n->in_recovery ? "webrepl" : "micros";
}

static void list_modules(void *ctx, struct reply *r)
{
    struct node *n = ctx;
    char chunk[16];

    for (unsigned i = 0; i < module_count && i < CFG_MODULES_MAX; i++) {
        if (!loader_is_loaded(n, i))
            continue;
        struct out o = reply_open(r, 0, chunk, sizeof chunk);
        out_format(&o, "LM_%s", modules[i]->name);
        reply_close(r, &o);
    }
}

static int unload(void *ctx, struct text name)
{
    return loader_unload(ctx, name);
}

static void kept(void *ctx, struct reply *r)
{
    struct node *n = ctx;
    const struct blobs *b = n->port->blobs;
    char chunk[32], data[32];

    for (unsigned i = 0; i < module_count; i++) {
        const char *file = modules[i]->keep_file;
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

static void show_log(void *ctx, struct reply *r, unsigned lines)
{
    struct node *n = ctx;
    char chunk[32], none[1];
    enum log_level level;
    unsigned count = 0;
    size_t at = 0, next = 0;
    struct out sink;

    out_init(&sink, none, sizeof none);
    while (log_next(&n->log, &next, &level, &sink))
        count++;
    for (unsigned i = 0; i < count; i++) {
        struct out o = sink;
        if (i + lines >= count) {
            o = reply_open(r, 0, chunk, sizeof chunk);
            next = at;
            (void)log_next(&n->log, &next, &level, &sink);
            out_format(&o, "%s ", log_level_name(level));
        }
        (void)log_next(&n->log, &at, &level, &o);
        if (i + lines >= count)
            reply_close(r, &o);
    }
}

static void reboot(void *ctx)
{
    struct node *n = ctx;

    n->wish = WISH_REBOOT;
}

struct host host_of(struct node *n)
{
    return (struct host){ n, fact, local_time, mode, list_modules, unload, kept, show_log, reboot };
}
