// SPDX-License-Identifier: GPL-2.0
// An ultrasonic range finder HC-SR04. hcsr04_us: how long the sound is on its way; 0: it never
// comes back. ElecFreaks "Ultrasonic Ranging Module HC-SR04".
#include "lines.h"

enum { TRIGGER_US = 10, BURST_US = 450 };

static u32 travel_us = 1455;

static void answer(unsigned int question_us)
{
    if (question_us < TRIGGER_US || !travel_us)
        return;
    line_hold(LINE_ECHO, false, BURST_US);
    line_hold(LINE_ECHO, true, travel_us);
}

static void appear(struct dentry *folder)
{
    debugfs_create_u32("hcsr04_us", 0644, folder, &travel_us);
}

const struct line_sensor hcsr04 = { LINE_TRIGGER, LINE_ECHO, true, appear, answer };
