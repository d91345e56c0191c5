// Converts millivolts to steps of a 10-bit converter.
#include "chips/adc.h"

enum { REFERENCE_MV = 3300, STEPS = 1024 };

const struct field adc_out[1] = { { "steps", K_INT, "of the converter", .hi = ADC_FULL } };

int adc_read(struct call *c, unsigned need, unsigned *steps)
{
    int32_t mv = 0;
    int err = call_adc(c, need, &mv);

    if (err)
        return err;
    *steps = ((unsigned)mv * STEPS + REFERENCE_MV / 2) / REFERENCE_MV;
    if (*steps > ADC_FULL)
        *steps = ADC_FULL;
    return OK;
}
