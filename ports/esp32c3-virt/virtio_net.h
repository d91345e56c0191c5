// The network device: functions beyond those in board.h.
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

#include <stdbool.h>

// Clears the device's interrupt and tells whether a frame waits. Later frames interrupt again.
bool virtio_net_has_frame(void);

#endif
