// Searching networks for nodes: asks the shell port of every address who it is.
#ifndef DISCOVER_H
#define DISCOVER_H

#include "cache.h"
#include "address.h"
#include "hello.h"
#include "network.h"
#include "options.h"

struct discovered {
    char ip[32];  // with the port if it is not the usual one
    char mac[18]; // "n/a" if the system does not know
    struct hello hello;
    double comm_s;
};

struct discovery {
    struct discovered *items;
    size_t n;
    size_t asked;
    double took_s;
    bool interrupted;
};

// Asks every address of the networks that this computer has a route to, and shows on a terminal how
// far it is unless `is_quiet`. Exit code 0, or another after a message. Free with discover_free.
int discover_run(const struct network_list *networks, const struct options *options, bool is_quiet,
                 struct discovery *found);

// Puts what was found in the cache file. Exit code 0, or 1 after a message.
int discover_store(const struct discovery *found, const char *path);

void discover_free(struct discovery *found);

#endif
