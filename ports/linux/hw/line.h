// One line of a GPIO chip through the kernel's character device, user interface 2 (linux/gpio.h,
// Linux 5.10).
#ifndef LINUX_HW_LINE_H
#define LINUX_HW_LINE_H

#include <linux/gpio.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    GPIO_INPUT = GPIO_V2_LINE_FLAG_INPUT,
    GPIO_OUTPUT = GPIO_V2_LINE_FLAG_OUTPUT,
    GPIO_PULL_UP = GPIO_V2_LINE_FLAG_BIAS_PULL_UP,
    GPIO_EDGES = GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING,
};

// Returns a descriptor for one line of a chip, or -1 with errno. The flags are those of
// linux/gpio.h.
int line_request(const char *chip, unsigned offset, uint32_t flags);

// Sets the level of a line's descriptor.
int line_drive(int fd, bool high);

#endif
