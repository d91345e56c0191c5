// SPDX-License-Identifier: GPL-2.0
// A DS2431 EEPROM, whose driver the guest does not load: programs talk with it by its file "rw".
// Datasheet: "Read Memory [F0h]".
#include "nodesim.h"
#include "wire.h"

enum { READ_MEMORY = 0xf0, BYTES = 16 };

static u8 command;
static const u8 memory[2 * BYTES] = "micros EEPROM";

static void heard(struct wire_device *d, u8 byte, unsigned int count)
{
    static u8 address;

    if (!count)
        command = byte;
    else if (count == 1)
        address = byte;
    else if (command == READ_MEMORY && address < BYTES)
        wire_answer(d, memory + address, BYTES);
}

static const struct wire_model model = { heard };
struct wire_device ds2431 = { .model = &model,
                              .rom = { 0x2d, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06 } };

void ds2431_up(struct dentry *folder)
{
    debugfs_create_u32("ds2431_absent", 0644, folder, &ds2431.is_absent);
}
