// SPDX-License-Identifier: GPL-2.0
// A converter of 12 bits and 3.3 V with two inputs: in_voltage0 reads what adc_raw says,
// in_voltage1 is differential and has an offset. Scales are in millivolts, as the kernel has them.
#include "nodesim.h"
#include <linux/iio/iio.h>
#include <linux/module.h>

enum { OFFSET = -2048 };

static struct iio_dev *converter;
static u32 raw = 2048;

static int read_raw(struct iio_dev *d, struct iio_chan_spec const *channel, int *a, int *b,
                    long what)
{
    switch (what) {
    case IIO_CHAN_INFO_RAW: *a = (int)raw; return IIO_VAL_INT;
    case IIO_CHAN_INFO_OFFSET: *a = OFFSET; return IIO_VAL_INT;
    case IIO_CHAN_INFO_SCALE:
        *a = 0;
        *b = 805664; // millionths of a millivolt: 3300 / 4096
        return IIO_VAL_INT_PLUS_MICRO;
    default: return -EINVAL;
    }
}

static const struct iio_info info = { .read_raw = read_raw };
static const struct iio_chan_spec channels[] = {
    { .type = IIO_VOLTAGE,
      .indexed = 1,
      .channel = 0,
      .info_mask_separate = BIT(IIO_CHAN_INFO_RAW),
      .info_mask_shared_by_type = BIT(IIO_CHAN_INFO_SCALE) },
    { .type = IIO_VOLTAGE,
      .indexed = 1,
      .channel = 1,
      .info_mask_separate = BIT(IIO_CHAN_INFO_RAW) | BIT(IIO_CHAN_INFO_OFFSET),
      .info_mask_shared_by_type = BIT(IIO_CHAN_INFO_SCALE) },
};

int adc_up(struct device *board, struct dentry *folder)
{
    int err;

    converter = iio_device_alloc(board, 0);
    if (!converter)
        return -ENOMEM;
    converter->name = "nodesim-adc";
    converter->info = &info;
    converter->channels = channels;
    converter->num_channels = ARRAY_SIZE(channels);
    err = iio_device_register(converter);
    if (err)
        iio_device_free(converter);
    debugfs_create_u32("adc_raw", 0644, folder, &raw);
    return err;
}

void adc_down(void)
{
    iio_device_unregister(converter);
    iio_device_free(converter);
}
