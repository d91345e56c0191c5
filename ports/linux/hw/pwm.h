// PWM: a hardware channel through sysfs (Documentation/driver-api/pwm.rst), or a thread.
#ifndef LINUX_HW_PWM_H
#define LINUX_HW_PWM_H

#include "gpio.h"
#include "softpwm.h"

struct pwm {
    bool is_soft;
    struct softpwm soft;
    struct path chip, channel; // folders in sysfs
    unsigned number;           // number of the channel
    uint64_t period_ns, duty_ns;
};

// Returns OK, or an error, which was logged. It is off until pwm_set.
int pwm_open(struct pwm *p, struct gpio *g, unsigned gpio);
int pwm_set(struct pwm *p, const struct kernel *k, uint32_t frequency_hz, unsigned duty_permille);

// Switches it off and releases it.
void pwm_close(struct pwm *p, struct gpio *g, unsigned gpio);

#endif
