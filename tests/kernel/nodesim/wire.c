// SPDX-License-Identifier: GPL-2.0
// A 1-Wire master that works in bits, and the ROM functions of what hangs on its bus.
#include "wire.h"
#include "nodesim.h"
#include <linux/string.h>
#include <linux/w1.h>

enum { READ_ROM = 0x33, MATCH_ROM = 0x55, SKIP_ROM = 0xcc, SEARCH_ROM = 0xf0, ROM_BITS = 64 };
enum state { IDLE, ROM_COMMAND, SEARCHING, MATCHING, FUNCTION, ANSWERING };

static struct wire_device *const devices[] = { &ds18b20, &ds2431 };

u8 wire_crc(const u8 *bytes, unsigned int n)
{
    u8 crc = 0;

    while (n--) {
        crc ^= *bytes++;
        for (int i = 0; i < 8; i++)
            crc = crc & 1 ? crc >> 1 ^ 0x8c : crc >> 1;
    }
    return crc;
}

static void enter(struct wire_device *d, enum state state)
{
    d->state = state;
    d->bits = 0;
    d->byte = 0;
    d->heard = 0;
}

void wire_answer(struct wire_device *d, const u8 *bytes, unsigned int n)
{
    memcpy(d->answer, bytes, min_t(unsigned int, n, sizeof d->answer));
    d->answer_bits = 8 * n;
    enter(d, ANSWERING);
}

static void take_rom_command(struct wire_device *d, u8 command)
{
    switch (command) {
    case READ_ROM: wire_answer(d, d->rom, sizeof d->rom); break;
    case MATCH_ROM: enter(d, MATCHING); break;
    case SKIP_ROM: enter(d, FUNCTION); break;
    case SEARCH_ROM: enter(d, SEARCHING); break;
    default: enter(d, IDLE); break;
    }
}

static void take_bit(struct wire_device *d, u8 bit)
{
    d->byte |= (u8)(bit << d->bits);
    if (++d->bits < 8)
        return;
    u8 byte = d->byte;

    d->bits = 0;
    d->byte = 0;
    if (d->state == ROM_COMMAND)
        take_rom_command(d, byte);
    else
        d->model->heard(d, byte, d->heard++);
}

static u8 rom_bit(const struct wire_device *d, unsigned int n)
{
    return d->rom[n / 8] >> n % 8 & 1;
}

// Each bit of a search is three slots: the bit, its complement, and what the master goes on with.
static u8 search_slot(struct wire_device *d, u8 bit)
{
    u8 own = rom_bit(d, d->bits / 3);
    unsigned int slot = d->bits++ % 3;

    if (slot < 2)
        return slot ? !own : own;
    if (bit != own)
        enter(d, IDLE);
    else if (d->bits == 3 * ROM_BITS)
        enter(d, FUNCTION);
    return bit;
}

static void match_slot(struct wire_device *d, u8 bit)
{
    if (bit != rom_bit(d, d->bits))
        enter(d, IDLE);
    else if (++d->bits == ROM_BITS)
        enter(d, FUNCTION);
}

static u8 answer_slot(struct wire_device *d)
{
    unsigned int n = d->bits;

    if (n == d->answer_bits)
        return 1;
    d->bits++;
    return d->answer[n / 8] >> n % 8 & 1;
}

// One time slot, as one device sees it. It pulls the bus low or leaves it.
static u8 slot(struct wire_device *d, u8 bit)
{
    switch (d->state) {
    case ROM_COMMAND:
    case FUNCTION: take_bit(d, bit); return 1;
    case SEARCHING: return search_slot(d, bit);
    case MATCHING: match_slot(d, bit); return 1;
    case ANSWERING: return answer_slot(d);
    default: return 1;
    }
}

static u8 touch_bit(void *data, u8 bit)
{
    u8 level = bit;

    for (unsigned int i = 0; i < ARRAY_SIZE(devices); i++)
        if (!devices[i]->is_absent)
            level &= slot(devices[i], bit);
    return level;
}

// 0: somebody is present.
static u8 reset_bus(void *data)
{
    u8 is_silent = 1;

    for (unsigned int i = 0; i < ARRAY_SIZE(devices); i++) {
        enter(devices[i], ROM_COMMAND);
        is_silent &= devices[i]->is_absent;
    }
    return is_silent;
}

static struct w1_bus_master master = { .touch_bit = touch_bit, .reset_bus = reset_bus };

int wire_up(struct device *board, struct dentry *folder)
{
    for (unsigned int i = 0; i < ARRAY_SIZE(devices); i++)
        devices[i]->rom[7] = wire_crc(devices[i]->rom, 7);
    ds18b20_up(folder);
    ds2431_up(folder);
    return w1_add_master_device(&master);
}

void wire_down(void)
{
    w1_remove_master_device(&master);
}
