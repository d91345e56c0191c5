// Starting simulated nodes: the micros-node program as a child.
#ifndef SIMNODE_H
#define SIMNODE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct simnode_plan {
    const char *program; // NULL: next to this program, or in PATH
    const char *root;    // NULL: in the state folder
    const char *listen;  // ADDRESS:PORT
    const char *board;   // NULL: the node's default
    unsigned count;
    bool background;
    bool is_quiet; // in the foreground: its log is not shown
};

enum { SIMNODE_FOLDER = 512 };

struct simnode {
    pid_t pid;
    int output;                  // the read end of its standard output, -1 when closed
    char address[128];           // that it reports to listen on
    char log[512];               // file with its standard error, "" in the foreground
    char folder[SIMNODE_FOLDER]; // of an emulated board (the first of several), "" otherwise
    struct sigaction interrupt;  // what Ctrl-C did before
    bool hears_interrupt;        // Ctrl-C now ends the node
};

// Starts it and waits until it says where it listens. Exit code; the message is printed.
int simnode_start(const struct simnode_plan *plan, struct simnode *node);

// Waits for a node in the foreground, passing on what it prints; Ctrl-C ends it. Its exit code.
int simnode_wait(struct simnode *node);

// From now on Ctrl-C, which reaches the node too, ends only the node; this program waits for its
// end.
void simnode_hear_interrupt(struct simnode *node);

// Ends a node that has just been started.
void simnode_kill(struct simnode *node);

#endif
