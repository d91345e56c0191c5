// micros-node on Linux: joins the port, the core and the target's load modules.
#include "console.h"
#include "ending.h"
#include "posix/address.h"
#include "posix/plain_file.h"
#include "process_log.h"
#include "unit_life.h"
#include "usermod_watch.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct signals {
    struct watch watch;
    struct process *process;
};

// Writes the default root folder of a node: the XDG state folder.
static const char *default_root(char *path, size_t cap)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (state && *state)
        snprintf(path, cap, "%s/micros/node", state);
    else
        snprintf(path, cap, "%s/.local/state/micros/node", home ? home : ".");
    return path;
}

static void raise_limit(void)
{
    struct rlimit l;

    if (getrlimit(RLIMIT_NOFILE, &l))
        return;
    l.rlim_cur = l.rlim_max;
    setrlimit(RLIMIT_NOFILE, &l);
}

static int open_trace(struct process *p)
{
    const char *name = p->options->trace;

    if (!name || !output_open_file(&p->trace, &p->loop, name, true))
        return 0;
    fprintf(stderr, "micros-node: cannot write the trace to %s: %s\n", name, strerror(errno));
    return -1;
}

// Locks the root folder: two processes in one folder would overwrite each other's settings. A
// negative result means stop.
static int lock_root(const char *root)
{
    char path[512];

    if (disk_make_folder(root) && errno == EROFS)
        return 0; // nobody can write there
    if (disk_make_folder(root)) {
        fprintf(stderr, "micros-node: cannot use the folder %s: %s\n", root, strerror(errno));
        return -1;
    }
    // A fleet locks the folder above its nodes' folders. A single node of it takes a shared lock on
    // that.
    snprintf(path, sizeof path, "%s/../.lock", root);
    int above = plain_file_open(path, O_RDWR);
    bool is_free = above < 0 || !flock(above, LOCK_SH | LOCK_NB);
    snprintf(path, sizeof path, "%s/.lock", root);
    int fd = is_free ? plain_file_open(path, O_RDWR | O_CREAT) : -1;
    if (fd >= 0 && !flock(fd, LOCK_EX | LOCK_NB))
        return fd;
    fprintf(stderr, "micros-node: %s: %s\n", root,
            errno == EWOULDBLOCK
                ? "another micros-node uses this folder; give this one its own --root"
                : plain_file_error(errno));
    return -1;
}

static void signal_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct signals *s = (struct signals *)w;
    struct signalfd_siginfo info;

    (void)events;
    if (read(w->fd, &info, sizeof info) != sizeof info)
        return;
    // If the kernel sent it, the terminal on which this node runs was closed.
    if (info.ssi_code != SI_KERNEL)
        (void)process_log_open(s->process);
    else
        l->is_over = true;
}

static int catch_signals(struct signals *s, struct process *p)
{
    sigset_t set;

    signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    *s = (struct signals){ { signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC), signal_ready }, p };
    return loop_add(&p->loop, &s->watch, EPOLLIN) || ending_catch(&p->loop);
}

static void time_log(void *ctx, enum log_level level, struct text line)
{
    struct process *p = ctx;

    if (level <= p->options->level)
        process_log(p, NULL, level, line);
}

static void time_changed(void *ctx)
{
    struct process *p = ctx;

    for (unsigned i = 0; i < p->options->count; i++)
        unit_trust_time(p->units[i]);
}

static int keep_time(struct process *p)
{
    p->timekeeper = (struct timekeeper){ .loop = &p->loop,
                                         .system_clock = p->options->system_clock,
                                         .ctx = p,
                                         .changed = time_changed,
                                         .log = time_log };
    if (!timekeeper_start(&p->timekeeper))
        return 0;
    fprintf(stderr, "micros-node: cannot wait for the time: %s\n", strerror(errno));
    return -1;
}

// Simulated fleets, and nodes that only this machine can reach, ask no time server.
static void ask_for_time(struct process *p)
{
    const struct options *o = p->options;
    const struct settings *s = &p->units[0]->node.settings;
    bool is_alone = o->count > 1 || address_is_loopback(&o->listen);

    if (o->ntp || is_alone || !settings_is_set(s, KEY_ntp))
        timekeeper_ask(&p->timekeeper, text_of(o->ntp ? o->ntp : ""));
    else
        timekeeper_ask(&p->timekeeper, settings_text(s, KEY_ntp));
    process_log_write(p);
}

static void machine_log(void *ctx, enum log_level level, struct text line)
{
    struct process *p = ctx;

    if (level <= p->options->level)
        process_log(p, NULL, level, line);
}

static void pins_ready(struct loop *l, struct watch *w, uint32_t events)
{
    struct process *p = (struct process *)((char *)l - offsetof(struct process, loop));

    (void)w;
    (void)events;
    (void)unit_call(p->units[0]);
}

// Opens this machine's pins if the options ask for them. The file pins.board in the node's folder
// replaces lines of the board file.
static int open_machine(struct process *p, struct options *o, struct machine *m)
{
    char more[512], reason[256];
    struct out why;

    if (!o->board_file)
        return 0;
    out_init(&why, reason, sizeof reason);
    snprintf(more, sizeof more, "%s/pins.board", o->root);
    if (machine_read_board(m, o->board_file, more, &why)) {
        struct text said = out_written(&why);
        fprintf(stderr, "micros-node: %.*s\n", (int)said.len, said.p);
        return -1;
    }
    o->board = &m->wiring.board;
    p->machine = m;
    if (machine_open(m, machine_log, p)) {
        fprintf(stderr, "micros-node: cannot use this machine's pins: %s\n", strerror(errno));
        return -1;
    }
    p->pins = (struct watch){ m->epoll, pins_ready };
    return loop_add(&p->loop, &p->pins, EPOLLIN);
}

static void announce(const struct options *o, const struct unit *first)
{
    FILE *f = o->console ? stderr : stdout; // on a console, stdout belongs to the session
    char where[64];

    address_text(&first->listener.bound, true, where, sizeof where);
    fprintf(f, "listening on %s", where);
    if (o->count > 1)
        fprintf(f, " and the %u addresses after it", o->count - 1);
    fputc('\n', f);
    fflush(f);
}

static int start_terminals(struct unit *u, const struct options *o)
{
    if (o->console && console_open(u))
        return 1;
    return o->serial && console_serial_first(u) ? 1 : 0;
}

// With port 0 the system chooses a port for the first node. The others use the same port on their
// addresses.
static void share_port(struct options *o, const struct unit *first)
{
    if (o->listen.ss_family == AF_INET6)
        ((struct sockaddr_in6 *)&o->listen)->sin6_port =
            ((const struct sockaddr_in6 *)&first->listener.bound)->sin6_port;
    else
        ((struct sockaddr_in *)&o->listen)->sin_port =
            ((const struct sockaddr_in *)&first->listener.bound)->sin_port;
}

// New nodes of a fleet were written without a sync each. One sync here replaces thousands.
static int sync_new(const struct options *o, struct unit **units)
{
    bool any = false;

    for (unsigned i = 0; i < o->count; i++) {
        any |= units[i]->disk.defers_sync;
        units[i]->disk.defers_sync = false;
    }
    if (!any || !disk_sync_all(o->root))
        return 0;
    fprintf(stderr, "micros-node: cannot write below %s: %s\n", o->root, strerror(errno));
    return 1;
}

static int start_units(struct process *p, struct options *o, struct unit **units)
{
    for (unsigned i = 0; i < o->count; i++) {
        units[i] = unit_new(p, i);
        if (!units[i])
            return 1;
        int status = start_terminals(units[i], o);
        if (!status)
            status = unit_start(units[i]);
        if (status)
            return status;
        if (!i)
            share_port(o, units[0]);
    }
    if (sync_new(o, units))
        return 1;
    process_log_write(p);
    announce(o, units[0]);
    return 0;
}

// A node also works if nobody can find it by name.
static void start_mdns(struct process *p)
{
    if (p->options->mdns && mdns_open(&p->mdns, &p->loop))
        fprintf(stderr, "micros-node: not announced by multicast DNS: UDP port 5353: %s\n",
                strerror(errno));
}

// If one of the first three descriptors is closed, a file of the node could get its number, and
// printed text would go into that file. So they are opened.
static void hold_standard_descriptors(void)
{
    int fd;

    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

static bool has_links(const struct options *o, struct unit *const *units)
{
    for (unsigned i = 0; i < o->count; i++)
        if (units[i] && units[i]->conns)
            return true;
    return false;
}

// Stops all nodes. Then gives their clients the time that streams give a peer after the last bytes.
static void stop_units(struct process *p, struct unit **units)
{
    const struct options *o = p->options;

    for (unsigned i = 0; i < o->count; i++)
        if (units[i])
            unit_stop(units[i]);
    loop_clock(&p->loop);
    uint64_t until_ms = p->loop.clock_ms + STREAM_QUIET_MS;
    while (has_links(o, units) && p->loop.clock_ms < until_ms &&
           !loop_round(&p->loop, (int)(until_ms - p->loop.clock_ms)))
        ;
    for (unsigned i = 0; i < o->count; i++)
        if (units[i])
            unit_free(units[i]);
}

int main(int argc, char **argv)
{
    struct options o;
    struct process p = { .options = &o, .log.watch.fd = -1, .trace.watch.fd = -1 };
    struct signals signals;
    char root[512];
    struct machine machine;

    hold_standard_descriptors();
    options_read(&o, argc, argv);
    if (!o.root)
        o.root = default_root(root, sizeof root);
    raise_limit();
    if (loop_init(&p.loop) || catch_signals(&signals, &p) || process_log_open(&p) ||
        open_trace(&p) || lock_root(o.root) < 0 || open_machine(&p, &o, &machine) || keep_time(&p))
        return 1;
    struct unit **units = p.units = calloc(o.count, sizeof *units);
    if (!units) {
        fprintf(stderr, "micros-node: out of memory\n");
        return 1;
    }
    start_mdns(&p);
    int status = start_units(&p, &o, units);
    loop_end_round(&p.loop);
    if (!status) {
        ask_for_time(&p);
        loop_run(&p.loop);
    }
    timekeeper_stop(&p.timekeeper);
    stop_units(&p, units);
    usermod_watch_end(&p);
    mdns_close(&p.mdns);
    loop_end_round(&p.loop);
    if (p.machine)
        machine_close(p.machine);
    output_close(&p.log);
    output_close(&p.trace);
    loop_free(&p.loop);
    free(units);
    return status;
}
