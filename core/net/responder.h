// Publishes a node's name in .local and its service by multicast DNS (RFC 6762) and DNS-SD (RFC
// 6763): NAME.local with an address, NAME._micros._tcp.local with port and description. Does no
// I/O: packets and time come in, packets go out. It probes a name first. If another host has the
// name, it tries "NAME-2" and so on.
#ifndef NET_RESPONDER_H
#define NET_RESPONDER_H

#include "cfg.h"
#include "net/dns.h"
#include "net/hostname.h"

enum {
    RESPONDER_PLACES = CFG_PLACES,          // network interfaces
    RESPONDER_NAME_MAX = HOSTNAME_MAX,      // of the wanted name
    RESPONDER_LABEL_MAX = HOSTNAME_MAX + 6, // with "-65535"
    RESPONDER_PACKET_MAX = 1024,            // enough for any packet written here
    RESPONDER_TXT_MAX = 400,
};

#define RESPONDER_LOCAL   "\5local"
#define RESPONDER_SERVICE "\7_micros\4_tcp\5local"

// A network interface, and how the node is seen there.
struct responder_place {
    unsigned number;     // below RESPONDER_PLACES
    uint32_t address;    // of the node
    const uint32_t *own; // other addresses of the node, which are no conflict
    size_t n_own;
    struct text txt; // description: strings, each preceded by its length; at most RESPONDER_TXT_MAX
};

struct responder {
    char label[RESPONDER_LABEL_MAX + 1]; // the name in use, terminated
    uint8_t wanted_len;                  // the first bytes of it are the wanted name
    uint8_t state, sent;                 // sent: probes or announcements so far
    uint8_t conflicts;                   // since the last name without conflict
    uint8_t replies;                     // unicast replies since replies_ms
    uint16_t suffix;                     // number after the name; 0: none
    uint16_t port;
    uint16_t was_told;                  // one bit for each place that has heard of the node
    uint32_t replies_ms;                // when counting of replies started
    uint32_t due_ms;                    // of the next probe or announcement
    uint32_t told_ms[RESPONDER_PLACES]; // when the records were last sent
    uint32_t owed_ms[RESPONDER_PLACES]; // when an answer is due there
    uint8_t owed[RESPONDER_PLACES];     // which records are due; 0: none
};

// Starts to probe the label of a name (net/hostname.h). `random` is any number; it spreads the
// probes of nodes that start together.
void responder_start(struct responder *r, struct text name, uint16_t port, uint32_t now_ms,
                     uint32_t random);

// The network has changed: probes the same name again.
void responder_again(struct responder *r, uint32_t now_ms);

// The description has changed: announces it.
void responder_changed(struct responder *r, uint32_t now_ms);

// Handles a packet from port 5353. True: another host has the node's name, so the node has a new
// one.
bool responder_hear(struct responder *r, const struct responder_place *place, const uint8_t *data,
                    size_t len, uint32_t now_ms, uint32_t random);

// Handles a packet from another port: a question of a simple client, which gets its own answer.
// Returns the length of the answer; 0: none.
size_t responder_reply(struct responder *r, const struct responder_place *place,
                       const uint8_t *data, size_t len, uint32_t now_ms, uint8_t *answer,
                       size_t cap);

// A packet that is to be multicast now.
struct responder_job {
    bool is_probe;
    uint8_t records;
    uint16_t places; // one bit each
};

// Takes one job for these places. False: nothing is due. Call it until then.
bool responder_take(struct responder *r, uint16_t places, uint32_t now_ms,
                    struct responder_job *job);

// Milliseconds until the next job. UINT32_MAX: none until a packet comes.
uint32_t responder_wait_ms(const struct responder *r, uint16_t places, uint32_t now_ms);

// Write the packet of a job for one place, and the goodbye. Both return the length.
size_t responder_write(const struct responder *r, const struct responder_place *place,
                       const struct responder_job *job, uint8_t *packet, size_t cap);
size_t responder_goodbye(const struct responder *r, const struct responder_place *place,
                         uint8_t *packet, size_t cap);

#endif
