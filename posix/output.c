// Writes lines as far as the reader takes them.
#include "posix/output.h"
#include "posix/terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEEP_BYTES = 4096, LAST_WORDS_MS = 100 };

static void wait_for_room(struct output *o, bool waits)
{
    if (o->is_file || waits == o->is_waiting)
        return;
    if (waits)
        waits = !loop_add(o->loop, &o->watch, EPOLLOUT);
    else
        loop_remove(o->loop, &o->watch);
    o->is_waiting = waits;
}

static void output_has_room(struct loop *l, struct watch *w, uint32_t events)
{
    struct output *o = LOOP_OWNER(struct output, watch, w);

    (void)l;
    (void)events;
    output_write(o);
    if (buffer_waiting(&o->unsent) && events & EPOLLERR) // nobody reads any more
        buffer_clear(&o->unsent, 0);
    wait_for_room(o, buffer_waiting(&o->unsent));
}

static void output_is_due(struct loop *l, struct loop_work *w)
{
    (void)l;
    output_write(LOOP_OWNER(struct output, work, w));
}

static int start_output(struct output *o, struct loop *l, int fd)
{
    struct stat s;

    if (fd < 0)
        return -1;
    *o = (struct output){ .watch = { fd, output_has_room },
                          .loop = l,
                          .work = { .run = output_is_due },
                          .is_file = !fstat(fd, &s) && S_ISREG(s.st_mode) };
    return 0;
}

int output_open(struct output *o, struct loop *l, int fd)
{
    return start_output(o, l, terminal_copy(fd, O_WRONLY | O_APPEND));
}

int output_open_file(struct output *o, struct loop *l, const char *path, bool is_emptied)
{
    int flags = O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = open(path, O_WRONLY | flags | (is_emptied ? O_TRUNC : 0), 0666);

    if (fd < 0 && errno == ENXIO) // a FIFO without reader so far
        fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return start_output(o, l, fd);
}

static bool output_keep(struct output *o, const char *line, size_t len)
{
    return buffer_waiting(&o->unsent) + len <= OUTPUT_UNSENT_MAX &&
           buffer_add(&o->unsent, line, len);
}

// Returns true when no dropped lines remain to be reported.
static bool output_tell_left_out(struct output *o)
{
    char line[80];
    int len = snprintf(line, sizeof line, "(%u lines are left out here: nobody took them)\n",
                       o->left_out);

    if (o->left_out && !output_keep(o, line, (size_t)len))
        return false;
    o->left_out = 0;
    return true;
}

void output_line(struct output *o, const char *line, size_t len)
{
    if (o->watch.fd < 0)
        return;
    if (!output_tell_left_out(o) || !output_keep(o, line, len))
        o->left_out++;
    loop_last(o->loop, &o->work);
}

static ssize_t write_what_waits(const struct output *o)
{
    size_t len = buffer_waiting(&o->unsent);

    if (!len)
        return 0;
    const char *data = buffer_front(&o->unsent);
    return o->is_file ? write(o->watch.fd, data, len) : terminal_write(o->watch.fd, data, len);
}

static bool posix_output_write_some(struct output *o)
{
    struct buffer *b = &o->unsent;
    ssize_t n = write_what_waits(o);

    if (n > 0)
        buffer_take(b, (size_t)n);
    if (n < 0 && errno == EPIPE) // nobody will ever read this
        buffer_clear(b, 0);
    return n > 0 || (n < 0 && errno == EINTR);
}

void output_write(struct output *o)
{
    if (o->watch.fd < 0)
        return;
    while (posix_output_write_some(o))
        ;
    if (!buffer_waiting(&o->unsent)) {
        buffer_clear(&o->unsent, KEEP_BYTES);
        if (o->left_out && output_tell_left_out(o))
            while (posix_output_write_some(o))
                ;
    }
    wait_for_room(o, buffer_waiting(&o->unsent));
}

void output_close(struct output *o)
{
    struct pollfd p = { o->watch.fd, POLLOUT, 0 };

    if (o->watch.fd < 0)
        return;
    output_write(o);
    if (buffer_waiting(&o->unsent) && !o->is_file && poll(&p, 1, LAST_WORDS_MS) > 0)
        output_write(o);
    wait_for_room(o, false);
    loop_forget(o->loop, &o->work);
    close(o->watch.fd);
    o->watch.fd = -1;
    buffer_clear(&o->unsent, 0);
}
