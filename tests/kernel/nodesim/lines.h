// Sensors that answer a pulse with pulses, on lines of a GPIO chip of their own.
#ifndef NODESIM_LINES_H
#define NODESIM_LINES_H

#include "nodesim.h"

enum { LINE_DHT22, LINE_TRIGGER, LINE_ECHO, LINES };

struct line_sensor {
    unsigned int asked_at, answers_at; // lines
    bool question;                     // the level of the pulse after which it answers
    void (*appear)(struct dentry *folder);
    void (*answer)(unsigned int question_us); // by line_hold
};

extern const struct line_sensor dht22, hcsr04;

// The sensor holds a line at a level for so long, then it is at the other one.
void line_hold(unsigned int line, bool high, unsigned int us);

#endif
