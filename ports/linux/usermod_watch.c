// One inotify descriptor for all nodes of the process.
#include "usermod_watch.h"
#include "unit.h"
#include "usermod_files.h"
#include "usermod_look.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { EVENT_BYTES = 4096 };

// A file counts when it was closed, so a file that is still being written is ignored.
enum { WANTED = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR };

struct usermod_inotify {
    struct watch watch;
    struct process *process;
};

static struct unit *unit_of(const struct process *p, int folder_watch)
{
    for (unsigned i = 0; i < p->options->count; i++)
        if (p->units[i] && p->units[i]->usermod_files &&
            p->units[i]->usermod_files->folder_watch == folder_watch)
            return p->units[i];
    return NULL;
}

static void look_everywhere(const struct process *p)
{
    for (unsigned i = 0; i < p->options->count; i++)
        if (p->units[i] && p->units[i]->usermod_files)
            usermod_look_at_all(p->units[i]);
}

static void usermod_watch_take(const struct process *p, const struct inotify_event *e)
{
    if (e->mask & IN_Q_OVERFLOW) {
        look_everywhere(p);
        return;
    }
    struct unit *u = unit_of(p, e->wd);
    if (!u)
        return;
    if (e->mask & IN_IGNORED) { // the folder itself is gone
        u->usermod_files->folder_watch = -1;
        usermod_look_at_all(u);
    } else if (e->len) {
        usermod_look(u, e->name);
    }
    unit_wake_at(u, p->loop.clock_ms);
}

static void usermod_watch_ready(struct loop *l, struct watch *w, uint32_t events)
{
    const struct usermod_inotify *i = (struct usermod_inotify *)w;

    _Alignas(struct inotify_event) char bytes[EVENT_BYTES];

    (void)l;
    (void)events;
    ssize_t n = read(w->fd, bytes, sizeof bytes); // the rest comes in the next round
    for (char *at = bytes; n > 0 && at < bytes + n;) {
        const struct inotify_event *e = (const struct inotify_event *)at;
        usermod_watch_take(i->process, e);
        at += sizeof *e + e->len;
    }
}

static struct usermod_inotify *open_one(struct process *p)
{
    struct usermod_inotify *i = calloc(1, sizeof *i);

    if (!i)
        return NULL;
    *i = (struct usermod_inotify){ { inotify_init1(IN_NONBLOCK | IN_CLOEXEC), usermod_watch_ready },
                                   p };
    if (i->watch.fd >= 0 && !loop_add(&p->loop, &i->watch, EPOLLIN))
        return i;
    if (i->watch.fd >= 0)
        close(i->watch.fd);
    free(i);
    return NULL;
}

void usermod_watch(struct unit *u, const char *folder)
{
    struct process *p = u->process;

    if (!p->usermod_inotify)
        p->usermod_inotify = open_one(p);
    if (p->usermod_inotify)
        u->usermod_files->folder_watch =
            inotify_add_watch(p->usermod_inotify->watch.fd, folder, WANTED);
    if (!p->usermod_inotify || u->usermod_files->folder_watch < 0)
        node_log(unit_node(u), LOG_WARN, "[EXEC-WARNING] %s is not watched: %s", folder,
                 strerror(errno));
}

void usermod_unwatch(struct unit *u)
{
    if (u->process->usermod_inotify && u->usermod_files->folder_watch >= 0)
        (void)inotify_rm_watch(u->process->usermod_inotify->watch.fd,
                               u->usermod_files->folder_watch);
    u->usermod_files->folder_watch = -1;
}

void usermod_watch_end(struct process *p)
{
    if (!p->usermod_inotify)
        return;
    close(p->usermod_inotify->watch.fd);
    free(p->usermod_inotify);
    p->usermod_inotify = NULL;
}
