// Passes Ethernet frames between the board and lwIP.
#ifndef ETH_FRAMES_H
#define ETH_FRAMES_H

#include "stack.h"
#include <stdbool.h>

// Starts the board's network device and lwIP's interface for it; the link is down at first. False:
// the device does not answer.
bool frames_start(struct netif *face, const uint8_t mac[ETH_HWADDR_LEN]);

// Passes the oldest frame to lwIP. Without memory the frame is lost. False: there was none.
bool frames_take(struct netif *face);

#endif
