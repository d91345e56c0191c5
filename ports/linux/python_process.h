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

// Kills it, whatever it does. It is reaped, and the memory given back, when the kernel is done.
void python_process_stop(struct loop *l, struct python_process *p);

#endif
