// SPDX-License-Identifier: GPL-2.0
// A PWM chip of two channels. What they do stands in debugfs/pwm, which the kernel keeps.
#include "nodesim.h"
#include <linux/err.h>
#include <linux/pwm.h>
#include <linux/version.h>

static int apply(struct pwm_chip *chip, struct pwm_device *channel, const struct pwm_state *state)
{
    return 0;
}

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 9, 0)

static const struct pwm_ops ops = { .apply = apply };
static struct pwm_chip *chip; // the kernel's memory

int pwm_up(struct device *board, struct dentry *folder)
{
    int err;

    chip = pwmchip_alloc(board, 2, 0);
    if (IS_ERR(chip))
        return PTR_ERR(chip);
    chip->ops = &ops;
    err = pwmchip_add(chip);
    if (err)
        pwmchip_put(chip);
    return err;
}

void pwm_down(void)
{
    pwmchip_remove(chip);
    pwmchip_put(chip);
}

#else

static const struct pwm_ops ops = { .apply = apply, .owner = THIS_MODULE };
static struct pwm_chip chip = { .ops = &ops, .npwm = 2 };

int pwm_up(struct device *board, struct dentry *folder)
{
    chip.dev = board;
    return pwmchip_add(&chip);
}

void pwm_down(void)
{
    pwmchip_remove(&chip);
}

#endif
