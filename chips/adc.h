// Converter steps as in the original: 0 to 1023 for 0 to 3.3 V at a board's pin.
#ifndef CHIPS_ADC_H
#define CHIPS_ADC_H

#include "mod/module.h"

enum { ADC_FULL = 1023 };

// The answer of modules that show the steps unchanged.
extern const struct field adc_out[1];

// Reads an analog pin. Errors are those of call_adc.
int adc_read(struct call *c, unsigned need, unsigned *steps);

#endif
