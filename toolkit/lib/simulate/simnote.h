// Notes about simulated nodes in the background, so that they can be found again and ended.
#ifndef SIMNOTE_H
#define SIMNOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct simnote {
    pid_t pid;
    long long started; // when the process started: with its number, this is unique
    char listen[128];  // where it was told to listen
    char address[128]; // where it does
    char board[32];    // the kind of an emulated board, "" otherwise
    char folder[512];  // of an emulated board (the first of several), "" otherwise
    unsigned count;
};

struct simnote_list {
    struct simnote *items; // of processes that still run, nothing else
    size_t n;
};

// Reads the notes, except those of processes that have ended. The caller frees the items.
struct simnote_list simnote_load(void);

// The note of the nodes that were told to listen there, or NULL.
const struct simnote *simnote_find(const struct simnote_list *list, const char *listen);

// Adds a note; `started` is filled in. Exit code; the message is printed.
int simnote_add(const struct simnote *note);

// Ends every noted process. `*stopped` becomes their number. Exit code; messages are printed.
int simnote_stop_all(size_t *stopped);

#endif
