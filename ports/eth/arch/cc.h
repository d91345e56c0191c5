// Definitions that lwIP needs for the compiler and the machine.
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include <stdint.h>

// All boards of this port are little-endian.
#ifndef BYTE_ORDER
#define BYTE_ORDER LITTLE_ENDIAN
#endif

_Noreturn void panic(const char *why, uint32_t cause, uint32_t pc, uint32_t address);
uint32_t hooks_random(void); // hooks.c

#define LWIP_RAND()             hooks_random()
#define LWIP_PLATFORM_ASSERT(x) panic(x, 0, (uint32_t)(uintptr_t)__builtin_return_address(0), 0)
// lwIP would print with stdio, which is not linked.
#define LWIP_PLATFORM_DIAG(x)                                                                      \
    do {                                                                                           \
    } while (0)

#endif
