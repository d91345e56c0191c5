// SPDX-License-Identifier: GPL-2.0
// A DHT22. Its world: dht22_humidity and dht22_temperature, as in its frame, in tenths, the top bit
// of a temperature for below zero; dht22_damaged for a wrong sum. ASAIR "AM2302", section 6: single
// bus.
#include "lines.h"

enum { START_US = 800, RELEASED_US = 30, RESPONSE_US = 80, LOW_US = 50, ZERO_US = 26, ONE_US = 70 };

static u32 humidity = 652, temperature = 351, is_damaged;

static void send_byte(u8 byte)
{
    for (u8 bit = 0x80; bit; bit >>= 1) {
        line_hold(LINE_DHT22, false, LOW_US);
        line_hold(LINE_DHT22, true, byte & bit ? ONE_US : ZERO_US);
    }
}

static void answer(unsigned int question_us)
{
    u8 frame[] = { (u8)(humidity >> 8), (u8)humidity, (u8)(temperature >> 8), (u8)temperature };
    u8 sum = is_damaged ? 1 : 0;

    if (question_us < START_US)
        return;
    line_hold(LINE_DHT22, true, RELEASED_US);
    line_hold(LINE_DHT22, false, RESPONSE_US);
    line_hold(LINE_DHT22, true, RESPONSE_US);
    for (unsigned int i = 0; i < sizeof frame; i++) {
        sum += frame[i];
        send_byte(frame[i]);
    }
    send_byte(sum);
    line_hold(LINE_DHT22, false, LOW_US);
}

static void appear(struct dentry *folder)
{
    debugfs_create_u32("dht22_humidity", 0644, folder, &humidity);
    debugfs_create_u32("dht22_temperature", 0644, folder, &temperature);
    debugfs_create_u32("dht22_damaged", 0644, folder, &is_damaged);
}

const struct line_sensor dht22 = { LINE_DHT22, LINE_DHT22, false, appear, answer };
