// Opens files, and nothing that only looks like one: a FIFO or a terminal would make the program
// wait for ever, a device would be changed by being opened. Reads and writes them whole, whatever
// signal or file system stops a call half-way.
#ifndef POSIX_PLAIN_FILE_H
#define POSIX_PLAIN_FILE_H

#include <stdio.h>
#include <sys/types.h>

// As open(2) with `flags` and O_CLOEXEC, for a regular file; one that is made is for its owner
// only. A descriptor, or -1 and errno, for plain_file_error.
int plain_file_open(const char *path, int flags);

// Writes all of it: 0, or -1 and errno.
int plain_file_write(int fd, const char *data, size_t len);

// Reads `cap` bytes from `offset` or all that there is; returns how many, or -1 and errno.
ssize_t plain_file_read(int fd, char *buf, size_t cap, off_t offset);

// As fsync(2): 0, or -1 and errno.
int plain_file_sync(int fd);

// As close(2), without EINTR: the descriptor is closed then, too. 0, or -1 and errno.
int plain_file_close(int fd);

// Makes the names in a folder durable: 0, or -1 and errno.
int plain_file_sync_folder(const char *path);

// As fopen(3) with mode "r", "w" or "a". NULL and errno, for plain_file_error.
FILE *plain_file_stream(const char *path, const char *mode);

// Words for an errno: as strerror(3), and that it is no regular file.
const char *plain_file_error(int err);

#endif
