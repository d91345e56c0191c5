// What a worker may ask of the kernel: a seccomp filter, which the worker installs before it sees
// the user's file.
#ifndef LINUX_PYTHON_FILTER_H
#define LINUX_PYTHON_FILTER_H

#include <linux/filter.h>
#include <stddef.h>

enum { PYTHON_FILTER_MAX = 160 };

// Writes the filter for this machine; how many instructions, or 0: this machine's calls are not
// known.
size_t python_filter(struct sock_filter filter[PYTHON_FILTER_MAX]);

#endif
