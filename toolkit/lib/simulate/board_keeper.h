// The process that keeps the emulators of one `micros simulate`: it starts them, tells when they
// are ready, reports one that ends by itself, and ends them all when it is told to end.
#ifndef BOARD_KEEPER_H
#define BOARD_KEEPER_H

#include "simulate/board_unit.h"

struct board_keeper {
    const struct board_plan *plan;
    const char *program, *image;
    struct board_unit *units; // as many as the plan counts
    int report;               // takes one line when all are ready, or why they are not
};

// Starts the emulators of units that are prepared and serves them to the end. The line that tells
// of the success is "listening on ADDRESS:PORT"; anything else is a message for people, perhaps of
// several lines. Returns the process's exit status.
int board_keeper_run(struct board_keeper *keeper);

#endif
