// Questions in pulses. The kernel records the time of each edge of the answer.
#ifndef LINUX_HW_PULSE_H
#define LINUX_HW_PULSE_H

#include "gpio.h"

struct pulse {
    struct pulse_question question;
    int timer;       // runs during a long question
    bool is_asking;  // the timer ends it
    uint64_t end_ns; // of the question
};

// `epoll` must wait for its timer; call pulse_end when it is due. Returns OK or ERR_FULL.
int pulse_init(struct pulse *p);
int pulse_start(struct pulse *p, struct gpio *g, const struct pulse_question *q);
void pulse_end(struct pulse *p, struct gpio *g);
int pulse_take(struct pulse *p, struct gpio *g, unsigned in, uint16_t *us, unsigned n);

#endif
