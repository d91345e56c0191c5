// SPDX-License-Identifier: GPL-2.0
// An SPI bus, number 0, whose output is wired to its input. What was sent last: spi_sent.
#include "nodesim.h"
#include <linux/spi/spi.h>
#include <linux/string.h>

enum { KEPT_BYTES = 4096 };

static struct spi_controller *controller;
static u8 sent[KEPT_BYTES];
static struct debugfs_blob_wrapper sent_blob = { .data = sent };
static u32 sent_hz, sent_mode;

static int transfer(struct spi_controller *c, struct spi_device *device, struct spi_transfer *t)
{
    size_t n = min_t(size_t, t->len, sizeof sent);

    memset(sent, 0, n);
    if (t->tx_buf)
        memcpy(sent, t->tx_buf, n);
    sent_blob.size = n;
    sent_hz = t->speed_hz;
    sent_mode = device->mode & (SPI_CPOL | SPI_CPHA);
    if (t->rx_buf)
        memcpy(t->rx_buf, sent, n);
    return 0;
}

int spi_up(struct device *board, struct dentry *folder)
{
    // spidev takes only what one of its real devices is called.
    struct spi_board_info info = { .modalias = "dh2228fv", .max_speed_hz = 10000000 };
    int err;

    controller = spi_alloc_master(board, 0);
    if (!controller)
        return -ENOMEM;
    controller->bus_num = 0;
    controller->num_chipselect = 1;
    controller->mode_bits = SPI_CPOL | SPI_CPHA;
    controller->transfer_one = transfer;
    err = spi_register_controller(controller);
    if (err) {
        spi_controller_put(controller);
        return err;
    }
    debugfs_create_blob("spi_sent", 0444, folder, &sent_blob);
    debugfs_create_u32("spi_hz", 0444, folder, &sent_hz);
    debugfs_create_u32("spi_mode", 0444, folder, &sent_mode);
    if (spi_new_device(controller, &info))
        return 0;
    spi_unregister_controller(controller);
    return -ENODEV;
}

void spi_down(void)
{
    spi_unregister_controller(controller);
}
