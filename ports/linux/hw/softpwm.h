// PWM on a GPIO line by a thread, for pins without a hardware channel. It is good enough for lamps.
// A servo jitters, because the kernel may delay the thread by tenths of a millisecond.
#ifndef LINUX_HW_SOFTPWM_H
#define LINUX_HW_SOFTPWM_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct softpwm {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int line; // descriptor of the line; owned by the caller
    uint64_t period_ns, duty_ns;
    bool is_over;
};

// Starts with a low line. Returns OK, or ERR_FULL with errno.
int softpwm_start(struct softpwm *s, int line);
void softpwm_set(struct softpwm *s, uint64_t period_ns, uint64_t duty_ns);

// When it returns, the line is low.
void softpwm_stop(struct softpwm *s);

#endif
