// The listening socket of a node.
#ifndef LINUX_LISTENER_H
#define LINUX_LISTENER_H

#include "unit.h"

// Listens at `want`; on success the unit's former listener is closed. 0 or -1 with errno.
int listener_open(struct unit *u, const struct sockaddr_storage *want);

void listener_close(struct unit *u);

#endif
