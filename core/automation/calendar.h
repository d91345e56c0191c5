// The calendar: setting crontasks, each entry at the instants that its rule names.
//
// Nothing polls: the next instant of all entries is computed, and slept for. Each instant is run
// once. `done_s` says up to which instant all is done; it only moves forward, so a clock that is
// set back repeats nothing (setting it back by more than an hour says that it was wrong before:
// then the calendar begins anew). What a restart or a clock that is set forward left behind is run
// late, in its order, if not later than setting cronlate. Over a restart done_s is kept
// (calendar_mark.h):
// - written when the calendar begins, and when settings change what is due: a rule is none for the
//   time before it was set;
// - written before an entry is run that is due at most every ten minutes, and when the node stops;
// - so that an entry that is due more often costs no flash; after a power cut such an entry goes on
//   from the start of the node on.
#ifndef AUTOMATION_CALENDAR_H
#define AUTOMATION_CALENDAR_H

#include "automation/automation.h"
#include "command/word.h"
#include "node/room.h"

extern const struct room calendar_room;
extern const struct word calendar_word; // "cron next [n]", "cron why ENTRY"

#endif
