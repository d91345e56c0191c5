// One node of the process with all that its port gives it: board, store, listener, connections.
#ifndef LINUX_UNIT_H
#define LINUX_UNIT_H

#include "conn.h"
#include "disk.h"
#include "hw/custom_pins.h"
#include "machine.h"
#include "mdns.h"
#include "options.h"
#include "posix/listener.h"
#include "posix/loop.h"
#include "posix/output.h"
#include "rooms.h"
#include "sim/parts.h"
#include "timekeeper.h"
#include "zones.h"
#include <netinet/in.h>
#include <stdio.h>

// What the nodes of one process share.
struct process {
    const struct options *options;
    struct loop loop;
    struct mdns mdns; // closed where it is off
    struct timekeeper timekeeper;
    struct zones zones;
    struct usermod_inotify *usermod_inotify; // NULL: no folder is watched
    struct machine *machine;                 // this machine's pins, or NULL: simulated boards
    struct watch pins;                       // what waits there
    struct unit **units;                     // as many as options->count
    struct disk_reader reader;
    struct output log, trace; // closed where there is none
    int64_t date_s;           // of `date`
    char date[24]; // "2026-11-22T17:55:01Z ", before each line of a log file; made once a second
};

struct unit {
    struct node node;
    struct rooms_state rooms;
    struct port port;
    struct sim sim;
    struct linux_disk disk;
    struct memory_disk *memory; // over a folder that cannot be written; NULL: it can
    struct filestore store;
    struct settings_place settings;
    char settings_memory[SETTINGS_MEMORY];
    struct process *process;
    struct listener listener;
    struct conn *conns;
    struct announced *announced;         // on the network: announce.c; NULL: not
    struct usermod_files *usermod_files; // the user's load modules; NULL: none yet
    struct dial *dials;                  // links to other nodes
    struct task *tasks;                  // NULL: none was needed yet
    struct peer_call *calls;
    struct parts *parts;             // of the simulated board
    struct custom_pins *custom_pins; // where the setting cstmpmap changes the board
    struct loop_work follow;         // what follows from calls of its node
    struct loop_timer timer;         // its node is due
    struct loop_timer serial_timer;  // the serial device went away: it is looked for again
    uint8_t mac[6];
    char name[16]; // of a new node; empty: the default
    char address[INET6_ADDRSTRLEN];
    char root[];
};

// Its node, told the time of this round.
struct node *unit_node(struct unit *u);

// The same, for a call that may change something. What follows from such calls (unit_life.c) is
// done once, at the end of the round, before what they answer is written. Until then a node that
// wishes to reboot is given no more commands.
struct node *unit_call(struct unit *u);

// Has the node polled at that moment of the loop's clock, if not before.
void unit_wake_at(struct unit *u, uint64_t moment_ms);

// The serial device went away (unplugged, or the other end of a pty closed): it is looked for.
void unit_lost_serial(struct unit *u);

void unit_adopt(struct unit *u, struct conn *c);
void unit_forget(struct unit *u, struct conn *c);

#endif
