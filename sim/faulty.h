// Wraps any backend and makes its Nth operation fail. Tests go through all N.
#ifndef SIM_FAULTY_H
#define SIM_FAULTY_H

#include "hw/hw.h"

struct faulty {
    struct hw hw; // give &faulty.hw to the node
    const struct hw *real;
    unsigned calls;   // operations so far
    unsigned fail_at; // the operation to fail, counted from 1; 0: none
};

void faulty_init(struct faulty *f, const struct hw *real);

#endif
