// Questions in pulses: the kernel stamps the edges of the answer with its time.
#ifndef LINUX_HW_PULSE_H
#define LINUX_HW_PULSE_H

#include "gpio.h"

struct pulse {
    struct pulse_question question;
    int timer;       // runs while a long question does
    bool is_asking;  // the timer ends it
    uint64_t end_ns; // of the question
};

// Its timer is to be waited for by `epoll`; pulse_end is for when it is due. OK or ERR_FULL.
int pulse_init(struct pulse *p);
int pulse_start(struct pulse *p, struct gpio *g, const struct pulse_question *q);
void pulse_end(struct pulse *p, struct gpio *g);
int pulse_take(struct pulse *p, struct gpio *g, unsigned in, uint16_t *us, unsigned n);

#endif
