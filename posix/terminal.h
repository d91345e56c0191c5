// Terminals and serial devices, opened so that nothing waits for them.
#ifndef POSIX_TERMINAL_H
#define POSIX_TERMINAL_H

#include <stdbool.h>
#include <sys/types.h>

// A description of our own of a descriptor, so that not waiting for it does not change the one that
// is shared with others. `mode` is O_RDONLY or O_WRONLY. -1 with errno.
int terminal_copy(int fd, int mode);

// As write, but never waits, whatever the descriptor is and however others opened it: -1 with
// EAGAIN where nothing is taken now. It may take less than it could.
ssize_t terminal_write(int fd, const void *data, size_t len);

// 9600 to 921600.
bool terminal_has_speed(unsigned baud);

// Opens a serial device or a pty: raw, 8N1. -1 with errno.
int terminal_open_serial(const char *path, unsigned baud);

#endif
