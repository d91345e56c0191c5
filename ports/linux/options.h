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
    const char *root;               // folder used as the node's flash
    struct sockaddr_storage listen; // address; for several nodes that of the first one
    bool has_port;                  // a port was given; else setting socport is used
    const struct board *board;      // NULL until the real board was read
    const char *board_file;         // board of this machine: built-in name or path; NULL: simulated
    bool console;
    const char *serial; // device, or NULL
    unsigned baud;
    const char *trace; // file, or NULL
    unsigned count;
    bool has_level;
    enum log_level level;
    const char *ntp;                // time servers; NULL: auto; empty: off
    enum system_clock system_clock; // whether it counts as correct
    bool has_mdns;        // an option was given; else mDNS is on unless all listen on the loopback
    bool mdns;            // announce the nodes and resolve names in .local
    const char *hosts;    // file of nodes that are not announced; or NULL
    const char *log_file; // NULL: standard error
    const char *set[SETTINGS_MAX]; // "key=value"
    unsigned n_set;
};

// Sets defaults and reads the arguments. Ends the process on --help, --version and errors.
void options_read(struct options *o, int argc, char **argv);

#endif
