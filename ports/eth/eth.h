// What a board owes ports/eth: Ethernet frames, one at a time and without their check sequence, and
// how its link is. The frames may be those of a wire, or of a radio whose own software makes them
// look the same. No function waits for the other end, or calls the node.
#ifndef ETH_ETH_H
#define ETH_ETH_H

#include "network.h"
#include <stddef.h>

enum { ETH_FRAME_MAX = 1514 };

// How the device's link is.
struct eth_link {
    bool is_up;
    uint8_t kind;      // enum network_kind
    int8_t signal_dbm; // or NETWORK_NO_SIGNAL
};

bool board_eth_start(const uint8_t mac[6]);     // accepts broadcast and multicast too
uint8_t *board_eth_tx_frame(size_t len);        // room for a frame of `len` bytes; NULL: not now
void board_eth_tx_send(size_t len);             // sends what was written there
const uint8_t *board_eth_rx_frame(size_t *len); // the oldest frame that came in, or NULL
void board_eth_rx_drop(void);                   // done with it

// Says how the link is now; called in every round. `link` comes as a wire's that is down. A radio
// may want to know the node's address: it is in `facts`.
void board_eth_look(struct eth_link *link, const struct network_facts *facts);

#endif
