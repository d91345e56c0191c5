// Opens regular files only. A FIFO or a terminal could block the program, and opening a device
// could change it. Reads and writes whole files, even if a signal or a file system interrupts a
// call.
#ifndef POSIX_PLAIN_FILE_H
#define POSIX_PLAIN_FILE_H

#include <stdio.h>
#include <sys/types.h>

// Same as open(2) with `flags` and O_CLOEXEC, but only for a regular file. A new file is accessible
// to its owner only. Returns a descriptor. -1 with errno: see plain_file_error.
int plain_file_open(const char *path, int flags);

// Writes everything. Returns 0, or -1 with errno.
int plain_file_write(int fd, const char *data, size_t len);

// Reads `cap` bytes from `offset`, or all that are there. Returns how many, or -1 with errno.
ssize_t plain_file_read(int fd, char *buf, size_t cap, off_t offset);

// Same as fsync(2). Returns 0, or -1 with errno.
int plain_file_sync(int fd);

// Same as close(2), without EINTR, as the descriptor is closed then too. Returns 0, or -1 with
// errno.
int plain_file_close(int fd);

// Makes the names in a folder durable. Returns 0, or -1 with errno.
int plain_file_sync_folder(const char *path);

// Same as fopen(3) with mode "r", "w" or "a". NULL with errno: see plain_file_error.
FILE *plain_file_stream(const char *path, const char *mode);

// The text of an errno value: that of strerror(3), or that it is not a regular file.
const char *plain_file_error(int err);

#endif
