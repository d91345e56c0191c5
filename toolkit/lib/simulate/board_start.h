// Starting emulated boards: a keeper process with one emulator for each.
#ifndef BOARD_START_H
#define BOARD_START_H

#include "simulate/board.h"
#include "simulate/simnode.h"
#include <stdbool.h>

enum { BOARD_COUNT_MAX = 100 }; // an emulator takes some 40 MB

struct board_plan {
    const struct board_kind *kind;
    const char *image;  // NULL: look for it
    const char *root;   // NULL: in the state folder
    const char *listen; // ADDRESS:PORT, on the loopback
    unsigned count;
    bool background;
    bool has_console; // the serial line is this program's standard input and output
    bool traces;      // the simulated hardware reports on the serial line what it does
    int timeout_ms;   // from the start of the emulators until all boards answer
};

// Starts the boards and waits until each answers `hello`. Use `node` like one of simnode_start.
// Exit code; the message is printed.
int board_start(const struct board_plan *plan, struct simnode *node);

#endif
