// The law of a PID controller in whole numbers. K. J. Astrom, T. Hagglund, "PID Controllers", 2nd
// edition, chapter 3: the derivative is of the measurement, so that a new set point is no shock;
// the integral stops where the output is at its limit. For cooling the gains are below 0.
#ifndef MODULES_PID_LAW_H
#define MODULES_PID_LAW_H

#include "mod/module.h"

enum { PID_VALUE_MAX = 1000000 }; // hundredths, either sign

struct pid_law {
    int32_t setpoint;   // hundredths of the unit
    int32_t kp, ki, kd; // thousandths of a permille per unit; per unit and second; times seconds
    int32_t lo, hi;     // of the output, permille, 0 or more
    int32_t period_s;   // between two measurements
    int64_t integral;   // 10^-5 permille
    int32_t last;       // measurement, hundredths
    bool has_last;
};

// The output for this measurement, in permille.
int32_t pid_next(struct pid_law *p, int32_t measured);

// As if it had not run before.
void pid_forget(struct pid_law *p);

// The number that a reply begins with, or its first value: "21.5", "(21.5, 40)", "temp: 21.5 C"; in
// hundredths. ERR_TYPE: there is none. ERR_RANGE.
int pid_read(struct text reply, int32_t *hundredths);

#endif
