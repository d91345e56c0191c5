// The network device: functions beyond those in board.h.
#ifndef LAN9118_H
#define LAN9118_H

#include <stdbool.h>

// Clears the device's interrupt and tells whether a frame waits. Later frames interrupt again.
bool lan9118_has_frame(void);

#endif
