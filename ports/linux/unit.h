// One node of the process with everything that its port provides: board, store, listener,
// connections.
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

// Shared by all nodes of a process.
struct process {
    const struct options *options;
    struct loop loop;
    struct mdns mdns; // closed if it is off
    struct timekeeper timekeeper;
    struct zones zones;
    struct usermod_inotify *usermod_inotify; // NULL: no folder is watched
    struct machine *machine;                 // this machine's pins; NULL: simulated boards
    struct watch pins;                       // waits for its edges
    struct unit **units;                     // options->count of them
    struct disk_reader reader;
    struct output log, trace; // closed if not used
    int64_t date_s;           // the second that `date` shows
    char date[24]; // "2026-11-22T17:55:01Z ", before each line of a log file; updated once per
                   // second
};

struct unit {
    struct node node;
    struct rooms_state rooms;
    struct port port;
    struct sim sim;
    struct linux_disk disk;
    struct memory_disk *memory; // used if the folder cannot be written; else NULL
    struct filestore store;
    struct settings_place settings;
    char settings_memory[SETTINGS_MEMORY];
    struct process *process;
    struct listener listener;
    struct conn *conns;
    struct announced *announced;         // announcement on the network (announce.c), or NULL
    struct usermod_files *usermod_files; // the user's load modules; NULL: none yet
    struct dial *dials;                  // links to other nodes
    struct task *tasks;                  // NULL: not needed yet
    struct peer_call *calls;
    struct parts *parts;             // of the simulated board
    struct custom_pins *custom_pins; // used if setting cstmpmap changes the board
    struct loop_work follow;         // does what follows from calls of its node
    struct loop_timer timer;         // when its node is due
    struct loop_timer serial_timer;  // looks again for a serial device that is gone
    uint8_t mac[6];
    char name[16]; // name of a new node; empty: the default
    char address[INET6_ADDRSTRLEN];
    char root[];
};

// Its node, with the time of this round.
struct node *unit_node(struct unit *u);

// Same, for a call that may change something. What follows from such calls (unit_life.c) is done
// once at the end of the round, before their answers are written. Until then, a node that wants to
// reboot gets no more commands.
struct node *unit_call(struct unit *u);

// Polls the node at that time of the loop's clock, or earlier.
void unit_wake_at(struct unit *u, uint64_t moment_ms);

// The serial device is gone (unplugged, or the other end of a pty closed). It will be looked for
// again.
void unit_lost_serial(struct unit *u);

void unit_adopt(struct unit *u, struct conn *c);
void unit_forget(struct unit *u, struct conn *c);

#endif
