// A node's name in .local and its service, told by multicast DNS (RFC 6762) and found by DNS-SD
// (RFC 6763): NAME.local with an address, NAME._micros._tcp.local with port and description.
// Does no I/O: packets and time come in, packets go out. Probes first; a name that somebody else
// has gets "-2" behind it, and so on.
#ifndef NET_RESPONDER_H
#define NET_RESPONDER_H

#include "cfg.h"
#include "net/dns.h"
#include "net/hostname.h"

enum {
    RESPONDER_PLACES = CFG_PLACES,          // network interfaces
    RESPONDER_NAME_MAX = HOSTNAME_MAX,      // of the name that a node wants
    RESPONDER_LABEL_MAX = HOSTNAME_MAX + 6, // with "-65535"
    RESPONDER_PACKET_MAX = 1024,            // room for any packet that is written here
    RESPONDER_TXT_MAX = 400,
};

#define RESPONDER_LOCAL   "\5local"
#define RESPONDER_SERVICE "\7_micros\4_tcp\5local"

// One network interface as the node is seen there.
struct responder_place {
    unsigned number;     // below RESPONDER_PLACES
    uint32_t address;    // of the node
    const uint32_t *own; // these are the node's too: they make no conflict
    size_t n_own;
    struct text txt; // the description: strings, each behind its length; RESPONDER_TXT_MAX at most
};

struct responder {
    char label[RESPONDER_LABEL_MAX + 1]; // the name in use, terminated
    uint8_t wanted_len;                  // the wanted name is its beginning
    uint8_t state, sent;                 // probes or announcements so far
    uint8_t conflicts;                   // since the last name that could be kept
    uint8_t replies;                     // by unicast, since replies_ms
    uint16_t suffix;                     // the number behind the name, 0: none
    uint16_t port;
    uint16_t was_told;                  // places that heard of the node, one bit each
    uint32_t replies_ms;                // when counting them began
    uint32_t due_ms;                    // of the next probe or announcement
    uint32_t told_ms[RESPONDER_PLACES]; // when they last did
    uint32_t owed_ms[RESPONDER_PLACES]; // when an answer is due there
    uint8_t owed[RESPONDER_PLACES];     // which records; 0: no answer is due
};

// Begins to probe for the label of a name (net/hostname.h). `random` is any number: nodes that
// start together should not ask together.
void responder_start(struct responder *r, struct text name, uint16_t port, uint32_t now_ms,
                     uint32_t random);

// The network changed: probes anew for the same name.
void responder_again(struct responder *r, uint32_t now_ms);

// The description changed: tells it.
void responder_changed(struct responder *r, uint32_t now_ms);

// A packet from port 5353. True when it took the node's name away: it has another one now.
bool responder_hear(struct responder *r, const struct responder_place *place, const uint8_t *data,
                    size_t len, uint32_t now_ms, uint32_t random);

// A packet from another port: the question of a simple client, which is answered alone. Returns the
// length of the answer, 0: none.
size_t responder_reply(struct responder *r, const struct responder_place *place,
                       const uint8_t *data, size_t len, uint32_t now_ms, uint8_t *answer,
                       size_t cap);

// What is to be multicast now.
struct responder_job {
    bool is_probe;
    uint8_t records;
    uint16_t places; // one bit each
};

// Takes one job among these places; false when nothing is due. Call it until then.
bool responder_take(struct responder *r, uint16_t places, uint32_t now_ms,
                    struct responder_job *job);

// Milliseconds until the next job, UINT32_MAX: none without a packet.
uint32_t responder_wait_ms(const struct responder *r, uint16_t places, uint32_t now_ms);

// Writes the packet of a job for one place, and the goodbye. Return its length.
size_t responder_write(const struct responder *r, const struct responder_place *place,
                       const struct responder_job *job, uint8_t *packet, size_t cap);
size_t responder_goodbye(const struct responder *r, const struct responder_place *place,
                         uint8_t *packet, size_t cap);

#endif
