// SPDX-License-Identifier: GPL-2.0
// What a board knows of itself: its temperature, in thousandths of a degree, and its green light.
#include "nodesim.h"
#include <linux/err.h>
#include <linux/leds.h>
#include <linux/thermal.h>
#include <linux/version.h>

static u32 chip_temperature = 47236;
static struct thermal_zone_device *zone;

static int get_temperature(struct thermal_zone_device *z, int *milli_degrees)
{
    *milli_degrees = (int)chip_temperature;
    return 0;
}

static void light(struct led_classdev *led, enum led_brightness brightness) {}

static struct thermal_zone_device_ops zone_ops = { .get_temp = get_temperature };
static struct led_classdev led = { .name = "ACT", .max_brightness = 255, .brightness_set = light };

static struct thermal_zone_device *register_zone(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
    return thermal_tripless_zone_device_register("cpu-thermal", NULL, &zone_ops, NULL);
#else
    return thermal_zone_device_register("cpu-thermal", 0, 0, NULL, &zone_ops, NULL, 0, 0);
#endif
}

int senses_up(struct device *board, struct dentry *folder)
{
    zone = register_zone();
    if (IS_ERR(zone))
        return PTR_ERR(zone);
    debugfs_create_u32("chip_temperature", 0644, folder, &chip_temperature);
    int err = led_classdev_register(board, &led);

    if (err)
        thermal_zone_device_unregister(zone);
    return err;
}

void senses_down(void)
{
    led_classdev_unregister(&led);
    thermal_zone_device_unregister(zone);
}
