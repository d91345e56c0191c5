// A line editor for the terminal with history and completion, which watches a socket while it
// waits.
#ifndef EDITOR_H
#define EDITOR_H

#include "term/words.h"

struct editor;

struct editor_hooks {
    void *ctx;
    int socket; // watched while waiting for keys
    // The socket has something. Returns false if editing should end (the node closed the
    // connection).
    bool (*heard)(void *ctx);
    // Called after each `idle_s` seconds without a key, unless that is 0. False: as above.
    unsigned idle_s;
    bool (*idle)(void *ctx);
    // Fills in the words that may end the line; `*typed` bytes of the word are already there.
    void (*complete)(void *ctx, const char *line, size_t len, struct words_list *words,
                     size_t *typed);
};

// `history` is the file for old lines, NULL for none. Returns NULL if the terminal cannot be used.
struct editor *editor_open(const struct editor_hooks *hooks, const char *history);

// One line without its line break, until the next call; NULL at the end (Ctrl-D, Ctrl-C, node
// closed).
const char *editor_read(struct editor *editor, const char *prompt);

// From now on, watches another socket.
void editor_watch(struct editor *editor, int socket);

// Remembers a line in the history file, readable by the user only.
void editor_remember(struct editor *editor, const char *line);

// Restores the terminal and frees.
void editor_close(struct editor *editor);

#endif
