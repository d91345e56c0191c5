// A child process that outlives this one for a moment: when this one ends in any way, killed too,
// it switches off what was left on. The kernel lets a sysfs PWM run on for ever, and some GPIO
// drivers keep the level of an output that nobody holds any more.
#ifndef LINUX_HW_GUARD_H
#define LINUX_HW_GUARD_H

#include "hw/board.h"

struct guarded;

struct guard {
    struct guarded *table; // shared with the child; a row a GPIO
    int pipe;              // whose end tells the child
    int child;
};

// OK, or ERR_FULL with errno. Before the process has threads.
int guard_start(struct guard *g);

// From now on line `offset` of a GPIO chip is to become an input at the end.
void guard_line(struct guard *g, unsigned gpio, const char *chip, unsigned offset);

// From now on "0" is to be written to a file at the end.
void guard_file(struct guard *g, unsigned gpio, const char *path);

void guard_forget(struct guard *g, unsigned gpio);

// Ends the child, which first does what was not forgotten.
void guard_stop(struct guard *g);

#endif
