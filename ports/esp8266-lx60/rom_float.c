// Doubles with integer arithmetic. During a calculation the significand has 64 bits with its
// leading one at SIGNIFICANT. Bits that are shifted out are kept as one sticky bit.
#include "rom_float.h"
#include <stdbool.h>

#define FRACTION  0xFFFFFFFFFFFFFu // the 52 stored bits
#define HIDDEN    0x10000000000000u
#define INFINITE  0x7FF0000000000000u
#define NO_NUMBER 0x7FF8000000000000u

enum {
    FRACTION_BITS = 52,
    EXPONENT_MAX = 2047, // infinity or NaN
    BIAS = 1023,
    SIGNIFICANT = 62,
    SPARE = SIGNIFICANT - FRACTION_BITS // bits below the last stored one
};

enum { FLOAT_FRACTION_BITS = 23, FLOAT_EXPONENT_MAX = 255, FLOAT_BIAS = 127 };

union number {
    double d;
    uint64_t bits;
};

union small_number {
    float f;
    uint32_t bits;
};

static uint64_t bits_of(double d)
{
    return (union number){ .d = d }.bits;
}

static double rom_float_number(uint64_t bits)
{
    return (union number){ .bits = bits }.d;
}

static uint64_t sign_of(uint64_t bits)
{
    return bits & 0x8000000000000000u;
}

static int exponent_of(uint64_t bits)
{
    return (int)(bits >> FRACTION_BITS) & EXPONENT_MAX;
}

static bool is_no_number(uint64_t bits)
{
    return exponent_of(bits) == EXPONENT_MAX && (bits & FRACTION);
}

static bool is_zero(uint64_t bits)
{
    return !(bits << 1);
}

static int leading_zeros(uint64_t v)
{
    uint32_t high = (uint32_t)(v >> 32);

    return high ? __builtin_clz(high) : 32 + __builtin_clz((uint32_t)v);
}

static uint64_t shifted_right(uint64_t v, int n)
{
    if (n <= 0)
        return v;
    return n > 63 ? v != 0 : v >> n | (v << (64 - n) != 0);
}

// Rounds and packs. The significand's leading one is at SIGNIFICANT and means 2^(exponent - BIAS).
static uint64_t rom_float_pack(uint64_t sign, int exponent, uint64_t significand)
{
    if (exponent >= EXPONENT_MAX)
        return sign | INFINITE;
    if (exponent <= 0) {
        significand = shifted_right(significand, 1 - exponent);
        exponent = 1;
    }
    uint64_t half = 1u << (SPARE - 1), rest = significand & (2 * half - 1);
    uint64_t rounded = (significand + half) >> SPARE;
    if (rest == half)
        rounded &= ~(uint64_t)1;
    return sign + ((uint64_t)(exponent - 1) << FRACTION_BITS) + rounded;
}

// The significand with its leading one at FRACTION_BITS, also for subnormal numbers.
static uint64_t significand_of(uint64_t bits, int *exponent)
{
    uint64_t fraction = bits & FRACTION;

    *exponent = exponent_of(bits);
    if (*exponent)
        return fraction | HIDDEN;
    int shift = leading_zeros(fraction) - (63 - FRACTION_BITS);
    *exponent = 1 - shift;
    return fraction << shift;
}

static uint64_t add_special(uint64_t a, uint64_t b)
{
    if (is_no_number(a) || is_no_number(b))
        return NO_NUMBER;
    if (exponent_of(a) != EXPONENT_MAX)
        return b;
    return exponent_of(b) == EXPONENT_MAX && a != b ? NO_NUMBER : a;
}

// Without signs, `a` is not less than `b`.
static uint64_t add_ordered(uint64_t a, uint64_t b)
{
    enum { ROOM = SPARE - 1 }; // a sum has one more bit
    int exponent = exponent_of(a), exponent_b = exponent_of(b);
    uint64_t sum = ((a & FRACTION) | (exponent ? HIDDEN : 0)) << ROOM;
    uint64_t other = ((b & FRACTION) | (exponent_b ? HIDDEN : 0)) << ROOM;

    exponent += !exponent;
    exponent_b += !exponent_b;
    other = shifted_right(other, exponent - exponent_b);
    if (sign_of(a) != sign_of(b) && sum == other)
        return 0;
    sum = sign_of(a) == sign_of(b) ? sum + other : sum - other;
    if (!sum)
        return sign_of(a);
    int shift = leading_zeros(sum) - (63 - SIGNIFICANT);
    return rom_float_pack(sign_of(a), exponent + 1 - shift, sum << shift);
}

static uint64_t rom_float_add(uint64_t a, uint64_t b)
{
    if (exponent_of(a) == EXPONENT_MAX || exponent_of(b) == EXPONENT_MAX)
        return add_special(a, b);
    return a << 1 < b << 1 ? add_ordered(b, a) : add_ordered(a, b);
}

double ROM_NAME(adddf3)(double a, double b)
{
    return rom_float_number(rom_float_add(bits_of(a), bits_of(b)));
}

double ROM_NAME(subdf3)(double a, double b)
{
    return rom_float_number(rom_float_add(bits_of(a), bits_of(b) ^ 0x8000000000000000u));
}

// The upper half of a 128-bit product. Any one in the lower half sets its last bit.
static uint64_t upper_product(uint64_t a, uint64_t b)
{
    uint32_t a_low = (uint32_t)a, a_high = (uint32_t)(a >> 32);
    uint32_t b_low = (uint32_t)b, b_high = (uint32_t)(b >> 32);
    uint64_t low = (uint64_t)a_low * b_low, cross = (uint64_t)a_low * b_high;
    uint64_t other_cross = (uint64_t)a_high * b_low;
    uint64_t middle = (low >> 32) + (uint32_t)cross + (uint32_t)other_cross;
    uint64_t high =
        (uint64_t)a_high * b_high + (cross >> 32) + (other_cross >> 32) + (middle >> 32);

    return high | ((uint32_t)middle || (uint32_t)low);
}

double ROM_NAME(muldf3)(double x, double y)
{
    enum { TO_TOP = 63 - FRACTION_BITS };
    uint64_t a = bits_of(x), b = bits_of(y), sign = sign_of(a ^ b);
    bool has_infinite = exponent_of(a) == EXPONENT_MAX || exponent_of(b) == EXPONENT_MAX;
    int exponent_a, exponent_b;

    if (is_no_number(a) || is_no_number(b) || (has_infinite && (is_zero(a) || is_zero(b))))
        return rom_float_number(NO_NUMBER);
    if (has_infinite)
        return rom_float_number(sign | INFINITE);
    if (is_zero(a) || is_zero(b))
        return rom_float_number(sign);
    uint64_t product = upper_product(significand_of(a, &exponent_a) << TO_TOP,
                                     significand_of(b, &exponent_b) << TO_TOP);
    int exponent = exponent_a + exponent_b - BIAS;
    if (product >> 63) {
        product = shifted_right(product, 1);
        exponent++;
    }
    return rom_float_number(rom_float_pack(sign, exponent, product));
}

// The quotient of two significands, a >= b, with its leading one at SIGNIFICANT.
static uint64_t quotient(uint64_t a, uint64_t b)
{
    enum { DIGITS = FRACTION_BITS + 4 };
    uint64_t digits = 0;

    for (int i = 0; i < DIGITS; i++) {
        digits <<= 1;
        if (a >= b) {
            a -= b;
            digits |= 1;
        }
        a <<= 1;
    }
    return digits << (SIGNIFICANT + 1 - DIGITS) | (a != 0);
}

static uint64_t divide_special(uint64_t a, uint64_t b, uint64_t sign)
{
    bool is_infinite_a = exponent_of(a) == EXPONENT_MAX,
         is_infinite_b = exponent_of(b) == EXPONENT_MAX;

    if (is_no_number(a) || is_no_number(b) || (is_infinite_a && is_infinite_b) ||
        (is_zero(a) && is_zero(b)))
        return NO_NUMBER;
    return is_infinite_a || is_zero(b) ? sign | INFINITE : sign;
}

double ROM_NAME(divdf3)(double x, double y)
{
    uint64_t a = bits_of(x), b = bits_of(y), sign = sign_of(a ^ b);
    int exponent_a, exponent_b;

    if (exponent_of(a) == EXPONENT_MAX || exponent_of(b) == EXPONENT_MAX || is_zero(a) ||
        is_zero(b))
        return rom_float_number(divide_special(a, b, sign));
    uint64_t of_a = significand_of(a, &exponent_a), of_b = significand_of(b, &exponent_b);
    int exponent = exponent_a - exponent_b + BIAS;
    if (of_a < of_b) {
        of_a <<= 1;
        exponent--;
    }
    return rom_float_number(rom_float_pack(sign, exponent, quotient(of_a, of_b)));
}

double ROM_NAME(floatsidf)(int32_t v)
{
    uint32_t size = v < 0 ? 0 - (uint32_t)v : (uint32_t)v;

    if (!v)
        return rom_float_number(0);
    int shift = __builtin_clz(size);
    return rom_float_number(rom_float_pack(v < 0 ? 0x8000000000000000u : 0, BIAS + 31 - shift,
                                           (uint64_t)(size << shift) << (SIGNIFICANT - 31)));
}

int32_t ROM_NAME(fixdfsi)(double d)
{
    uint64_t bits = bits_of(d);
    int exponent = exponent_of(bits) - BIAS;

    if (exponent < 0)
        return 0;
    if (exponent >= 31)
        return sign_of(bits) ? INT32_MIN : INT32_MAX;
    int32_t v = (int32_t)(((bits & FRACTION) | HIDDEN) >> (FRACTION_BITS - exponent));
    return sign_of(bits) ? -v : v;
}

double ROM_NAME(extendsfdf2)(float f)
{
    uint32_t bits = (union small_number){ .f = f }.bits;
    uint64_t sign = (uint64_t)(bits >> 31) << 63;
    int exponent = (int)(bits >> FLOAT_FRACTION_BITS) & FLOAT_EXPONENT_MAX;
    uint64_t fraction = bits & ((1u << FLOAT_FRACTION_BITS) - 1);

    if (exponent == FLOAT_EXPONENT_MAX)
        return rom_float_number(sign | (fraction ? NO_NUMBER : INFINITE));
    if (!exponent && !fraction)
        return rom_float_number(sign);
    if (exponent)
        fraction |= 1u << FLOAT_FRACTION_BITS;
    exponent += !exponent;
    int shift = leading_zeros(fraction) - (63 - SIGNIFICANT);
    return rom_float_number(rom_float_pack(
        sign, exponent - FLOAT_BIAS + BIAS + (SIGNIFICANT - FLOAT_FRACTION_BITS) - shift,
        fraction << shift));
}

float ROM_NAME(truncdfsf2)(double d)
{
    enum { LESS = FRACTION_BITS - FLOAT_FRACTION_BITS };
    uint64_t bits = bits_of(d), significand = (bits & FRACTION) | HIDDEN;
    uint32_t sign = (uint32_t)(bits >> 32) & 0x80000000u;
    uint32_t infinite = sign | (uint32_t)FLOAT_EXPONENT_MAX << FLOAT_FRACTION_BITS;
    int exponent = exponent_of(bits) - BIAS + FLOAT_BIAS;

    if (is_no_number(bits))
        return (union small_number){ .bits = infinite | 1u << (FLOAT_FRACTION_BITS - 1) }.f;
    if (exponent >= FLOAT_EXPONENT_MAX)
        return (union small_number){ .bits = infinite }.f;
    if (exponent <= 0) {
        significand = shifted_right(significand, 1 - exponent);
        exponent = 1;
    }
    uint32_t half = 1u << (LESS - 1), rest = (uint32_t)significand & (2 * half - 1);
    uint32_t rounded = (uint32_t)((significand + half) >> LESS);
    if (rest == half)
        rounded &= ~1u;
    return (union small_number){ .bits = sign + ((uint32_t)(exponent - 1) << FLOAT_FRACTION_BITS) +
                                         rounded }
        .f;
}
