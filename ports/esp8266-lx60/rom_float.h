// Arithmetic of doubles, which the ESP8266 has in its mask ROM (integers: rom_math.h). IEEE
// 754-2008, binary64, round to nearest, ties to even. Modules in Lua use it.
#ifndef ROM_FLOAT_H
#define ROM_FLOAT_H

#include "rom_math.h"

double ROM_NAME(adddf3)(double a, double b);
double ROM_NAME(subdf3)(double a, double b);
double ROM_NAME(muldf3)(double a, double b);
double ROM_NAME(divdf3)(double a, double b);
double ROM_NAME(floatsidf)(int32_t v);
int32_t ROM_NAME(fixdfsi)(double d); // rounds towards zero; too large values become the largest
double ROM_NAME(extendsfdf2)(float f);
float ROM_NAME(truncdfsf2)(double d);

#endif
