// Opens terminals.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include "terminal.h"

// A description of our own, so that not waiting for it does not change the one we share with
// others.
static int own_copy(int fd, int mode)
{
    char path[32];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int own = open(path, mode | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    return own >= 0 ? own : fcntl(fd, F_DUPFD_CLOEXEC, 3);
}

int terminal_console(struct unit *u)
{
    struct link_facts facts = { .kind = LINK_CONSOLE, .is_stream = true, .peer = "console" };
    int in = own_copy(STDIN_FILENO, O_RDONLY), out = own_copy(STDOUT_FILENO, O_WRONLY);

    if (in >= 0 && out >= 0 && conn_open(&u->process->loop, u, CONN_CONSOLE, in, out, &facts))
        return 0;
    fprintf(stderr, "micros-node: --console needs a terminal or a pipe: %s\n", strerror(errno));
    return -1;
}

static speed_t speed_of(unsigned baud)
{
    static const struct {
        unsigned baud;
        speed_t speed;
    } rows[] = {
        { 9600, B9600 },     { 19200, B19200 },   { 38400, B38400 },   { 57600, B57600 },
        { 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].baud == baud)
            return rows[i].speed;
    return B0;
}

int terminal_serial(struct unit *u)
{
    const struct options *o = u->process->options;
    char peer[CFG_PEER_MAX];
    struct link_facts facts = { .kind = LINK_CONSOLE, .is_stream = true, .peer = peer };
    struct termios t;
    int fd = open(o->serial, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0)
        return -1;
    snprintf(peer, sizeof peer, "serial %s", o->serial);
    if (!tcgetattr(fd, &t)) {
        cfmakeraw(&t);
        t.c_cflag |= CLOCAL | CREAD;
        cfsetispeed(&t, speed_of(o->baud));
        cfsetospeed(&t, speed_of(o->baud));
        tcsetattr(fd, TCSANOW, &t);
    }
    if (conn_open(&u->process->loop, u, CONN_SERIAL, fd, fd, &facts))
        return 0;
    int err = errno;
    close(fd);
    errno = err;
    return -1;
}

int terminal_serial_first(struct unit *u)
{
    const struct options *o = u->process->options;
    bool has_speed = speed_of(o->baud) != B0;

    if (has_speed && !terminal_serial(u))
        return 0;
    fprintf(stderr, "micros-node: --serial %s: %s\n", o->serial,
            has_speed ? strerror(errno) : "the baud rate is not one of 9600 to 921600");
    return -1;
}
