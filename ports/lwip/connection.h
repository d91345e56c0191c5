// TCP connections over lwIP's raw interface.
// lwIP's callbacks only note here what happened; whoever looks at these rows does what follows. So
// the network may move at any time, also while the node waits for room in a connection.
#ifndef LWIP_CONNECTION_H
#define LWIP_CONNECTION_H

#include "link.h"
#include "node/link.h"
#include "stack.h"

struct shell;

enum connection_stage {
    STAGE_FREE,
    STAGE_NEW,     // accepted; the node does not know it yet
    STAGE_OPEN,    // has a session
    STAGE_CLOSING, // the node has hung up; what was sent is on its way
    STAGE_QUIET,   // the peer's turn: to end its side, or to speak
    STAGE_SHUT     // it did neither, so our side has ended; waits for the peer's end
};

struct connection {
    struct link link;    // what the node knows it by; first
    struct tcp_pcb *pcb; // NULL: lwIP has freed it
    struct shell *shell; // of STAGE_OPEN
    struct pbuf *held;   // input that the node did not take yet
    uint16_t held_at;    // bytes of the first piece that it did
    uint32_t moved_ms;   // when the peer last took something, or first owed it
    uint8_t stage;       // enum connection_stage
    bool has_ended;      // the peer sends no more
    bool is_late;        // the peer has spoken although it had our last words
    bool has_moved;      // the peer took something since this was cleared
};

enum {
    CONNECTION_SPARES = 4, // to be told that the node is busy, or closing
    CONNECTIONS = LINK_SESSIONS + CONNECTION_SPARES,
    CONNECTION_QUIET_MS = 1000,  // for the peer to end its side, or to speak
    CONNECTION_LINGER_MS = 2000, // for all of its end
};

extern struct connection connection_rows[CONNECTIONS];

bool connection_listen(uint16_t port); // false: no memory

// What lwIP says about this PCB is noted in this row from now on.
void connection_adopt(struct connection *c, struct tcp_pcb *pcb);

void connection_stop_listening(void);

// Input that waits: the next chunk as it came in, and how much of it was used.
const char *connection_chunk(const struct connection *c, size_t *len);
void connection_took(struct connection *c, size_t len);

// All was said; input that was not taken is dropped. Our side does not end yet: clients of the
// original say one more word after the last ones, and read until that word's answer comes or a
// reset. So who speaks now is to be reset (is_late).
void connection_fall_quiet(struct connection *c);

void connection_shut(struct connection *c); // ends our side

// Tells the peer at once that its bytes have come, for it may wait for that with the rest.
void connection_acknowledge(struct connection *c);

void connection_abort(struct connection *c); // at once; its row stays until it is released
void connection_release(struct connection *c);

// True when the peer has all that was sent, and our end if that was sent.
bool connection_is_heard(const struct connection *c);

// Ends but a few of those that are not open yet, and of those that are over: under attack they
// would fill lwIP's heap, or keep others out.
void connection_trim(void);

uint32_t connection_quiet_ms(const struct connection *c); // since it moved

#endif
