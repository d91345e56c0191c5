// The time zones that the nodes of this process use. Each is opened once.
#ifndef LINUX_ZONES_H
#define LINUX_ZONES_H

#include "tzfile.h"

struct zones {
    struct opened_zone *first;
};

int zones_find(struct zones *z, struct text name, struct zone *zone); // same as port->zone
void zones_close(struct zones *z);

#endif
