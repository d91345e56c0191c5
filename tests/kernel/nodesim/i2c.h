// What stands on the I2C bus.
#ifndef NODESIM_I2C_H
#define NODESIM_I2C_H

#include "nodesim.h"

struct i2c_part {
    u8 address;
    void (*appear)(struct dentry *folder);
    void (*write)(const u8 *bytes, unsigned int n);
    void (*read)(u8 *bytes, unsigned int n);
};

extern const struct i2c_part ssd1306, bme280;

#endif
