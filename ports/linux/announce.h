// What a node tells its network about itself.
#ifndef LINUX_ANNOUNCE_H
#define LINUX_ANNOUNCE_H

struct unit;

// Announces the unit where it listens, unless that is the loopback.
void announce_start(struct unit *u);

// Follows the settings: another name, port or kind of access is announced anew.
void announce_follow(struct unit *u);

void announce_stop(struct unit *u);

#endif
