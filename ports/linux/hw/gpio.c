// Takes, configures and watches GPIO lines.
#include "gpio.h"
#include "guard.h"
#include "wiring.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { CHIPS_MAX = 32 };

int gpio_init(struct gpio *g, const struct kernel *k)
{
    g->kernel = k;
    g->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (unsigned i = 0; i < GPIO_MAX; i++)
        g->fd[i] = -1;
    return g->epoll < 0 ? ERR_FULL : OK;
}

static bool gpio_is_chip(const char *path, const char *label)
{
    struct gpiochip_info info;
    int fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return false;
    bool is_it = !ioctl(fd, GPIO_GET_CHIPINFO_IOCTL, &info) && !strcmp(info.label, label);
    close(fd);
    return is_it;
}

// Looks by label too, because chip numbers change with the kernel and labels do not.
static bool gpio_find_chip(const char *name, struct path *path)
{
    if (*name == '/') {
        *path = kernel_path("%s", name);
        return !access(name, F_OK);
    }
    for (unsigned i = 0; i < CHIPS_MAX; i++) {
        *path = kernel_path("/dev/gpiochip%u", i);
        if (gpio_is_chip(path->text, name))
            return true;
    }
    return false;
}

static int gpio_find_line(const struct gpio *g, unsigned gpio, struct path *chip, unsigned *offset)
{
    const struct wiring *w = g->kernel->wiring;
    const struct wire *x = wiring_at_gpio(w, NULL, WIRE_LINE, gpio);

    *offset = x ? x->number : gpio;
    if (x && gpio_find_chip(x->device, chip))
        return OK;
    const struct wire *first = wiring_next(w, NULL, WIRE_CHIP);
    for (const struct wire *c = first; c && !x; c = wiring_next(w, c, WIRE_CHIP))
        if (gpio_find_chip(c->device, chip))
            return OK;
    kernel_log(g->kernel, LOG_WARN,
               "[hardware] GPIO%u: no GPIO chip %s here, or no right to open /dev/gpiochip*", gpio,
               x       ? x->device
               : first ? first->device
                       : "is named by the board file; accepted: chip LABEL");
    return ERR_NOTSUP;
}

static uint32_t flags_of(enum pin_use use)
{
    switch (use) {
    case PIN_OUT:
    case PIN_PWM: return GPIO_OUTPUT;
    case PIN_IN_UP: return GPIO_INPUT | GPIO_PULL_UP;
    case PIN_IN_DOWN: return GPIO_INPUT | GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN;
    case PIN_IN: return GPIO_INPUT | GPIO_V2_LINE_FLAG_BIAS_DISABLED;
    default: return GPIO_INPUT; // bias stays as the board has it
    }
}

int gpio_take(struct gpio *g, unsigned gpio, enum pin_use use)
{
    struct path chip;
    unsigned offset;
    int err = gpio_find_line(g, gpio, &chip, &offset);

    if (err)
        return err;
    g->flags[gpio] = flags_of(use);
    g->fd[gpio] = line_request(chip.text, offset, g->flags[gpio]);
    if (g->fd[gpio] < 0) {
        struct path line = kernel_path("line %u of %s", offset, chip.text);
        return kernel_fault(g->kernel, "take", line.text);
    }
    if (use == PIN_OUT || use == PIN_PWM || use == PIN_PULSE)
        guard_line(g->kernel->guard, gpio, chip.text, offset);
    return OK;
}

// Makes the line an input first: what an output does after its release depends on the driver.
void gpio_release(struct gpio *g, unsigned gpio)
{
    if (g->fd[gpio] < 0)
        return;
    if (g->flags[gpio] & GPIO_OUTPUT) {
        (void)line_drive(g->fd[gpio], false);
        (void)gpio_configure(g, gpio, GPIO_INPUT, false);
    }
    close(g->fd[gpio]); // also removes it from epoll
    g->fd[gpio] = -1;
    guard_forget(g->kernel->guard, gpio);
}

int gpio_read(const struct gpio *g, unsigned gpio)
{
    struct gpio_v2_line_values values = { .mask = 1 };

    if (ioctl(g->fd[gpio], GPIO_V2_LINE_GET_VALUES_IOCTL, &values))
        return kernel_fault(g->kernel, "read GPIO", kernel_path("%u", gpio).text);
    return (int)(values.bits & 1);
}

int gpio_write(const struct gpio *g, unsigned gpio, bool high)
{
    if (line_drive(g->fd[gpio], high))
        return kernel_fault(g->kernel, "write GPIO", kernel_path("%u", gpio).text);
    return OK;
}

int gpio_configure(struct gpio *g, unsigned gpio, uint32_t flags, bool high)
{
    struct gpio_v2_line_config config = { .flags = flags };

    if (flags & GPIO_OUTPUT) {
        config.num_attrs = 1;
        config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
        config.attrs[0].attr.values = high;
        config.attrs[0].mask = 1;
    }
    if (ioctl(g->fd[gpio], GPIO_V2_LINE_SET_CONFIG_IOCTL, &config))
        return kernel_fault(g->kernel, "set up GPIO", kernel_path("%u", gpio).text);
    g->flags[gpio] = flags;
    return OK;
}

int gpio_watch(struct gpio *g, unsigned gpio, bool on)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = gpio };
    uint32_t flags = g->flags[gpio] & ~(uint32_t)GPIO_EDGES;

    if (flags & GPIO_OUTPUT)
        return ERR_IO;
    int err = gpio_configure(g, gpio, on ? flags | GPIO_EDGES : flags, false);
    if (err)
        return err;
    if (!epoll_ctl(g->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, g->fd[gpio], &event) ||
        errno == EEXIST || errno == ENOENT)
        return OK;
    return kernel_fault(g->kernel, "wait for GPIO", kernel_path("%u", gpio).text);
}

bool gpio_next_edge(struct gpio *g, unsigned *gpio, bool *high)
{
    struct epoll_event ready;
    struct gpio_v2_line_event edge;

    while (epoll_wait(g->epoll, &ready, 1, 0) == 1) {
        *gpio = ready.data.u32;
        if (read(g->fd[*gpio], &edge, sizeof edge) == (ssize_t)sizeof edge) {
            *high = edge.id == GPIO_V2_LINE_EVENT_RISING_EDGE;
            return true;
        }
        (void)gpio_watch(g, *gpio, false); // a line that cannot be read would always be ready
    }
    return false;
}
