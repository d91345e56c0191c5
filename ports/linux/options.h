// The command line of micros-node.
#ifndef LINUX_OPTIONS_H
#define LINUX_OPTIONS_H

#include "hw/board.h"
#include "run/log.h"
#include "timekeeper.h"
#include <netinet/in.h>
#include <stdbool.h>

enum { SETTINGS_MAX = 32 };

struct options {
    const char *root;               // folder that is the node's flash
    struct sockaddr_storage listen; // address; for several nodes the first one's
    bool has_port;                  // a port was given; else the setting socport counts
    const struct board *board;      // NULL until the real one was read
    const char *board_file;         // of this machine: a built-in name or a path; NULL: simulated
    bool console;
    const char *serial; // device, or NULL
    unsigned baud;
    const char *trace; // file, or NULL
    unsigned count;
    bool has_level;
    enum log_level level;
    const char *ntp;                // time servers; NULL: auto; empty: off
    enum system_clock system_clock; // whether it is right
    bool has_mdns;                  // it was said; else it is on unless all listen on the loopback
    bool mdns;                      // announce the nodes and resolve names in .local
    const char *hosts;              // file of nodes that announce themselves nowhere; or NULL
    const char *log_file;           // or NULL: standard error
    const char *set[SETTINGS_MAX];  // "key=value"
    unsigned n_set;
};

// Fills in the defaults and reads the arguments; ends the process on --help, --version and misuse.
void options_read(struct options *o, int argc, char **argv);

#endif
