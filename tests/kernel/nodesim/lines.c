// SPDX-License-Identifier: GPL-2.0
// A GPIO chip whose lines go to sensors that answer pulses. A thread gives the answer, once
// somebody listens, and whoever waits for an edge gets it before the next one comes: an emulated
// machine is too slow for less. The first edges can be lost (lines_lost), as a machine loses them
// that is still busy turning the line around.
#include "lines.h"
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/gpio/driver.h>
#include <linux/irq.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <uapi/linux/sched/types.h>

enum { LISTENING_MS = 100 };

static const struct line_sensor *const sensors[] = { &dht22, &hcsr04 };
static struct task_struct *threads[ARRAY_SIZE(sensors)];
static struct completion asked[ARRAY_SIZE(sensors)];
static s64 question_us[ARRAY_SIZE(sensors)];
static struct gpio_chip chip;
static bool level[LINES] = { [LINE_DHT22] = true };
static bool is_output[LINES], is_heard[LINES];
static ktime_t driven_at, put_at;
static u32 lost_edges, to_lose;

static void drive(unsigned int line, bool high)
{
    s64 us = ktime_us_delta(ktime_get(), driven_at);

    if (level[line] == high)
        return;
    level[line] = high;
    driven_at = ktime_get();
    for (unsigned int i = 0; i < ARRAY_SIZE(sensors); i++) {
        if (sensors[i]->asked_at != line || high == sensors[i]->question)
            continue;
        question_us[i] = us;
        complete(&asked[i]);
    }
}

static void put(unsigned int line, bool high)
{
    if (is_output[line] || level[line] == high)
        return;
    level[line] = high;
    put_at = ktime_get();
    if (to_lose)
        to_lose--;
    else if (is_heard[line])
        generic_handle_irq_safe(irq_find_mapping(chip.irq.domain, line));
    cond_resched(); // the thread of the interrupt reads the level
}

void line_hold(unsigned int line, bool high, unsigned int us)
{
    ktime_t due;

    put(line, high);
    due = ktime_add_us(put_at, us);
    while (ktime_before(ktime_get(), due))
        cpu_relax();
    put(line, !high);
}

// The kernel drops edges until the call that asks for them has returned: a moment more.
static void wait_for_listener(unsigned int line)
{
    bool was_heard = false;

    for (int ms = 0; ms < LISTENING_MS && !was_heard; ms++) {
        was_heard = is_heard[line];
        usleep_range(1000, 1000);
    }
}

static int give_answers(void *data)
{
    unsigned int i = (unsigned int)(uintptr_t)data;
    const struct line_sensor *s = sensors[i];

    sched_set_fifo_low(current); // below the threads of interrupts
    while (!kthread_should_stop()) {
        if (!wait_for_completion_timeout(&asked[i], HZ))
            continue;
        wait_for_listener(s->answers_at);
        to_lose = lost_edges;
        put_at = ktime_get();
        s->answer((unsigned int)question_us[i]);
    }
    return 0;
}

static int get_direction(struct gpio_chip *c, unsigned int line)
{
    return is_output[line] ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
}

// The DHT22's line has a pull-up; the others are low at rest.
static int be_input(struct gpio_chip *c, unsigned int line)
{
    is_output[line] = false;
    drive(line, line == LINE_DHT22);
    return 0;
}

static int be_output(struct gpio_chip *c, unsigned int line, int high)
{
    is_output[line] = true;
    drive(line, high);
    return 0;
}

static int get(struct gpio_chip *c, unsigned int line)
{
    return level[line];
}

static void set(struct gpio_chip *c, unsigned int line, int high)
{
    drive(line, high);
}

static void mask(struct irq_data *d)
{
    is_heard[irqd_to_hwirq(d)] = false;
    gpiochip_disable_irq(&chip, irqd_to_hwirq(d));
}

static void unmask(struct irq_data *d)
{
    gpiochip_enable_irq(&chip, irqd_to_hwirq(d));
    is_heard[irqd_to_hwirq(d)] = true;
}

static int set_type(struct irq_data *d, unsigned int type)
{
    return type & ~IRQ_TYPE_EDGE_BOTH ? -EINVAL : 0;
}

static const struct irq_chip edges = { .name = "nodesim-lines",
                                       .irq_mask = mask,
                                       .irq_unmask = unmask,
                                       .irq_set_type = set_type,
                                       .flags = IRQCHIP_IMMUTABLE,
                                       GPIOCHIP_IRQ_RESOURCE_HELPERS };
static struct gpio_chip chip = { .label = "nodesim-lines",
                                 .owner = THIS_MODULE,
                                 .base = -1,
                                 .ngpio = LINES,
                                 .get_direction = get_direction,
                                 .direction_input = be_input,
                                 .direction_output = be_output,
                                 .get = get,
                                 .set = set,
                                 .irq = { .handler = handle_simple_irq } };

static void stop_threads(void)
{
    for (unsigned int i = 0; i < ARRAY_SIZE(sensors) && !IS_ERR_OR_NULL(threads[i]); i++) {
        kthread_stop(threads[i]);
    }
}

int lines_up(struct device *board, struct dentry *folder)
{
    int err;

    chip.parent = board;
    gpio_irq_chip_set_chip(&chip.irq, &edges);
    err = gpiochip_add_data(&chip, NULL);
    if (err)
        return err;
    debugfs_create_u32("lines_lost", 0644, folder, &lost_edges);
    for (unsigned int i = 0; i < ARRAY_SIZE(sensors); i++) {
        init_completion(&asked[i]);
        sensors[i]->appear(folder);
        threads[i] = kthread_run(give_answers, (void *)(uintptr_t)i, "nodesim-line%u", i);
    }
    return 0;
}

void lines_down(void)
{
    stop_threads();
    gpiochip_remove(&chip);
}
