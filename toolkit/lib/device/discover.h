// Searching networks for nodes: asks the shell port of every address for a name, and listens for
// nodes that announce themselves.
#ifndef DISCOVER_H
#define DISCOVER_H

#include "device/address.h"
#include "device/cache.h"
#include "device/hello.h"
#include "device/network.h"
#include "term/options.h"

struct discovered {
    char ip[32];  // with the port if it is not the usual one
    char mac[18]; // "n/a" if the system does not know
    struct micros_hello hello;
    double comm_s;
    bool by_asking;    // its address was one of those asked
    bool is_announced; // it was found by DNS-SD
};

// Announced, but it did not answer hello.
struct discovered_silent {
    char ip[32];
    char *name; // characters that no node's name can have are escaped
};

struct discovery {
    struct discovered *items;
    size_t n;
    size_t asked;
    struct discovered_silent *silent;
    size_t n_silent;
    double took_s;
    bool interrupted;
};

// Asks every address of the networks that this computer has a route to. Shows its progress on a
// terminal unless `is_quiet`. Exit code 0, or another after a message. Free with discover_free.
int discover_run(const struct network_list *networks, const struct options *options, bool is_quiet,
                 struct discovery *found);

// The same, and asks the nodes that announce themselves on this computer's networks, on any port;
// with `only_these`, those in the given networks.
int discover_everywhere(const struct network_list *networks, bool only_these,
                        const struct options *options, struct discovery *found);

// Puts the found nodes in the cache file. Exit code 0, or 1 after a message.
int discover_store(const struct discovery *found, const char *path);

void discover_free(struct discovery *found);

#endif
