// Nodes that announce themselves: multicast DNS (RFC 6762) and DNS-SD (RFC 6763), on every
// interface but the loopback. All that is received may come from anybody on the network.
#ifndef BROWSE_H
#define BROWSE_H

#include "device/address.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BROWSE_NAME = 64 * 4 }; // a label, every byte of it escaped

struct browse_found {
    char name[BROWSE_NAME]; // safe to show: characters that no node's name can have are escaped
    uint32_t ip;            // native byte order, of a neighbour
    uint16_t port;
};

struct browse;

// Asks which nodes are there. NULL if there is no network to ask. Answers wait for browse_finish,
// so the caller may do something else in between.
struct browse *browse_start(void);

// Reads the answers, until a second has passed since the start. Returns the number of nodes, and
// the nodes; the caller frees them. Frees the browse; NULL is allowed.
size_t browse_finish(struct browse *browse, struct browse_found **found);

// Looks for the node of this name on the network. False if there is none, which takes most of a
// second, and for a text that cannot be a node's name.
bool browse_find(const char *name, struct address *address);

#endif
