// What a board must provide for ports/eth: Ethernet frames, one at a time and without check
// sequence, and the state of its link. The frames may come from a wire, or from a radio whose
// software presents them as Ethernet. No function waits for the other end or calls the node.
#ifndef ETH_ETH_H
#define ETH_ETH_H

#include "network.h"
#include <stddef.h>

enum { ETH_FRAME_MAX = 1514 };

// The state of the device's link.
struct eth_link {
    bool is_up;
    uint8_t kind;      // enum network_kind
    int8_t signal_dbm; // or NETWORK_NO_SIGNAL
};

bool board_eth_start(const uint8_t mac[6]);     // accept broadcast and multicast too
uint8_t *board_eth_tx_frame(size_t len);        // buffer for a frame of `len` bytes; NULL: not now
void board_eth_tx_send(size_t len);             // sends the frame in that buffer
const uint8_t *board_eth_rx_frame(size_t *len); // the oldest received frame, or NULL
void board_eth_rx_drop(void);                   // frees that frame

// Reports the state of the link; called in every round. `link` is preset to a wire that is down.
// `facts` has the node's address, which a radio may need.
void board_eth_look(struct eth_link *link, const struct network_facts *facts);

#endif
