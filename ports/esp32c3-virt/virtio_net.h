// The network device, besides what board.h asks of it.
#ifndef VIRTIO_NET_H
#define VIRTIO_NET_H

#include <stdbool.h>

// Takes back the device's interrupt and tells whether a frame waits: what comes later is a new one.
bool virtio_net_has_frame(void);

#endif
