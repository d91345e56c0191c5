// The test bench.
#include "rig.h"
#include "../../ports/linux/crypto.h"
#include "json.h"
#include "mod/help.h"
#include <cjson/cJSON.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

void tape_add(struct tape *t, const char *data, size_t len)
{
    t->data = realloc(t->data, t->len + len + 1);
    if (!t->data)
        abort();
    if (len)
        memcpy(t->data + t->len, data, len);
    t->len += len;
    t->data[t->len] = '\0';
}

void tape_clear(struct tape *t)
{
    free(t->data);
    *t = (struct tape){ 0 };
}

static void peer_take(struct link *l, const char *data, size_t len)
{
    struct peer *p = (struct peer *)l;

    p->sends++;
    p->room -= len < p->room ? len : p->room;
    tape_add(&p->heard, data, len);
}

static void peer_hang_up(struct link *l)
{
    ((struct peer *)l)->is_over = true;
}

static void dialed_take(struct link *l, const char *data, size_t len)
{
    tape_add(&((struct dialed *)l)->said, data, len);
}

static void dialed_hung_up(struct link *l)
{
    ((struct dialed *)l)->is_over = true;
}

static size_t any_room(const struct link *l)
{
    (void)l;
    return SIZE_MAX;
}

static size_t peer_room(const struct link *l)
{
    return ((const struct peer *)l)->room;
}

static const struct link_ops peer_link = { peer_take, peer_hang_up, peer_room },
                             dialed_link = { dialed_take, dialed_hung_up, any_room };

static struct dialed *dial_of(struct rig *r, const struct peer_call *call)
{
    for (unsigned i = 0; i < RIG_CALLS; i++)
        if (r->dials[i].call == call)
            return &r->dials[i];
    return NULL;
}

static void port_log(void *ctx, enum log_level level, struct text line)
{
    struct rig *r = ctx;

    tape_add(&r->log, log_level_name(level), strlen(log_level_name(level)));
    tape_add(&r->log, " ", 1);
    tape_add(&r->log, line.p, line.len);
    tape_add(&r->log, "\n", 1);
}

static int32_t mem_free(void *ctx)
{
    const struct rig *r = ctx;

    return r->mem_free_bytes;
}

static int32_t fs_free(void *ctx)
{
    const struct rig *r = ctx;

    return r->fs_free_percent;
}

static int32_t fs_used(void *ctx)
{
    (void)ctx;
    return 4096;
}

static void *take(void *ctx, size_t size)
{
    const struct rig *r = ctx;

    return r->has_no_memory ? NULL : malloc(size);
}

static void give_back(void *ctx, void *memory)
{
    (void)ctx;
    free(memory);
}

static void count_up(uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++)
        out[i] = (uint8_t)i;
}

static struct task *task_pool(void *ctx, unsigned *n)
{
    struct rig *r = ctx;

    *n = RIG_TASKS;
    return r->tasks;
}

static struct peer_call *call_pool(void *ctx, uint8_t *n)
{
    struct rig *r = ctx;

    *n = RIG_CALLS;
    return r->calls;
}

static int port_dial(void *ctx, struct peer_call *call, const char *host, uint16_t port,
                     struct link **link)
{
    struct rig *r = ctx;
    struct dialed *d = dial_of(r, call);

    if (!d)
        d = dial_of(r, NULL);
    if (!d || (d->call && !d->is_over))
        return ERR_FULL;
    tape_clear(&d->said);
    *d = (struct dialed){ .link = { &dialed_link }, .call = call, .port = port };
    *link = &d->link;
    snprintf(d->host, sizeof d->host, "%s", host);
    return OK;
}

void rig_tell_time(struct rig *r)
{
    sim_time(&r->sim, r->now_ms * 1000);
    node_time(&r->node, r->now_ms, r->wall_s * 1000 + (int64_t)(r->now_ms % 1000));
}

static struct parts *take_parts(void *ctx)
{
    struct rig *r = ctx;

    memset(&r->parts, 0, sizeof r->parts);
    return &r->parts;
}

// A node whose power went has stopped nothing.
static void forget_modules(struct rig *r)
{
    while (r->node.slots) {
        struct module_slot *gone = r->node.slots;
        r->node.slots = gone->next;
        free(gone);
    }
}

void rig_power_on(struct rig *r)
{
    forget_modules(r);
    memset(r->tasks, 0, sizeof r->tasks);
    memset(r->calls, 0, sizeof r->calls);
    sim_init(&r->sim, r->facts.board);
    sim_wire(&r->sim, take_parts, r);
    rooms_init(&r->node, &r->rooms, &r->port, &r->facts);
    rig_tell_time(r);
    starts_after_power_on(&r->node);
}

struct rig *rig_new(const struct board *board)
{
    static const uint8_t mac[] = { 0x50, 0x02, 0x91, 0x68, 0x0c, 0xf7 };
    struct rig *r = calloc(1, sizeof *r);

    if (!r)
        abort();
    memcpy(r->mac, mac, sizeof mac);
    ram_init(&r->ram);
    r->crypto = linux_crypto;
    r->crypto.random = count_up;
    r->port = (struct port){ .ctx = r,
                             .log = port_log,
                             .mem_free_bytes = mem_free,
                             .fs_free_percent = fs_free,
                             .fs_used_bytes = fs_used,
                             .take = take,
                             .give_back = give_back,
                             .task_pool = task_pool,
                             .call_pool = call_pool,
                             .dial = port_dial,
                             .blobs = &r->ram.blobs,
                             .hw = &r->sim.hw,
                             .crypto = &r->crypto,
                             .settings = &r->ram.json };
    r->facts = (struct node_facts){ board, r->mac, "127.0.0.1", NULL, LOG_DEBUG };
    r->mem_free_bytes = 40000;
    r->fs_free_percent = 89;
    r->wall_s = 1795353228; // 2026-11-22 13:13:48 UTC
    rig_power_on(r);
    return r;
}

void rig_keep_as_image(struct rig *r)
{
    r->port.settings = &r->ram.image;
    rig_power_on(r);
}

void rig_free(struct rig *r)
{
    struct peer *p, *after;

    forget_modules(r);
    for (p = r->peers; p; p = after) {
        after = p->next;
        free(p->heard.data);
        free(p->held.data);
        free(p);
    }
    free(r->log.data);
    for (unsigned i = 0; i < RIG_CALLS; i++)
        tape_clear(&r->dials[i].said);
    ram_free(&r->ram);
    free(r);
}

void rig_load(struct rig *r)
{
    boot_load(&r->node);
}

void rig_boot(struct rig *r)
{
    boot_load(&r->node);
    boot_run(&r->node, 9008);
}

void rig_reboot(struct rig *r)
{
    rooms_stop(&r->node);
    for (struct peer *p = r->peers; p; p = p->next)
        p->is_over = true;
    rig_power_on(r);
    r->node.starts.is_orderly = false; // the power was not gone
    r->reboots++;
    rig_boot(r);
}

const struct principal rig_owner = { .right = RIGHT_ADMIN, .name = "" };

void rig_set(struct rig *r, const char *key, const char *value)
{
    char reason[160];
    struct out why;

    int err = set_value(&r->node, &rig_owner, text_of(key), text_of(value));
    if (err >= 0)
        return;
    out_init(&why, reason, sizeof reason);
    set_why(&r->node, text_of(key), text_of(value), err, &why);
    fail_msg("setting %s to %s: %s", key, value, reason);
}

struct peer *rig_open_from(struct rig *r, enum link_kind kind, const char *address)
{
    struct peer *p = calloc(1, sizeof *p);
    uint32_t hash = 0;

    if (!p)
        abort();
    for (const char *c = address; *c; c++)
        hash = hash * 31 + (uint8_t)*c;
    memset(&p->shell, 0xa5, sizeof p->shell); // the node must not count on zeros
    p->rig = r;
    p->room = SIZE_MAX;
    p->next = r->peers;
    r->peers = p;
    p->link.ops = &peer_link;
    rig_tell_time(r);
    (void)shell_open(&r->node, &p->shell, &p->link,
                     &(struct link_facts){ kind, kind == LINK_CONSOLE, address, hash });
    return p;
}

struct peer *rig_open(struct rig *r, enum link_kind kind)
{
    static const char *const from[] = { "console", "127.0.0.1:50000", "10.0.1.61:64900" };

    return rig_open_from(r, kind, from[kind]);
}

struct peer *rig_enter(struct rig *r, enum link_kind kind)
{
    struct peer *p = rig_open(r, kind);

    tape_clear(&p->heard);
    return p;
}

static void follow_wish(struct rig *r)
{
    if (r->node.wish == WISH_REBOOT)
        rig_reboot(r);
}

static char *exact_copy(const char *data, size_t len) // so that a read past the chunk is seen
{
    char *copy = malloc(len ? len : 1);

    if (!copy)
        abort();
    memcpy(copy, data, len);
    return copy;
}

// Gives the node what it takes; the rest is held.
static void feed(struct peer *p)
{
    struct tape rest = p->held;
    size_t at = 0, used = 1;

    p->held = (struct tape){ 0 };
    while (used && at < rest.len && !p->is_over) {
        char *copy = exact_copy(rest.data + at, rest.len - at);
        used = shell_input(&p->rig->node, &p->shell, copy, rest.len - at);
        free(copy);
        at += used;
    }
    if (at < rest.len && !p->is_over)
        tape_add(&p->held, rest.data + at, rest.len - at);
    tape_clear(&rest);
}

static bool feed_held(struct rig *r)
{
    bool has_one = false;

    for (struct peer *p = r->peers; p; p = p->next) {
        if (p->is_over || !p->held.len || p->shell.is_waiting)
            continue;
        feed(p);
        has_one = true;
    }
    return has_one;
}

// A password is looked at in slices; here they take no time.
static void look_at_password(struct peer *p)
{
    while (!p->is_over && p->shell.guess) {
        (void)rooms_poll(&p->rig->node);
        if (!p->shell.guess)
            feed(p);
    }
}

void peer_send(struct peer *p, const void *data, size_t len)
{
    rig_tell_time(p->rig);
    tape_add(&p->held, data, len);
    feed(p);
    look_at_password(p);
    follow_wish(p->rig);
}

void peer_say(struct peer *p, const char *text)
{
    struct tape line = { 0 };

    tape_add(&line, text, strlen(text));
    tape_add(&line, "\n", 1);
    peer_send(p, line.data, line.len);
    tape_clear(&line);
}

void peer_end(struct peer *p)
{
    rig_tell_time(p->rig);
    shell_input_end(&p->rig->node, &p->shell);
    follow_wish(p->rig);
}

void peer_close(struct peer *p)
{
    if (p->is_over)
        return;
    p->is_over = true;
    rig_tell_time(p->rig);
    shell_close(&p->rig->node, &p->shell);
}

static void move(struct rig *r, uint32_t ms)
{
    uint64_t before_s = r->now_ms / 1000;

    r->now_ms += ms;
    r->wall_s += (int64_t)(r->now_ms / 1000 - before_s);
    rig_tell_time(r);
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

void peer_hush(struct peer *p)
{
    while (!p->is_over && p->shell.is_held)
        rig_wait_ms(p->rig, CFG_MORE_MS);
    look_at_password(p);
}

void rig_wait_ms(struct rig *r, uint32_t ms)
{
    for (;;) {
        rig_tell_time(r);
        follow_wish(r); // before the poll, as ports do: what is wished in it must bring them back
        uint32_t next = rooms_poll(&r->node);
        if (take_edges(r) || feed_held(r))
            continue;
        if (!ms && (next || r->node.wish == WISH_NONE))
            return;
        next = next < ms ? next : ms;
        move(r, next);
        ms -= next;
    }
}

void dialed_open(struct rig *r, struct dialed *d, int err)
{
    rig_tell_time(r);
    d->is_over = err != OK;
    intercon_dialed(&r->node, d->call, err);
    rig_wait_ms(r, 0);
}

void dialed_say(struct rig *r, struct dialed *d, const void *data, size_t len)
{
    if (d->is_over)
        return; // nobody hears it
    char *copy = exact_copy(data, len);
    rig_tell_time(r);
    intercon_heard(&r->node, d->call, copy, len);
    free(copy);
    rig_wait_ms(r, 0);
}

void dialed_answer(struct rig *r, struct dialed *d, const char *text)
{
    dialed_say(r, d, text, strlen(text));
}

void dialed_hang_up(struct rig *r, struct dialed *d)
{
    if (d->is_over)
        return;
    d->is_over = true;
    rig_tell_time(r);
    intercon_hung_up(&r->node, d->call);
    rig_wait_ms(r, 0);
}

void dialed_expect(struct dialed *d, const char *text, const char *file, int line)
{
    const char *said = d->said.data ? d->said.data : "";

    if (strcmp(said, text)) {
        print_error("said:     \"%s\"\nexpected: \"%s\"\n", said, text);
        _assert_string_equal(said, text, file, line);
    }
    tape_clear(&d->said);
}

const char *peer_heard(struct peer *p, char *text, size_t cap)
{
    if (p->heard.len >= cap)
        fail_msg("%zu bytes were heard, there is room for %zu", p->heard.len, cap);
    memcpy(text, p->heard.data ? p->heard.data : "", p->heard.len + 1);
    tape_clear(&p->heard);
    return text;
}

void peer_expect(struct peer *p, const char *text, const char *file, int line)
{
    const char *heard = p->heard.data ? p->heard.data : "";

    if (strcmp(heard, text)) {
        print_error("heard:    \"%s\"\nexpected: \"%s\"\n", heard, text);
        _assert_string_equal(heard, text, file, line);
    }
    tape_clear(&p->heard);
}

void peer_expect_answer(struct peer *p, const char *line, const char *text, const char *file,
                        int at)
{
    peer_say(p, line);
    if (p->heard.data && strcmp(p->heard.data, text))
        print_error("after \"%s\"\n", line);
    peer_expect(p, text, file, at);
}

bool rig_logged(const struct rig *r, const char *part)
{
    return r->log.data && strstr(r->log.data, part);
}

void describe_module(const struct module *m, struct out *o)
{
    struct reply r;

    reply_init(&r, o, true);
    reply_begin(&r, REPLY_MAP);
    help_describe(m, &r);
    reply_end(&r);
    o->buf[--o->len] = '\0'; // its line end
}

bool is_json(const char *text)
{
    const char *end = NULL;
    cJSON *json = cJSON_ParseWithOpts(text, &end, 1);

    cJSON_Delete(json);
    return json && json_is_strict(text);
}
