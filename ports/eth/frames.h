// Ethernet frames between the board and lwIP.
#ifndef LWIP_FRAMES_H
#define LWIP_FRAMES_H

#include "stack.h"

// An lwIP netif_init_fn: starts the board's network and sets the interface up for it.
err_t frames_start(struct netif *face);

// Hands the oldest frame to lwIP; one for which there is no memory is lost. False: there was none.
bool frames_take(struct netif *face);

#endif
