// TCP connections over lwIP's raw interface. lwIP's callbacks only record events here; other code
// acts on these rows later. So the network may run at any time, also while the node waits for room
// in a connection.
#ifndef LWIP_CONNECTION_H
#define LWIP_CONNECTION_H

#include "link.h"
#include "node/link.h"
#include "stack.h"

struct shell;

enum connection_stage {
    STAGE_FREE,
    STAGE_NEW,     // accepted, but the node does not know it yet
    STAGE_OPEN,    // has a session
    STAGE_CLOSING, // the node has hung up; the rest is being sent
    STAGE_QUIET,   // the peer's turn: it may end its side or speak
    STAGE_SHUT     // it did neither, so our side has ended; waits for the peer's end
};

struct connection {
    struct link link;    // the node's handle; first member
    struct tcp_pcb *pcb; // NULL: freed by lwIP
    struct shell *shell; // for STAGE_OPEN
    struct pbuf *held;   // input that the node did not take yet
    uint16_t held_at;    // how many bytes of the first piece were taken
    uint32_t moved_ms;   // when the peer last took something, or first had to acknowledge
    uint8_t stage;       // enum connection_stage
    bool has_ended;      // the peer sends no more
    bool is_late;        // the peer has spoken although it had our last bytes
    bool has_moved;      // the peer has taken something since this was cleared
};

enum {
    CONNECTION_SPARES = 4, // for refusals, and for connections that close
    CONNECTIONS = LINK_SESSIONS + CONNECTION_SPARES,
    CONNECTION_QUIET_MS = 1000,  // for the peer to end its side or to speak
    CONNECTION_LINGER_MS = 2000, // longest time for its end
};

extern struct connection connection_rows[CONNECTIONS];

bool connection_listen(uint16_t port); // false: no memory

// From now on lwIP's events for this PCB are recorded in this row.
void connection_adopt(struct connection *c, struct tcp_pcb *pcb);

void connection_stop_listening(void);

// Input that waits: gives the next chunk; the second tells how much of it was used.
const char *connection_chunk(const struct connection *c, size_t *len);
void connection_took(struct connection *c, size_t len);

// Everything was sent; input that was not taken is dropped. Our side does not end yet: clients of
// the original send one more word, and read until they get an answer or a reset. If the peer speaks
// now, reset the connection (is_late).
void connection_fall_quiet(struct connection *c);

void connection_shut(struct connection *c); // ends our side

// Acknowledges input at once, because the peer may wait for that before it sends the rest.
void connection_acknowledge(struct connection *c);

void connection_abort(struct connection *c); // at once; its row stays until connection_release
void connection_release(struct connection *c);

// Whether the peer has acknowledged everything, including our end if that was sent.
bool connection_is_heard(const struct connection *c);

// Keeps only a few connections that are not open yet or already over. Under attack they could fill
// lwIP's heap or keep others out.
void connection_trim(void);

uint32_t connection_quiet_ms(const struct connection *c); // since the peer last took something

#endif
