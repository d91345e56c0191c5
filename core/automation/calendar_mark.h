// What the calendar keeps over a restart: up to when all is done, and under which settings.
#ifndef AUTOMATION_CALENDAR_MARK_H
#define AUTOMATION_CALENDAR_MARK_H

#include "automation/automation.h"

// "1732312345 stopped 3fa29c": the last word is the schedule in hexadecimal digits; "stopped" is
// left out unless the node was stopped in order. Older releases wrote no schedule.
#define CALENDAR_MARK_FILE "cron.mark"

// The calendar counts seconds in 32 bits, and rests from 2106-02-07 06:28:15 UTC on.
#define CALENDAR_END_S UINT32_MAX

enum { CALENDAR_SCHEDULE = 0xffffff }; // the bits of a schedule

struct calendar_mark {
    uint32_t done_s; // seconds since 1970: everything due up to here was run
    bool is_whole;   // also what is due so often that it is not written down
};

// A digest of all settings that say when what is run: another one is another calendar.
uint32_t calendar_schedule(const struct node *n);

// Reads what is kept. False: there is nothing, or it is of other settings than n has, and says
// nothing of theirs.
bool calendar_mark_read(const struct node *n, struct calendar_mark *mark);

// Keeps up to when the calendar of `n` is done. OK, or an error of the store.
int calendar_mark_write(const struct node *n, bool is_whole);

void calendar_mark_remove(const struct node *n);

#endif
