// This machine as a board: implements the hardware table of core/hw/hw.h with the kernel's
// interfaces. Only one node of the process may use it.
#ifndef LINUX_HW_MACHINE_H
#define LINUX_HW_MACHINE_H

#include "guard.h"
#include "kernel.h"
#include "wiring.h"

struct machine {
    struct hw hw;         // give &machine->hw to the node
    struct wiring wiring; // contains its `board`
    struct kernel kernel;
    struct guard guard;
    int epoll; // readable when machine_take_edge has work
    struct machine_parts *parts;
};

// Whether --board means a real board: a built-in board file or a path.
bool machine_is_meant(const char *name);

// Reads the board file, and after it `more` if that file exists. Returns OK, or an error with the
// reason in `why`. Opens nothing yet.
int machine_read_board(struct machine *m, const char *name, const char *more, struct out *why);

// Starts the backend. Call it before the process has threads. Returns OK, or an error with errno.
int machine_open(struct machine *m, void (*log)(void *ctx, enum log_level level, struct text line),
                 void *log_ctx);

// Frees every pin, so that no output drives it.
void machine_reset(struct machine *m);
void machine_close(struct machine *m);

// How much of the machine's memory programs can still get; 0: unknown.
int32_t machine_free_bytes(const struct machine *m);

// The MAC address of the machine's first network interface. ERR_NOTSUP: it has none.
int machine_mac(const struct machine *m, uint8_t mac[6]);

// Takes the next edge of a watched pin, to pass to rooms_edge. Also does other work that is due.
// False: none waits.
bool machine_take_edge(struct machine *m, unsigned *gpio, bool *high);

#endif
