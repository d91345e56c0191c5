// SPDX-License-Identifier: GPL-2.0
// I2C bus number 1, with messages of any kind.
#include "i2c.h"
#include <linux/i2c.h>

static const struct i2c_part *const parts[] = { &ssd1306, &bme280 };

static int transfer_one(const struct i2c_msg *m)
{
    for (unsigned int i = 0; i < ARRAY_SIZE(parts); i++) {
        if (parts[i]->address != m->addr)
            continue;
        if (m->flags & I2C_M_RD)
            parts[i]->read(m->buf, m->len);
        else
            parts[i]->write(m->buf, m->len);
        return 0;
    }
    return -ENXIO; // nobody acknowledged
}

static int transfer(struct i2c_adapter *adapter, struct i2c_msg *messages, int n)
{
    for (int i = 0; i < n; i++) {
        int err = transfer_one(&messages[i]);

        if (err)
            return err;
    }
    return n;
}

static u32 can(struct i2c_adapter *adapter)
{
    return I2C_FUNC_I2C | I2C_FUNC_SMBUS_EMUL;
}

static const struct i2c_algorithm algorithm = { .master_xfer = transfer, .functionality = can };
static struct i2c_adapter adapter = {
    .owner = THIS_MODULE, .algo = &algorithm, .name = "nodesim i2c", .nr = 1
};

int i2c_up(struct device *board, struct dentry *folder)
{
    for (unsigned int i = 0; i < ARRAY_SIZE(parts); i++)
        parts[i]->appear(folder);
    adapter.dev.parent = board;
    return i2c_add_numbered_adapter(&adapter);
}

void i2c_down(void)
{
    i2c_del_adapter(&adapter);
}
