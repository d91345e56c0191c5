// The network device, besides what board.h asks of it.
#ifndef LAN9118_H
#define LAN9118_H

#include <stdbool.h>

// Takes back the device's interrupt and tells whether a frame waits: what comes later is a new one.
bool lan9118_has_frame(void);

#endif
