// This machine as a board: the hardware table of core/hw/hw.h on the kernel's interfaces. One node
// of the process may have it.
#ifndef LINUX_HW_MACHINE_H
#define LINUX_HW_MACHINE_H

#include "guard.h"
#include "kernel.h"
#include "wiring.h"

struct machine {
    struct hw hw;         // hand &machine->hw to the node
    struct wiring wiring; // its `board` too
    struct kernel kernel;
    struct guard guard;
    int epoll; // readable when machine_take_edge has something to do
    struct machine_parts *parts;
};

// Whether --board means a real board: a built-in board file, or a path.
bool machine_is_meant(const char *name);

// Reads the board file, and `more` after it where that is a file. OK, or a code after `why` was
// given the reason. Nothing is opened yet.
int machine_read_board(struct machine *m, const char *name, const char *more, struct out *why);

// Begins work; before the process has threads. OK, or a code with errno.
int machine_open(struct machine *m, void (*log)(void *ctx, enum log_level level, struct text line),
                 void *log_ctx);

// Frees every pin: no output drives it.
void machine_reset(struct machine *m);
void machine_close(struct machine *m);

// What programs may still have of the machine's memory; 0: not known.
int32_t machine_free_bytes(const struct machine *m);

// The address of the machine's first network interface. ERR_NOTSUP: it has none.
int machine_mac(const struct machine *m, uint8_t mac[6]);

// The next edge of a watched pin, for rooms_edge; does what is due besides. False: none waits.
bool machine_take_edge(struct machine *m, unsigned *gpio, bool *high);

#endif
