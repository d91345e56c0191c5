// Sends the same commands to several nodes at once and keeps their answers.
#ifndef BATCH_H
#define BATCH_H

#include "device/target.h"
#include "micros.h"
#include "term/options.h"

struct batch_answer {
    const char *command;
    char *text;
    size_t len;
    enum micros_result result;
    bool configure; // the prompt after it shows configure mode
    int64_t took_us;
};

struct batch_item {
    struct target target;
    enum micros_result result;
    struct batch_answer *answers;
    size_t n_answers;
    char *notice;    // text of the node before its first prompt, "" if none
    char *name;      // the name in its last prompt, "" if none came
    char *password;  // from the password file, or NULL
    bool is_proven;  // the node proved that it knows the password
    unsigned wait_s; // after a refused password: until the node accepts another try
    bool is_done;
};

struct batch {
    const struct options *options;
    const char *cache; // the cache file, which gets a node's new name; NULL: none
    const char *const *commands;
    size_t n_commands;
    bool may_ask;    // ask for a password on the terminal if a node wants one
    bool may_search; // look for devices that do not answer at their address
    // Called once for each item, in the items' order, as soon as it and those before it are done.
    void (*ready)(void *ctx, const struct batch_item *item);
    void *ctx;
};

// Exit code EXIT_OK if the batch itself could run; the items have the results of the nodes.
int batch_run(const struct batch *batch, struct batch_item *items, size_t n);

// Adds a target to a growing list.
void batch_add(struct batch_item **items, size_t *n, const struct target *target);

void batch_free(struct batch_item *items, size_t n);

// The exit code for all items together.
int batch_exit_code(const struct batch_item *items, size_t n);

// Prints on standard error how an item ended, with advice. Nothing if its commands were answered.
void batch_report(const struct batch_item *item);

#endif
