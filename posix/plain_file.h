// Opens files, and nothing that only looks like one: a FIFO or a terminal would make the program
// wait for ever, a device would be changed by being opened.
#ifndef POSIX_PLAIN_FILE_H
#define POSIX_PLAIN_FILE_H

#include <stdio.h>

// As open(2) with `flags` and O_CLOEXEC, for a regular file; one that is made is for its owner
// only. A descriptor, or -1 and errno, for plain_file_error.
int plain_file_open(const char *path, int flags);

// As fopen(3) with mode "r", "w" or "a". NULL and errno, for plain_file_error.
FILE *plain_file_stream(const char *path, const char *mode);

// Words for an errno: as strerror(3), and that it is no regular file.
const char *plain_file_error(int err);

#endif
