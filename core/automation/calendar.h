// The calendar: runs each entry of setting crontasks at the instants that its rule names.
//
// It does not poll. It computes the next instant of all entries and sleeps until then. Each instant
// runs once: everything up to `done_s` is done, and `done_s` only moves forward. So nothing is
// repeated if the clock is set back. A step back of more than an hour means that the clock was
// wrong, so the calendar restarts. After a restart of the node, or if the clock is set forward,
// missed instants run late and in order. Those later than setting cronlate are left out.
//
// done_s is stored, so that it survives a restart (calendar_mark.h):
// - when the calendar starts, and when settings change what is due, because a rule does not apply
// to
//   times before it was set;
// - before an entry runs that is due every ten minutes or less often;
// - when the node stops.
// More frequent entries are not recorded, to save the flash. After a power cut they resume at the
// node's start.
#ifndef AUTOMATION_CALENDAR_H
#define AUTOMATION_CALENDAR_H

#include "automation/automation.h"
#include "command/word.h"
#include "node/room.h"

extern const struct room calendar_room;
extern const struct word calendar_word; // "cron next [n]", "cron why ENTRY"

#endif
