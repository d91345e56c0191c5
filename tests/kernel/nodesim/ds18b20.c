// SPDX-License-Identifier: GPL-2.0
// A DS18B20 thermometer with power of its own. Its world: ds18b20_raw, in sixteenths of a degree.
// Datasheet: "Memory", figure 9, and "DS18B20 function commands".
#include "nodesim.h"
#include "wire.h"

enum { CONVERT = 0x44, WRITE_PAD = 0x4e, READ_PAD = 0xbe, READ_POWER = 0xb4 };
enum { PAD_TEMPERATURE = 0, PAD_ALARMS = 2, PAD_CRC = 8 };

static u32 raw = 0x0191; // 25.0625 degrees
static u32 is_damaged;   // its answers arrive with a wrong CRC
static u32 conversions;
static u8 command;
static u8 pad[9] = { 0x50, 0x05, 75, 70, 0x7f, 0xff, 0x0c, 0x10 }; // as at power-on

static void send_pad(struct wire_device *d)
{
    pad[PAD_CRC] = wire_crc(pad, PAD_CRC) ^ (is_damaged ? 0x55 : 0);
    wire_answer(d, pad, sizeof pad);
}

static void answer_command(struct wire_device *d)
{
    static const u8 has_power = 0xff;

    switch (command) {
    case CONVERT:
        pad[PAD_TEMPERATURE] = (u8)raw;
        pad[PAD_TEMPERATURE + 1] = (u8)(raw >> 8);
        conversions++;
        break;
    case READ_PAD: send_pad(d); break;
    case READ_POWER: wire_answer(d, &has_power, 1); break;
    }
}

static void heard(struct wire_device *d, u8 byte, unsigned int count)
{
    if (!count) {
        command = byte;
        answer_command(d);
    } else if (command == WRITE_PAD && count <= 3) {
        pad[PAD_ALARMS + count - 1] = byte;
    }
}

static const struct wire_model model = { heard };
struct wire_device ds18b20 = { .model = &model,
                               .rom = { 0x28, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 } };

void ds18b20_up(struct dentry *folder)
{
    debugfs_create_u32("ds18b20_raw", 0644, folder, &raw);
    debugfs_create_u32("ds18b20_damaged", 0644, folder, &is_damaged);
    debugfs_create_u32("ds18b20_absent", 0644, folder, &ds18b20.is_absent);
    debugfs_create_u32("ds18b20_conversions", 0444, folder, &conversions);
}
