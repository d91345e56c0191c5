// The IPv4 addresses of this computer's network interfaces that can be used for multicast.
#ifndef POSIX_FACES_H
#define POSIX_FACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The system's data about an IPv4 address of an interface, in native byte order.
struct face_report {
    const char *name; // of the interface
    unsigned flags;   // IFF_UP, ...
    uint32_t address, mask;
};

// Calls `take` for each address that has a mask, on every interface, until it returns false.
// Returns 0. -1: `take` returned false, or the system gave no data.
int faces_visit(bool (*take)(void *ctx, const struct face_report *report), void *ctx);

// An address of an interface, in native byte order.
struct face {
    uint32_t address, mask;
    int index;        // the kernel's number for the interface
    unsigned number;  // our number, from 0
    bool is_first;    // first address of its interface
    bool is_wireless; // the interface is wireless
};

struct faces {
    struct face *items;
    size_t n;
    uint32_t *addresses; // the same addresses again, as an array
};

// Reads the interfaces again: those that are up, can multicast and are not the loopback, at most
// `most`. Returns 1 if they differ from before, 0 if not, -1 without memory or if the system gives
// no data.
int faces_read(struct faces *f, unsigned most);

// The face with this address, or else the first face of that interface, or NULL.
const struct face *faces_by_address(const struct faces *f, uint32_t address);
const struct face *faces_by_index(const struct faces *f, int index);

// Whether the address is a direct neighbour on that interface.
bool faces_is_on_link(const struct faces *f, int index, uint32_t address);

void faces_free(struct faces *f);

#endif
