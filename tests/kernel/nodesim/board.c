// SPDX-License-Identifier: GPL-2.0
// The board: brings its parts up, in order, and down.
#include "nodesim.h"
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

static const struct {
    int (*up)(struct device *board, struct dentry *folder);
    void (*down)(void);
} parts[] = {
    { pwm_up, pwm_down },     { wire_up, wire_down },   { spi_up, spi_down },
    { i2c_up, i2c_down },     { adc_up, adc_down },     { senses_up, senses_down },
    { lines_up, lines_down }, { clock_up, clock_down },
};
static struct platform_device *board;
static struct dentry *folder;

static void take_down(unsigned int n)
{
    while (n--)
        parts[n].down();
    debugfs_remove(folder);
    platform_device_unregister(board);
}

static int __init bring_up(void)
{
    unsigned int n;

    // The PWM chip's device is found by this name, as that of a Raspberry Pi 3.
    board = platform_device_register_simple("3f20c000.pwm", PLATFORM_DEVID_NONE, NULL, 0);
    if (IS_ERR(board))
        return PTR_ERR(board);
    folder = debugfs_create_dir("nodesim", NULL);
    for (n = 0; n < ARRAY_SIZE(parts); n++) {
        int err = parts[n].up(&board->dev, folder);

        if (err) {
            pr_err("nodesim: part %u: error %d\n", n, err);
            take_down(n);
            return err;
        }
    }
    return 0;
}

static void __exit go_away(void)
{
    take_down(ARRAY_SIZE(parts));
}

module_init(bring_up);
module_exit(go_away);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Simulated devices for tests of micros-node");
