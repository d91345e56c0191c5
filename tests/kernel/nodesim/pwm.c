// SPDX-License-Identifier: GPL-2.0
// A PWM chip of two channels. What they do stands in debugfs/pwm, which the kernel keeps.
#include "nodesim.h"
#include <linux/pwm.h>

static int apply(struct pwm_chip *chip, struct pwm_device *channel, const struct pwm_state *state)
{
    return 0;
}

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
