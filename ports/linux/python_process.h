// A process of the system's python3 that runs the worker (engines/python), shut in.
#ifndef LINUX_PYTHON_PROCESS_H
#define LINUX_PYTHON_PROCESS_H

#include "posix/loop.h"
#include <stdint.h>
#include <sys/types.h>

struct python_process {
    struct watch exit; // its pidfd
    pid_t pid;
    int link;                    // the node's end of the conversation, never waits
    int output;                  // what it prints
    struct python_process *next; // of those that were killed and are not gone yet
    struct loop_work release;
};

// Starts one that may use so much address space. The two descriptors belong to the caller; the
// process is given back by python_process_stop. NULL: it says why not.
struct python_process *python_process_start(struct loop *l, uint32_t memory_mib, const char **why);

// Microseconds that it has had of a processor since its start.
uint64_t python_cpu_us(const struct python_process *p);

// Has the kernel end it when it has had `more_ms` more than used_us, and a second or two beyond.
void python_limit_cpu(const struct python_process *p, uint64_t used_us, uint32_t more_ms);

// Why its end of the conversation is closed, in words.
const char *python_end_reason(const struct python_process *p);

// Kills it, whatever it does. It is reaped, and the memory given back, when the kernel is done.
void python_process_stop(struct loop *l, struct python_process *p);

#endif
