// One node on a simulated disk and board, driven by command lines; for the fault sweeps.
#ifndef RIG_H
#define RIG_H

#include "hw/boards.h"
#include "rooms.h"
#include "shell/shell.h"
#include "sim/faulty.h"
#include "sim/parts.h"
#include "sim/sim.h"
#include "simdisk.h"

struct rig {
    struct link link; // of its one conversation; first
    struct node node;
    struct rooms_state rooms;
    _Alignas(16) uint8_t module_memory[16384];
    size_t taken; // of it
    struct port port;
    struct sim sim;
    struct parts parts; // wired to it
    uint64_t now_ms;
    struct faulty faulty; // between the node and the board
    struct filestore store;
    struct settings_place place;
    char memory[SETTINGS_MEMORY];
    struct shell shell;
    char reply[8192]; // what the session was sent since the last rig_say
    size_t reply_len;
};

// Boots a node on the disk and opens a loopback session.
void rig_boot(struct rig *r, struct simdisk *disk);

// The same on another store.
void rig_boot_on(struct rig *r, struct settings_place place);

// Lets time pass, stopping whenever the node has something to do.
void rig_wait(struct rig *r, uint32_t ms);

// Sends one line; returns the answer without the prompt, terminated. One that takes time is waited
// for.
const char *rig_say(struct rig *r, const char *line);

#endif
