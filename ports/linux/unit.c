// One node of the process: its start, its reboot, its moments.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>
#include "announce.h"
#include "crypto.h"
#include "dial.h"
#include "node/set.h"
#include "peers/intercon.h"
#include "automation/tasks.h"
#include "usermod_files.h"
#include "usermod_watch.h"
#include "posix/address.h"
#include "console.h"
#include "unit.h"
#include "unit_board.h"

enum { TASKS = 16, CALLS = 16 };
enum { LOOK_AGAIN_MS = 1000 }; // at a serial device that went away

static int port_dial(void *ctx, struct peer_call *call, const char *host, uint16_t port,
                     struct link **link)
{
    return dial_begin(ctx, call, host, port, link);
}

static int port_zone(void *ctx, struct text name, struct zone *zone)
{
    struct unit *u = ctx;

    return zones_find(&u->process->zones, name, zone);
}

static struct task *task_pool(void *ctx, unsigned *n)
{
    struct unit *u = ctx;

    if (!u->tasks)
        u->tasks = calloc(TASKS, sizeof *u->tasks);
    *n = u->tasks ? TASKS : 0;
    return u->tasks;
}

static struct peer_call *call_pool(void *ctx, unsigned *n)
{
    struct unit *u = ctx;

    if (!u->calls)
        u->calls = calloc(CALLS, sizeof *u->calls);
    *n = u->calls ? CALLS : 0;
    return u->calls;
}

static const char *date_of(struct process *p)
{
    time_t now = (time_t)(p->loop.wall_ms / 1000);
    struct tm tm;

    if (p->date_s != now && gmtime_r(&now, &tm)) {
        strftime(p->date, sizeof p->date, "%Y-%m-%dT%H:%M:%SZ ", &tm);
        p->date_s = now;
    }
    return p->date;
}

// What reads standard error has its own dates (a terminal needs none, a journal has them).
void unit_log(struct process *p, const char *name, enum log_level level, struct text line)
{
    FILE *f = p->log;

    if (f != stderr)
        fputs(date_of(p), f);
    if (name)
        fprintf(f, "%s ", name);
    fprintf(f, "%-5s %.*s\n", log_level_name(level), (int)line.len, line.p);
    if (level <= LOG_WARN || p->options->level == LOG_DEBUG)
        fflush(f);
    else // after the answers
        loop_last(&p->loop, &p->log_work);
}

static void port_log(void *ctx, enum log_level level, struct text line)
{
    struct unit *u = ctx;

    unit_log(u->process, u->process->options->count > 1 ? u->name : NULL, level, line);
}

void unit_write_log(struct process *p)
{
    fflush(p->log);
}

static int32_t fs_free_percent(void *ctx)
{
    const struct unit *u = ctx;
    struct statvfs s;

    if (statvfs(u->root, &s) || !s.f_blocks)
        return 0;
    return (int32_t)(100.0 * (double)s.f_bavail / (double)s.f_blocks);
}

static void *port_take(void *ctx, size_t size)
{
    (void)ctx;
    return malloc(size);
}

static void port_give_back(void *ctx, void *memory)
{
    (void)ctx;
    free(memory);
}

static void tell_time(struct unit *u)
{
    const struct loop *l = &u->process->loop;

    node_time(&u->node, l->clock_ms, l->wall_ms);
    sim_time(&u->sim, l->clock_ms * 1000);
}

static void start_node(struct unit *u)
{
    const struct options *o = u->process->options;
    struct node_facts facts = { o->board, u->mac, u->address, u->name[0] ? u->name : 0, o->level };

    unit_start_board(u);
    rooms_init(&u->node, &u->rooms, &u->port, &facts);
    tell_time(u);
    node_trust_time(&u->node, timekeeper_is_trusted(&u->process->timekeeper));
    u->node.boot_ms = u->node.clock_ms; // what is logged before the boot counts from here
}

static void node_is_due(struct loop *l, struct loop_timer *t);
static void look_for_serial(struct loop *l, struct loop_timer *t);

struct unit *unit_new(struct process *p, unsigned index)
{
    const struct options *o = p->options;
    size_t len = strlen(o->root) + sizeof "/node00000000000";
    struct unit *u = calloc(1, sizeof *u + len);

    if (!u)
        return 0;
    if (o->count > 1) {
        snprintf(u->name, sizeof u->name, "node%05u", index + 1);
        snprintf(u->root, len, "%s/%s", o->root, u->name);
    } else {
        snprintf(u->root, len, "%s", o->root);
    }
    bool is_new = access(u->root, F_OK) != 0;
    if (disk_make_folder(u->root)) {
        fprintf(stderr, "micros-node: cannot use the folder %s: %s\n", u->root, strerror(errno));
        free(u);
        return 0;
    }
    u->process = p;
    u->listener = (struct listener){ .watch = { .fd = -1 },
                                     .bound = address_plus(&o->listen, index),
                                     .loop = &p->loop,
                                     .ops = &conn_listener };
    u->timer.due = node_is_due;
    u->serial_timer.due = look_for_serial;
    address_own(&u->listener.bound, u->address, sizeof u->address);
    disk_init(&u->disk, u->root, &p->reader);
    u->disk.defers_sync = is_new && o->count > 1;
    filestore_init(&u->store, &u->disk.disk);
    u->port = (struct port){ u,
                             port_log,
                             unit_free_bytes,
                             fs_free_percent,
                             port_take,
                             port_give_back,
                             port_zone,
                             task_pool,
                             call_pool,
                             port_dial,
                             &u->store.blobs,
                             p->machine ? &p->machine->hw : &u->sim.hw,
                             &linux_crypto,
                             &u->settings,
                             &usermod_files_store,
                             unit_check_pin_map };
    u->settings = (struct settings_place){ &u->store.blobs, &settings_json, u->settings_memory };
    unit_make_mac(u);
    start_node(u);
    return u;
}

struct node *unit_node(struct unit *u)
{
    tell_time(u);
    return &u->node;
}

void unit_trust_time(struct unit *u)
{
    node_trust_time(unit_node(u), timekeeper_is_trusted(&u->process->timekeeper));
    unit_after(u);
}

static int apply_settings(struct unit *u)
{
    const struct options *o = u->process->options;
    char reason[160];
    struct out why;

    for (unsigned i = 0; i < o->n_set; i++) {
        struct text value = text_of(o->set[i]), key = text_until(&value, '=');
        int err = set_value(&u->node, key, value);
        if (err < 0) {
            out_init(&why, reason, sizeof reason);
            set_why(&u->node, key, value, err, &why);
            fprintf(stderr, "micros-node: --set %.*s: %s\n", (int)key.len, key.p, reason);
            return 2;
        }
    }
    return 0;
}

// The port that the command line or else the settings ask for.
static struct sockaddr_storage wanted(const struct unit *u)
{
    struct sockaddr_storage a = u->listener.bound;

    if (!u->process->options->has_port)
        address_set_port(&a, (uint16_t)settings_int(&u->node.settings, KEY_socport));
    return a;
}

int unit_start(struct unit *u)
{
    boot_load(&u->node);
    int status = apply_settings(u);
    struct sockaddr_storage where = wanted(u);
    char text[64];

    if (status)
        return status;
    if (listener_open(&u->listener, &where)) {
        address_text(&where, true, text, sizeof text);
        fprintf(
            stderr,
            "micros-node: cannot listen on %s: %s; another address or port: --listen ADDR:PORT\n",
            text, strerror(errno));
        return 1;
    }
    unit_map_pins(u);
    usermod_files_start(u);
    boot_run(&u->node, address_port(&u->listener.bound));
    usermod_files_begin(u);
    announce_start(u);
    unit_after(u);
    return 0;
}

// Restarts in place. The listener stays, unless the settings now ask for another port.
static void reboot(struct unit *u)
{
    rooms_stop(&u->node);
    usermod_files_stop(u);
    dial_drop_all(u);
    free(u->tasks);
    free(u->calls);
    u->tasks = 0;
    u->calls = 0;
    start_node(u);
    for (struct conn *c = u->conns; c; c = c->next)
        if (!c->stream.is_socket)
            conn_reopen(c);
    boot_load(&u->node);
    struct sockaddr_storage where = wanted(u);
    if (address_port(&where) != address_port(&u->listener.bound) &&
        listener_open(&u->listener, &where))
        node_log(&u->node, LOG_ERROR,
                 "[ socket server ] Bind failed. Error Code : %s; port %u stays", strerror(errno),
                 (unsigned)address_port(&u->listener.bound));
    unit_map_pins(u);
    usermod_files_start(u);
    boot_run(&u->node, address_port(&u->listener.bound));
    usermod_files_begin(u);
}

void unit_wake_at(struct unit *u, uint64_t moment_ms)
{
    loop_set_timer_by(&u->process->loop, &u->timer, moment_ms);
}

void unit_after(struct unit *u)
{
    unit_take_edges(u);
    usermod_files_follow(u);
    if (u->node.wish == WISH_REBOOT)
        reboot(u);
    announce_follow(u);
    uint32_t wait_ms = rooms_poll(&u->node);
    if (u->sim.n_edges) // a command has moved a pin
        wait_ms = 0;
    if (wait_ms != UINT32_MAX)
        unit_wake_at(u, u->process->loop.clock_ms + wait_ms);
}

static void node_is_due(struct loop *l, struct loop_timer *t)
{
    struct unit *u = LOOP_OWNER(struct unit, timer, t);

    (void)l;
    tell_time(u);
    unit_after(u);
}

void unit_lost_serial(struct unit *u)
{
    struct loop *l = &u->process->loop;

    loop_set_timer(l, &u->serial_timer, l->clock_ms + LOOK_AGAIN_MS);
}

static void look_for_serial(struct loop *l, struct loop_timer *t)
{
    struct unit *u = LOOP_OWNER(struct unit, serial_timer, t);

    (void)l;
    if (console_serial(u))
        unit_lost_serial(u);
    else
        unit_after(u);
}

void unit_adopt(struct unit *u, struct conn *c)
{
    c->prev = 0;
    c->next = u->conns;
    if (u->conns)
        u->conns->prev = c;
    u->conns = c;
}

void unit_forget(struct unit *u, struct conn *c)
{
    if (c->prev)
        c->prev->next = c->next;
    else
        u->conns = c->next;
    if (c->next)
        c->next->prev = c->prev;
}

void unit_stop(struct unit *u)
{
    announce_stop(u);
    rooms_stop(unit_node(u));
    listener_close(&u->listener);
    loop_settle(&u->process->loop);
    while (u->conns)
        conn_drop(u->conns);
    usermod_files_stop(u);
    loop_stop_timer(&u->process->loop, &u->timer);
    loop_stop_timer(&u->process->loop, &u->serial_timer);
    dial_drop_all(u);
    loop_settle(&u->process->loop); // no round comes any more that would
    free(u->tasks);
    free(u->calls);
    free(u->parts);
    free(u->custom_pins);
    free(u);
}
