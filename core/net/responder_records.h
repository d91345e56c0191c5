// The records of a responder, and how they are written into a packet. For responder.c.
#ifndef NET_RESPONDER_RECORDS_H
#define NET_RESPONDER_RECORDS_H

#include "net/responder.h"

enum { RESPONDER_TTL_S = 4500 };

// Sets of records that can be asked for and sent.
enum {
    ASKED_SERVICE = 1,  // _micros._tcp.local PTR
    ASKED_INSTANCE = 2, // NAME._micros._tcp.local SRV and TXT
    ASKED_HOST = 4,     // NAME.local A
    ASKED_TYPES = 8,    // _services._dns-sd._udp.local PTR: the list of services
    ASKED_ALL = ASKED_SERVICE | ASKED_INSTANCE | ASKED_HOST,
};

// The node's two names in wire form.
struct responder_names {
    char host[RESPONDER_LABEL_MAX + 1 + sizeof RESPONDER_LOCAL];
    char instance[RESPONDER_LABEL_MAX + 1 + sizeof RESPONDER_SERVICE];
    struct text h, i; // the same as slices
};

extern const struct text responder_service, responder_types;

void responder_names(const struct responder *r, struct responder_names *n);

// How records are written. Their time to live is limited. Those in `asked` go into the answer
// section, the others behind them.
struct responder_manner {
    uint32_t ttl_s;
    bool is_marked; // the set is complete: the mark of multicast answers
    uint8_t asked;
    bool is_proposal; // part of a probe
};

// Writes these sets of records.
void responder_put_records(struct dns_writer *w, const struct responder_manner *how,
                           const struct responder *r, const struct responder_place *place,
                           const struct responder_names *n, uint8_t sets);

// Writes the records that were asked for, and those that the client will need next.
void responder_put_answer(struct dns_writer *w, const struct responder_manner *how,
                          const struct responder *r, const struct responder_place *place,
                          const struct responder_names *n);

#endif
