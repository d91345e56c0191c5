// Opens terminals.
#include "posix/terminal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

int terminal_copy(int fd, int mode)
{
    char path[32];

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int private_fd = open(path, mode | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (private_fd < 0)
        return fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return private_fd;
}

// If the descriptor could not be opened again, a long write may block. A pipe that is ready has
// room for this much, and a terminal for more.
enum { SHARED_MAX = 64 };

ssize_t terminal_write(int fd, const void *data, size_t len)
{
    struct pollfd p = { fd, POLLOUT, 0 };
    int flags = fcntl(fd, F_GETFL);

    if (flags >= 0 && flags & O_NONBLOCK)
        return write(fd, data, len);
    ssize_t n = send(fd, data, len, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n >= 0 || errno != ENOTSOCK)
        return n;
    if (poll(&p, 1, 0) > 0)
        return write(fd, data, len < SHARED_MAX ? len : SHARED_MAX);
    errno = EAGAIN;
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

bool terminal_has_speed(unsigned baud)
{
    return speed_of(baud) != B0;
}

int terminal_open_serial(const char *path, unsigned baud)
{
    struct termios t;
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0 || tcgetattr(fd, &t)) // not a terminal, so it has no speed
        return fd;
    cfmakeraw(&t);
    t.c_cflag |= CLOCAL | CREAD;
    cfsetispeed(&t, speed_of(baud));
    cfsetospeed(&t, speed_of(baud));
    tcsetattr(fd, TCSANOW, &t);
    return fd;
}
