// What the machine knows about itself: clock, temperature, radio.
#ifndef LINUX_HW_CHIP_H
#define LINUX_HW_CHIP_H

#include "hw/hw.h"
#include "kernel.h"

// 0: unknown.
uint32_t chip_cpu_hz(const struct kernel *k);

// The highest allowed and the highest possible clock; 0: unknown.
void chip_cpu_limits(const struct kernel *k, uint32_t *allowed_hz, uint32_t *possible_hz);

// Allows clocks up to `hz`. ERR_NOTSUP: this machine's clock cannot be set.
int chip_set_cpu_hz(const struct kernel *k, uint32_t hz);

int chip_read(const struct kernel *k, enum chip_value what, int32_t *value);
int32_t chip_free_bytes(const struct kernel *k);
int chip_mac(const struct kernel *k, uint8_t mac[6]);
int chip_rssi_dbm(const struct kernel *k, int *rssi_dbm);

#endif
