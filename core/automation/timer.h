// The periodic timer: runs setting timirqcbf every timirqseq milliseconds.
#ifndef AUTOMATION_TIMER_H
#define AUTOMATION_TIMER_H

#include "automation/automation.h"
#include "node/room.h"

void automation_start_timer(struct node *n); // called at boot; does nothing if timirq is off

extern const struct room timer_room;

#endif
