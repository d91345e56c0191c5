// The formula of a PID controller, in integers. K. J. Astrom, T. Hagglund, "PID Controllers", 2nd
// edition, chapter 3. The derivative uses the measurement, so a new set point causes no jump. The
// integral stops while the output is at its limit. For cooling the gains are negative.
#ifndef MODULES_PID_LAW_H
#define MODULES_PID_LAW_H

#include "mod/module.h"

enum { PID_VALUE_MAX = 1000000 }; // hundredths, either sign

struct pid_law {
    int32_t setpoint; // hundredths of the unit
    // kp: thousandths of a permille per unit; ki: per unit and second; kd: times seconds.
    int32_t kp, ki, kd;
    int32_t lo, hi;   // of the output, permille, 0 or more
    int32_t period_s; // between two measurements
    int64_t integral; // 10^-5 permille
    int32_t last;     // measurement, hundredths
    bool has_last;
};

// Calculates the output for this measurement, in permille.
int32_t pid_next(struct pid_law *p, int32_t measured);

// Forgets all earlier measurements.
void pid_forget(struct pid_law *p);

// Reads the number at the beginning of a reply, or its first value: "21.5", "(21.5, 40)", "temp:
// 21.5 C". The result is in hundredths. ERR_TYPE: no number. ERR_RANGE.
int pid_read(struct text reply, int32_t *hundredths);

#endif
