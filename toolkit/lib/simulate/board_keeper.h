// The process that keeps the emulators of one `micros simulate`. It starts them, reports when they
// are ready or when one ends unexpectedly, and ends them all when it is told to end.
#ifndef BOARD_KEEPER_H
#define BOARD_KEEPER_H

#include "simulate/board_unit.h"

struct board_keeper {
    const struct board_plan *plan;
    const char *program, *image;
    struct board_unit *units; // as many as the plan counts
    int report;               // gets one line when all are ready, or the reason why they are not
};

// Starts the emulators of prepared units and runs until they end. On success it reports the line
// "listening on ADDRESS:PORT"; anything else is a message for people, perhaps of several lines.
// Returns the process's exit status.
int board_keeper_run(struct board_keeper *keeper);

#endif
