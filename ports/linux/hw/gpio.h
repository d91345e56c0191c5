// GPIO lines through the kernel's character device, user interface 2 (linux/gpio.h, Linux 5.10).
#ifndef LINUX_HW_GPIO_H
#define LINUX_HW_GPIO_H

#include "hw/board.h"
#include "kernel.h"
#include "line.h"

struct gpio {
    const struct kernel *kernel;
    int epoll;        // ready when an edge waits
    int fd[GPIO_MAX]; // of the line, or -1 if it is not taken
    uint32_t flags[GPIO_MAX];
};

// OK, or ERR_FULL with errno.
int gpio_init(struct gpio *g, const struct kernel *k);

// Takes a line as input or output, for PIN_IN..PIN_OUT or PIN_PULSE. An output starts low.
int gpio_take(struct gpio *g, unsigned gpio, enum pin_use use);
void gpio_release(struct gpio *g, unsigned gpio);

int gpio_read(const struct gpio *g, unsigned gpio);
int gpio_write(const struct gpio *g, unsigned gpio, bool high);
int gpio_watch(struct gpio *g, unsigned gpio, bool on);

// Takes the next edge of a watched line. False: none waits.
bool gpio_next_edge(struct gpio *g, unsigned *gpio, bool *high);

// Changes the flags of a line; an output gets that level. Returns OK, or an error, which was
// logged.
int gpio_configure(struct gpio *g, unsigned gpio, uint32_t flags, bool high);

#endif
