// The IPv4 addresses of this computer's network interfaces, as far as multicast reaches others by
// them.
#ifndef POSIX_FACES_H
#define POSIX_FACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the system says of an IPv4 address of an interface; both in native byte order.
struct face_report {
    const char *name; // of the interface
    unsigned flags;   // IFF_UP, ...
    uint32_t address, mask;
};

// Tells of each address that has a mask, of every interface, until `take` says false. 0, or -1 when
// it did, or when the system tells nothing.
int faces_visit(bool (*take)(void *ctx, const struct face_report *report), void *ctx);

// An address of an interface; both in native byte order.
struct face {
    uint32_t address, mask;
    int index;        // the kernel's number of the interface
    unsigned number;  // ours, from 0 up
    bool is_first;    // of its interface
    bool is_wireless; // the interface
};

struct faces {
    struct face *items;
    size_t n;
    uint32_t *addresses; // the same addresses once more, in a row
};

// Reads them anew: interfaces that are up, can multicast and are not the loopback, `most` at most.
// 1 when they differ from before, 0 when not, -1 without memory or when the system tells nothing.
int faces_read(struct faces *f, unsigned most);

// The face with this address, or the first one of that interface; NULL: none.
const struct face *faces_by_address(const struct faces *f, uint32_t address);
const struct face *faces_by_index(const struct faces *f, int index);

// True when the address is a neighbour's on that interface.
bool faces_is_on_link(const struct faces *f, int index, uint32_t address);

void faces_free(struct faces *f);

#endif
