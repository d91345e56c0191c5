// One node of the process: its start and end, what follows from its calls, its reboots.
#include "unit_life.h"
#include "announce.h"
#include "console.h"
#include "memory_disk.h"
#include "node/set.h"
#include "posix/address.h"
#include "posix/plain_file.h"
#include "process_log.h"
#include "unit_board.h"
#include "unit_port.h"
#include "usermod_files.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void start_node(struct unit *u)
{
    const struct options *o = u->process->options;
    struct node_facts facts = { o->board, u->mac, u->address, u->name[0] ? u->name : NULL,
                                o->level };

    unit_start_board(u);
    rooms_init(&u->node, &u->rooms, &u->port, &facts);
    (void)unit_node(u);
    node_trust_time(&u->node, timekeeper_is_trusted(&u->process->timekeeper));
    u->node.boot_ms = u->node.clock_ms; // log lines before the boot count from here
    u->node.forgets = u->memory != NULL;
    if (u->memory)
        node_log(&u->node, LOG_WARN,
                 "[STORE] %s cannot be written: what is set or kept is in memory, and ends with "
                 "this program",
                 u->root);
}

// The port from the command line, or else from the settings.
static struct sockaddr_storage wanted(const struct unit *u)
{
    struct sockaddr_storage a = u->listener.bound;

    if (!u->process->options->has_port)
        address_set_port(&a, (uint16_t)settings_int(&u->node.settings, KEY_socport));
    return a;
}

// Restarts in place. The listener stays unless the settings now ask for another port.
static void reboot(struct unit *u)
{
    rooms_stop(&u->node);
    usermod_files_stop(u);
    unit_empty_port(u);
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
    usermod_files_open(u);
    boot_run(&u->node, address_port(&u->listener.bound));
    usermod_files_start_all(u);
}

// After calls of the node: does what it wishes, and asks when it is due next.
static void unit_life_follow(struct unit *u)
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

static void follow_calls(struct loop *l, struct loop_work *w)
{
    (void)l;
    unit_life_follow(LOOP_OWNER(struct unit, follow, w));
}

static void node_is_due(struct loop *l, struct loop_timer *t)
{
    (void)l;
    (void)unit_call(LOOP_OWNER(struct unit, timer, t));
}

static void look_for_serial(struct loop *l, struct loop_timer *t)
{
    struct unit *u = LOOP_OWNER(struct unit, serial_timer, t);

    (void)l;
    if (console_serial(u))
        unit_lost_serial(u);
    else
        (void)unit_call(u);
}

// ---- start and end ----

// A node of a fleet has a name of that fleet, and its folder is below the fleet's folder.
static struct unit *named_unit(const struct options *o, unsigned index)
{
    size_t len = strlen(o->root) + sizeof "/node00000000000";
    struct unit *u = calloc(1, sizeof *u + len);

    if (!u)
        return NULL;
    if (o->count > 1) {
        snprintf(u->name, sizeof u->name, "node%05u", index + 1);
        snprintf(u->root, len, "%s/%s", o->root, u->name);
    } else {
        snprintf(u->root, len, "%s", o->root);
    }
    return u;
}

struct unit *unit_new(struct process *p, unsigned index)
{
    const struct options *o = p->options;
    struct unit *u = named_unit(o, index);

    if (!u) {
        process_say(p, "out of memory");
        return NULL;
    }
    bool is_new = access(u->root, F_OK) != 0, is_only_read = false;
    if (disk_make_folder(u->root) && !(is_only_read = errno == EROFS)) {
        process_say(p, "cannot use the folder %s: %s", u->root, strerror(errno));
        free(u);
        return NULL;
    }
    u->process = p;
    u->listener = (struct listener){ .watch = { .fd = -1 },
                                     .bound = address_plus(&o->listen, index),
                                     .loop = &p->loop,
                                     .ops = &conn_listener };
    u->follow.run = follow_calls;
    u->timer.due = node_is_due;
    u->serial_timer.due = look_for_serial;
    address_own(&u->listener.bound, u->address, sizeof u->address);
    disk_init(&u->disk, u->root, &p->reader);
    u->disk.defers_sync = is_new && o->count > 1 && !is_only_read;
    if (disk_check(&u->disk, SETTINGS_FILE)) { // without settings no client would need a password
        process_say(p, "cannot read the settings in %s/" SETTINGS_FILE ": %s", u->root,
                    plain_file_error(errno));
        free(u);
        return NULL;
    }
    u->memory = is_only_read ? memory_disk_new(&u->disk.disk) : NULL;
    filestore_init(&u->store, u->memory ? memory_disk_operations(u->memory) : &u->disk.disk);
    unit_fill_port(u);
    u->settings = (struct settings_place){ &u->store.blobs, &settings_json, u->settings_memory };
    unit_make_mac(u);
    start_node(u);
    return u;
}

static int apply_settings(struct unit *u)
{
    static const struct principal by_hand = { .right = RIGHT_ADMIN, .name = "--set" };
    const struct options *o = u->process->options;
    char reason[160];
    struct out why;

    for (unsigned i = 0; i < o->n_set; i++) {
        struct text value = text_of(o->set[i]), key = text_until(&value, '=');
        int err = set_value(&u->node, &by_hand, key, value);
        if (err < 0) {
            out_init(&why, reason, sizeof reason);
            set_why(&u->node, key, value, err, &why);
            process_say(u->process, "--set %.*s: %s", (int)key.len, key.p, reason);
            return 2;
        }
    }
    return 0;
}

// If this program has no right to the port in the settings, perhaps because another user set it,
// use the default port. A node that can be reached can be given a better port.
static bool listens_elsewhere(struct unit *u, struct sockaddr_storage *where)
{
    unsigned wanted_port = address_port(where);

    if (errno != EACCES || u->process->options->has_port)
        return false;
    address_set_port(where, (uint16_t)keys[KEY_socport].def);
    if (listener_open(&u->listener, where))
        return false;
    node_log(&u->node, LOG_ERROR,
             "[ socket server ] no right to listen on port %u (socport): port %u is used",
             wanted_port, (unsigned)address_port(where));
    return true;
}

int unit_start(struct unit *u)
{
    boot_load(&u->node);
    int status = apply_settings(u);
    struct sockaddr_storage where = wanted(u);
    char text[64];

    if (status)
        return status;
    if (listener_open(&u->listener, &where) && !listens_elsewhere(u, &where)) {
        address_text(&where, true, text, sizeof text);
        process_say(u->process,
                    "cannot listen on %s: %s; another address or port: --listen ADDR:PORT", text,
                    strerror(errno));
        return 1;
    }
    unit_map_pins(u);
    usermod_files_open(u);
    boot_run(&u->node, address_port(&u->listener.bound));
    usermod_files_start_all(u);
    announce_start(u);
    unit_life_follow(u);
    return 0;
}

void unit_trust_time(struct unit *u)
{
    node_trust_time(unit_call(u), timekeeper_is_trusted(&u->process->timekeeper));
}

void unit_stop(struct unit *u)
{
    struct loop *l = &u->process->loop;

    announce_stop(u);
    rooms_stop(unit_node(u));
    listener_close(&u->listener);
    loop_end_round(l);
    for (struct conn *c = u->conns, *after; c; c = after) {
        after = c->next;
        if (!c->stream.is_socket)
            conn_drop(c);
    }
    usermod_files_stop(u);
    unit_empty_port(u);
    loop_forget(l, &u->follow);
    loop_stop_timer(l, &u->timer);
    loop_stop_timer(l, &u->serial_timer);
}

void unit_free(struct unit *u)
{
    while (u->conns)
        conn_drop(u->conns);
    loop_end_round(&u->process->loop); // there will be no further round to do this
    memory_disk_free(u->memory);
    free(u->parts);
    free(u->custom_pins);
    free(u);
}
