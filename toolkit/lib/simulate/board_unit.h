// One emulated board: its folder, its place on the network, and the command line of its emulator.
#ifndef BOARD_UNIT_H
#define BOARD_UNIT_H

#include "simulate/board_start.h"
#include <netinet/in.h>
#include <signal.h>

struct board_unit {
    char folder[SIMNODE_FOLDER];
    char address[INET_ADDRSTRLEN + sizeof ":65535"]; // where its shell is reached
    char host[INET_ADDRSTRLEN];
    uint16_t port;
    uint8_t mac[6];
    int lock;  // held as long as the emulator runs; -1: not
    pid_t pid; // of the emulator; 0: not running
    bool is_ready;
};

// Makes the folder, locks it and makes the flash ready. False after a message.
bool board_unit_prepare(struct board_unit *unit, const struct board_plan *plan);

// Starts the emulator; it ends when the caller does. False if no process can be started.
bool board_unit_start(struct board_unit *unit, const struct board_plan *plan, const char *program,
                      const char *image);

// Copies the last lines of a file in the unit's folder. Returns the length; 0: there are none.
size_t board_unit_tail(const struct board_unit *unit, const char *name, char *text, size_t size);

#endif
