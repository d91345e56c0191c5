// Division and 64-bit multiplication by shifts and adds.
#include "rom_math.h"

static uint32_t divide32(uint32_t n, uint32_t d, uint32_t *rest)
{
    uint32_t quotient = 0;
    int shift;

    if (!d) {
        *rest = n;
        return UINT32_MAX;
    }
    shift = n >= d ? __builtin_clz(d) - __builtin_clz(n) : -1;
    for (; shift >= 0; shift--) {
        quotient <<= 1;
        if (n >= d << shift) {
            n -= d << shift;
            quotient |= 1;
        }
    }
    *rest = n;
    return quotient;
}

static int leading_zeros64(uint64_t v)
{
    uint32_t high = (uint32_t)(v >> 32);

    return high ? __builtin_clz(high) : 32 + __builtin_clz((uint32_t)v);
}

static uint64_t divide64(uint64_t n, uint64_t d, uint64_t *rest)
{
    uint64_t quotient = 0;
    int shift;

    if (!d) {
        *rest = n;
        return UINT64_MAX;
    }
    if (!((n | d) >> 32)) {
        uint32_t rest32, quotient32 = divide32((uint32_t)n, (uint32_t)d, &rest32);

        *rest = rest32;
        return quotient32;
    }
    shift = n >= d ? leading_zeros64(d) - leading_zeros64(n) : -1;
    for (; shift >= 0; shift--) {
        quotient <<= 1;
        if (n >= d << shift) {
            n -= d << shift;
            quotient |= 1;
        }
    }
    *rest = n;
    return quotient;
}

static uint32_t size32(int32_t v)
{
    return v < 0 ? -(uint32_t)v : (uint32_t)v;
}

static uint64_t size64(int64_t v)
{
    return v < 0 ? -(uint64_t)v : (uint64_t)v;
}

uint32_t ROM_NAME(udivsi3)(uint32_t a, uint32_t b)
{
    uint32_t rest;

    return divide32(a, b, &rest);
}

uint32_t ROM_NAME(umodsi3)(uint32_t a, uint32_t b)
{
    uint32_t rest;

    divide32(a, b, &rest);
    return rest;
}

int32_t ROM_NAME(divsi3)(int32_t a, int32_t b)
{
    uint32_t rest, quotient = divide32(size32(a), size32(b), &rest);

    return (int32_t)((a ^ b) < 0 ? -quotient : quotient);
}

uint64_t ROM_NAME(udivdi3)(uint64_t a, uint64_t b)
{
    uint64_t rest;

    return divide64(a, b, &rest);
}

uint64_t ROM_NAME(umoddi3)(uint64_t a, uint64_t b)
{
    uint64_t rest;

    divide64(a, b, &rest);
    return rest;
}

int64_t ROM_NAME(divdi3)(int64_t a, int64_t b)
{
    uint64_t rest, quotient = divide64(size64(a), size64(b), &rest);

    return (int64_t)((a ^ b) < 0 ? -quotient : quotient);
}

// In halves of 16 bits, because the processor multiplies 16 by 16 bits to 32.
uint64_t ROM_NAME(umulsidi3)(uint32_t a, uint32_t b)
{
    uint32_t a_low = a & UINT16_MAX, a_high = a >> 16, b_low = b & UINT16_MAX, b_high = b >> 16;
    uint32_t low = a_low * b_low, left = a_high * b_low, right = a_low * b_high;
    uint32_t middle = (low >> 16) + (left & UINT16_MAX) + (right & UINT16_MAX);
    uint32_t high = a_high * b_high + (left >> 16) + (right >> 16) + (middle >> 16);

    return (uint64_t)high << 32 | (middle << 16 | (low & UINT16_MAX));
}

uint64_t ROM_NAME(muldi3)(uint64_t a, uint64_t b)
{
    uint32_t a_low = (uint32_t)a, a_high = (uint32_t)(a >> 32);
    uint32_t b_low = (uint32_t)b, b_high = (uint32_t)(b >> 32);
    uint32_t upper = a_low * b_high + a_high * b_low;

    return ROM_NAME(umulsidi3)(a_low, b_low) + ((uint64_t)upper << 32);
}
