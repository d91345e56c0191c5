// Pin events: commands that an edge of a pin starts. An edge only notes that something is to be
// done; the loop does it.
#ifndef AUTOMATION_PIN_EVENTS_H
#define AUTOMATION_PIN_EVENTS_H

#include "automation/automation.h"
#include "node/room.h"

void pin_events_start(struct node *n); // claims the pins of the lines that are on

extern const struct room pin_events_room;

#endif
