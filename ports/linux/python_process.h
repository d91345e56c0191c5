// A sandboxed process of the system's python3 that runs the worker (engines/python).
#ifndef LINUX_PYTHON_PROCESS_H
#define LINUX_PYTHON_PROCESS_H

#include "posix/loop.h"
#include <stdint.h>
#include <sys/types.h>

struct python_process {
    struct watch exit; // its pidfd
    pid_t pid;
    int link;                    // the node's end of the socket pair, non-blocking
    int output;                  // what it prints
    struct python_process *next; // of killed processes that still exist
    struct loop_work release;
};

// Starts a process with a limit for its address space. The caller owns both descriptors; end the
// process with python_process_stop. NULL: `why` has the reason.
struct python_process *python_process_start(struct loop *l, uint32_t memory_mib, const char **why);

// CPU time since its start, in microseconds.
uint64_t python_cpu_us(const struct python_process *p);

// Makes the kernel end it after `more_ms` of CPU time beyond used_us, and a second or two more.
void python_limit_cpu(const struct python_process *p, uint64_t used_us, uint32_t more_ms);

// Why its end of the link is closed, as text.
const char *python_end_reason(const struct python_process *p);

// Kills it in any state. When the kernel is done, it is reaped and its memory freed.
void python_process_stop(struct loop *l, struct python_process *p);

#endif
