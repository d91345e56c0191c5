// Pin events: an edge of a pin starts commands. The edge itself is only noted; the loop runs them.
#ifndef AUTOMATION_PIN_EVENTS_H
#define AUTOMATION_PIN_EVENTS_H

#include "automation/automation.h"
#include "node/room.h"

void pin_events_start(struct node *n); // claims the pins of the lines that are switched on

extern const struct room pin_events_room;

#endif
