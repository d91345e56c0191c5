// LEDs of the machine as outputs (Documentation/leds/leds-class.rst).
#ifndef LINUX_HW_LEDS_H
#define LINUX_HW_LEDS_H

#include "kernel.h"

struct led {
    struct path folder;
    char trigger[32]; // the kernel's trigger for it; restored at the end
    int64_t most;     // maximum brightness
};

int leds_take(struct led *l, const struct kernel *k, unsigned gpio);
int leds_read(const struct led *l, const struct kernel *k);
int leds_write(const struct led *l, const struct kernel *k, bool high);
void leds_release(const struct led *l, const struct kernel *k, unsigned gpio);

#endif
