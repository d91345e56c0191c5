// Access to device registers by address.
#ifndef EMULATED_MMIO_H
#define EMULATED_MMIO_H

#include <stdint.h>

static inline uint32_t mmio_get(uintptr_t at)
{
    return *(const volatile uint32_t *)at;
}

static inline void mmio_set(uintptr_t at, uint32_t value)
{
    *(volatile uint32_t *)at = value;
}

static inline uint16_t mmio_get16(uintptr_t at)
{
    return *(const volatile uint16_t *)at;
}

static inline void mmio_set16(uintptr_t at, uint16_t value)
{
    *(volatile uint16_t *)at = value;
}

static inline uint8_t mmio_get8(uintptr_t at)
{
    return *(const volatile uint8_t *)at;
}

static inline void mmio_set8(uintptr_t at, uint8_t value)
{
    *(volatile uint8_t *)at = value;
}

#endif
