// The steps that the original's converter counts: 0 to 1023, of 3.3 V at a board's pin.
#ifndef CHIPS_ADC_H
#define CHIPS_ADC_H

#include "mod/module.h"

enum { ADC_FULL = 1023 };

// What a module answers that tells the steps as they are.
extern const struct field adc_out[1];

// Reads an analog pin. The errors are those of call_adc.
int adc_read(struct call *c, unsigned need, unsigned *steps);

#endif
