// Analog inputs through Industrial I/O (Documentation/ABI/testing/sysfs-bus-iio).
#ifndef LINUX_HW_ADC_H
#define LINUX_HW_ADC_H

#include "kernel.h"

int adc_read_mv(const struct kernel *k, unsigned channel);

#endif
