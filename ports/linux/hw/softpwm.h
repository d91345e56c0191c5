// PWM on a GPIO line by a thread, for pins without a channel of the hardware. Good for lamps; a
// servo on it trembles by the tenths of a millisecond that the kernel lets the thread wait.
#ifndef LINUX_HW_SOFTPWM_H
#define LINUX_HW_SOFTPWM_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct softpwm {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int line; // its descriptor; the caller's
    uint64_t period_ns, duty_ns;
    bool is_over;
};

// Begins with a dark line. OK, or ERR_FULL with errno.
int softpwm_start(struct softpwm *s, int line);
void softpwm_set(struct softpwm *s, uint64_t period_ns, uint64_t duty_ns);

// The line is low when it returns.
void softpwm_stop(struct softpwm *s);

#endif
