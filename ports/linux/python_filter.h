// A seccomp filter that limits what a worker may ask of the kernel. The worker installs it before
// it reads the user's file.
#ifndef LINUX_PYTHON_FILTER_H
#define LINUX_PYTHON_FILTER_H

#include <linux/filter.h>
#include <stddef.h>

enum { PYTHON_FILTER_MAX = 160 };

// Writes the filter for this machine. Returns the number of instructions; 0: this machine's system
// calls are unknown.
size_t python_filter(struct sock_filter filter[PYTHON_FILTER_MAX]);

#endif
