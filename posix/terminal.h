// Opens terminals and serial devices so that nothing blocks on them.
#ifndef POSIX_TERMINAL_H
#define POSIX_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>

// Opens the target of a descriptor again, because O_NONBLOCK on a shared description would affect
// other programs. `mode` is O_RDONLY or O_WRONLY. Returns -1 with errno.
int terminal_copy(int fd, int mode);

// Same as write, but never blocks, whatever the descriptor is and however it was opened. -1 with
// EAGAIN: nothing is taken now. It may write less than possible.
ssize_t terminal_write(int fd, const void *data, size_t len);

// Whether the speed is supported: 9600 to 921600.
bool terminal_has_speed(unsigned baud);

// Opens a serial device or a pty: raw, 8N1. -1 with errno.
int terminal_open_serial(const char *path, unsigned baud);

#endif
