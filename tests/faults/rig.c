// The rig of the fault sweeps.
#include "rig.h"
#include "crypto.h"
#include <string.h>

static void send(struct link *link, const char *data, size_t len)
{
    struct rig *r = (struct rig *)link;

    if (r->reply_len + len >= sizeof r->reply)
        len = sizeof r->reply - 1 - r->reply_len;
    memcpy(r->reply + r->reply_len, data, len);
    r->reply_len += len;
    r->reply[r->reply_len] = '\0';
}

static void hang_up(struct link *link)
{
    (void)link;
}

static size_t room(const struct link *link)
{
    const struct rig *r = (const struct rig *)link;

    return sizeof r->reply - 1 - r->reply_len;
}

static const struct link_ops rig_link = { send, hang_up, room };

static void ignore_log(void *ctx, enum log_level level, struct text line)
{
    (void)ctx;
    (void)level;
    (void)line;
}

static int32_t plenty(void *ctx)
{
    (void)ctx;
    return 50000;
}

// Never given back: a node loads a handful of modules, and its memory ends with it.
static void *take(void *ctx, size_t size)
{
    struct rig *r = ctx;
    size_t at = (r->taken + 15) & ~(size_t)15;

    if (size > sizeof r->module_memory - at)
        return NULL;
    r->taken = at + size;
    return r->module_memory + at;
}

static void give_back(void *ctx, void *memory)
{
    (void)ctx;
    (void)memory;
}

static struct parts *take_parts(void *ctx)
{
    struct rig *r = ctx;

    return &r->parts;
}

static void tell_time(struct rig *r)
{
    sim_time(&r->sim, r->now_ms * 1000);
    node_time(&r->node, r->now_ms, 1800000000000 + (int64_t)r->now_ms - 1000);
}

void rig_boot(struct rig *r, struct simdisk *disk)
{
    filestore_init(&r->store, &disk->disk);
    rig_boot_on(r, (struct settings_place){ &r->store.blobs, &settings_json, r->memory });
}

void rig_boot_on(struct rig *r, struct settings_place place)
{
    static const uint8_t mac[6] = { 0x50, 0x02, 0x91, 0x68, 0x0c, 0xf7 };
    struct node_facts facts = { &board_esp8266, mac, "127.0.0.1", NULL, LOG_ERROR };
    static const struct link_facts link = { LINK_LOOPBACK, false, "127.0.0.1:1", 1 };

    memset(&r->node, 0, sizeof r->node);
    memset(&r->shell, 0, sizeof r->shell);
    r->link.ops = &rig_link;
    r->reply_len = 0;
    r->taken = 0;
    sim_init(&r->sim, &board_esp8266);
    memset(&r->parts, 0, sizeof r->parts);
    sim_wire(&r->sim, take_parts, r);
    faulty_init(&r->faulty, &r->sim.hw);
    r->place = place;
    r->port = (struct port){ .ctx = r,
                             .log = ignore_log,
                             .mem_free_bytes = plenty,
                             .fs_free_percent = plenty,
                             .fs_used_bytes = plenty,
                             .take = take,
                             .give_back = give_back,
                             .blobs = place.blobs,
                             .hw = &r->faulty.hw,
                             .crypto = &linux_crypto,
                             .settings = &r->place };
    rooms_init(&r->node, &r->rooms, &r->port, &facts);
    r->now_ms = 1000;
    tell_time(r);
    boot_load(&r->node);
    boot_run(&r->node, 9008);
    shell_open(&r->node, &r->shell, &r->link, &link);
}

static bool take_edges(struct rig *r)
{
    unsigned gpio;
    bool is_high, has_one = false;

    while (sim_take_edge(&r->sim, &gpio, &is_high)) {
        rooms_edge(&r->node, gpio, is_high);
        has_one = true;
    }
    return has_one;
}

void rig_wait(struct rig *r, uint32_t ms)
{
    for (;;) {
        uint32_t next = rooms_poll(&r->node);
        if (take_edges(r))
            continue;
        if (!ms)
            return;
        next = next < ms ? next : ms;
        r->now_ms += next;
        ms -= next;
        tell_time(r);
    }
}

const char *rig_say(struct rig *r, const char *line)
{
    char text[CFG_LINE_MAX];
    size_t len = strlen(line);

    memcpy(text, line, len);
    text[len++] = '\n';
    r->reply_len = 0;
    for (size_t at = 0; at < len;)
        at += shell_input(&r->node, &r->shell, text + at, len - at);
    for (int i = 0; i < 100 && r->shell.is_waiting; i++)
        rig_wait(r, 100);
    char *prompt = strrchr(r->reply, '\n'); // the prompt has no line end
    if (prompt)
        prompt[1] = '\0';
    return r->reply;
}
