// What the devices on the 1-Wire bus share: the ROM functions of Maxim's application note 937.
#ifndef NODESIM_WIRE_H
#define NODESIM_WIRE_H

#include <linux/types.h>

struct dentry;

struct wire_device;

struct wire_model {
    // A byte after the ROM functions, number `count` from 0. May call wire_answer.
    void (*heard)(struct wire_device *device, u8 byte, unsigned int count);
};

struct wire_device {
    const struct wire_model *model;
    u8 rom[8]; // the last is the CRC, which the bus fills in
    u32 is_absent;
    // The rest is the bus's own.
    u8 state, byte;
    unsigned int bits, heard;
    u8 answer[16];
    unsigned int answer_bits;
};

extern struct wire_device ds18b20, ds2431;
void ds18b20_up(struct dentry *folder);
void ds2431_up(struct dentry *folder);

// CRC-8 of Maxim's application note 27.
u8 wire_crc(const u8 *bytes, unsigned int n);

// From the next bit on the device sends these bytes.
void wire_answer(struct wire_device *device, const u8 *bytes, unsigned int n);

#endif
