// The arithmetic of doubles that the ESP8266 keeps in its mask ROM, as rom_math.h the integers'.
// IEEE 754-2008, binary64, rounded to the nearest, ties to even; modules in Lua count with it.
#ifndef ROM_FLOAT_H
#define ROM_FLOAT_H

#include "rom_math.h"

double ROM_NAME(adddf3)(double a, double b);
double ROM_NAME(subdf3)(double a, double b);
double ROM_NAME(muldf3)(double a, double b);
double ROM_NAME(divdf3)(double a, double b);
double ROM_NAME(floatsidf)(int32_t v);
int32_t ROM_NAME(fixdfsi)(double d); // cut towards zero; what is too large becomes the largest
double ROM_NAME(extendsfdf2)(float f);
float ROM_NAME(truncdfsf2)(double d);

#endif
