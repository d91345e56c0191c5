// Announces a node in its network.
#ifndef LINUX_ANNOUNCE_H
#define LINUX_ANNOUNCE_H

struct unit;

// Announces the unit where it listens, unless that is the loopback.
void announce_start(struct unit *u);

// Follows the settings: a new name, port or kind of access is announced again.
void announce_follow(struct unit *u);

void announce_stop(struct unit *u);

#endif
