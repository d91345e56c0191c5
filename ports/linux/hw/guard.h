// A child process that survives this one for a moment. However this process ends, even if it is
// killed, the child switches off what was left on. Without that, the kernel leaves a sysfs PWM
// running, and some GPIO drivers keep the level of an output after its release.
#ifndef LINUX_HW_GUARD_H
#define LINUX_HW_GUARD_H

#include "hw/board.h"

struct guarded;

struct guard {
    struct guarded *table; // shared with the child; one row per GPIO
    int pipe;              // tells the child when it is closed
    int child;
};

// Returns OK, or ERR_FULL with errno. Call it before the process has threads.
int guard_start(struct guard *g);

// From now on, line `offset` of a GPIO chip will be made an input at the end.
void guard_line(struct guard *g, unsigned gpio, const char *chip, unsigned offset);

// From now on, "0" will be written to a file at the end.
void guard_file(struct guard *g, unsigned gpio, const char *path);

void guard_forget(struct guard *g, unsigned gpio);

// Ends the child. Before that it does everything that is still registered.
void guard_stop(struct guard *g);

#endif
