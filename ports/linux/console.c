// Opens terminals for sessions.
#include "console.h"
#include "posix/terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int console_open(struct unit *u)
{
    struct link_facts facts = { .kind = LINK_CONSOLE, .is_stream = true, .peer = "console" };
    int in = terminal_copy(STDIN_FILENO, O_RDONLY), out = terminal_copy(STDOUT_FILENO, O_WRONLY);

    if (in >= 0 && out >= 0 && conn_open(&u->process->loop, u, CONN_CONSOLE, in, out, &facts))
        return 0;
    fprintf(stderr, "micros-node: --console needs a terminal or a pipe: %s\n", strerror(errno));
    return -1;
}

int console_serial(struct unit *u)
{
    const struct options *o = u->process->options;
    char peer[CFG_PEER_MAX];
    struct link_facts facts = { .kind = LINK_CONSOLE, .is_stream = true, .peer = peer };
    int fd = terminal_open_serial(o->serial, o->baud);

    if (fd < 0)
        return -1;
    snprintf(peer, sizeof peer, "serial %s", o->serial);
    if (conn_open(&u->process->loop, u, CONN_SERIAL, fd, fd, &facts))
        return 0;
    int err = errno;
    close(fd);
    errno = err;
    return -1;
}

int console_serial_first(struct unit *u)
{
    const struct options *o = u->process->options;
    bool has_speed = terminal_has_speed(o->baud);

    if (has_speed && !console_serial(u))
        return 0;
    fprintf(stderr, "micros-node: --serial %s: %s\n", o->serial,
            has_speed ? strerror(errno) : "the baud rate is not one of 9600 to 921600");
    return -1;
}
