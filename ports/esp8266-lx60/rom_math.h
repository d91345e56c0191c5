// Integer arithmetic that the ESP8266 has in its mask ROM. The lx106 cannot divide, and Debian's
// libgcc leaves these functions out because the chip has them. Under QEMU this file replaces the
// ROM. The compiler calls them by these names; a host test renames them.
#ifndef ROM_MATH_H
#define ROM_MATH_H

#include <stdint.h>

#ifndef ROM_NAME
#define ROM_NAME(name) __##name
#endif

// Division by zero gives all ones, with the dividend as the remainder.
uint32_t ROM_NAME(udivsi3)(uint32_t a, uint32_t b);
uint32_t ROM_NAME(umodsi3)(uint32_t a, uint32_t b);
int32_t ROM_NAME(divsi3)(int32_t a, int32_t b);
uint64_t ROM_NAME(udivdi3)(uint64_t a, uint64_t b);
uint64_t ROM_NAME(umoddi3)(uint64_t a, uint64_t b);
int64_t ROM_NAME(divdi3)(int64_t a, int64_t b);
uint64_t ROM_NAME(umulsidi3)(uint32_t a, uint32_t b);
uint64_t ROM_NAME(muldi3)(uint64_t a, uint64_t b);

#endif
