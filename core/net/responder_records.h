// The records of a responder: which there are, and how they stand in a packet. For responder.c.
#ifndef NET_RESPONDER_RECORDS_H
#define NET_RESPONDER_RECORDS_H

#include "net/responder.h"

enum { RESPONDER_TTL_S = 4500 };

// The sets of records that are asked for and told.
enum {
    ASKED_SERVICE = 1,  // _micros._tcp.local PTR
    ASKED_INSTANCE = 2, // NAME._micros._tcp.local SRV and TXT
    ASKED_HOST = 4,     // NAME.local A
    ASKED_TYPES = 8,    // _services._dns-sd._udp.local PTR: which services there are
    ASKED_ALL = ASKED_SERVICE | ASKED_INSTANCE | ASKED_HOST,
};

// The node's two names, as they stand in packets.
struct responder_names {
    char host[RESPONDER_LABEL_MAX + 1 + sizeof RESPONDER_LOCAL];
    char instance[RESPONDER_LABEL_MAX + 1 + sizeof RESPONDER_SERVICE];
    struct text h, i; // the same
};

extern const struct text responder_service, responder_types;

void responder_names(const struct responder *r, struct responder_names *n);

// How records are written: at most with this time to live; `asked` go to the answers, the others
// behind them.
struct responder_manner {
    uint32_t ttl_s;
    bool is_marked; // they are all there is: the mark of multicast answers
    uint8_t asked;
    bool is_proposal; // of a probe
};

// Writes these sets of records.
void responder_put_records(struct dns_writer *w, const struct responder_manner *how,
                           const struct responder *r, const struct responder_place *place,
                           const struct responder_names *n, uint8_t sets);

// Writes what was asked for, and what who asks will want to know next.
void responder_put_answer(struct dns_writer *w, const struct responder_manner *how,
                          const struct responder *r, const struct responder_place *place,
                          const struct responder_names *n);

#endif
