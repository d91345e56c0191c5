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
    struct link link = { .kind = LINK_CONSOLE, .is_stream = true, .peer = "console" };
    int in = own_copy(STDIN_FILENO, O_RDONLY), out = own_copy(STDOUT_FILENO, O_WRONLY);

    if (in >= 0 && out >= 0 && conn_open(&u->process->loop, u, CONN_CONSOLE, in, out, &link))
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

int terminal_serial(struct unit *u, const char *device, unsigned baud)
{
    char peer[CFG_PEER_MAX];
    struct link link = { .kind = LINK_CONSOLE, .is_stream = true, .peer = peer };
    speed_t speed = speed_of(baud);
    struct termios t;
    int fd = speed == B0 ? -1 : open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

    snprintf(peer, sizeof peer, "serial %s", device);
    if (fd >= 0 && !tcgetattr(fd, &t)) {
        cfmakeraw(&t);
        t.c_cflag |= CLOCAL | CREAD;
        cfsetispeed(&t, speed);
        cfsetospeed(&t, speed);
        tcsetattr(fd, TCSANOW, &t);
    }
    if (fd >= 0 && conn_open(&u->process->loop, u, CONN_SERIAL, fd, fd, &link))
        return 0;
    fprintf(stderr, "micros-node: --serial %s: %s\n", device,
            speed == B0 ? "the baud rate is not one of 9600 to 921600" : strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}
