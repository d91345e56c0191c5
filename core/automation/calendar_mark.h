// The mark that the calendar stores over a restart: the time up to which everything is done, and
// the settings that this applies to.
#ifndef AUTOMATION_CALENDAR_MARK_H
#define AUTOMATION_CALENDAR_MARK_H

#include "automation/automation.h"

// "1732312345 stopped 3fa29c". The last word is the schedule in hexadecimal. "stopped" is there
// only if the node was stopped in an orderly way. Older releases wrote no schedule.
#define CALENDAR_MARK_FILE "cron.mark"

// The calendar counts seconds in 32 bits. It stops at 2106-02-07 06:28:15 UTC.
#define CALENDAR_END_S UINT32_MAX

enum { CALENDAR_SCHEDULE = 0xffffff }; // the bits of a schedule

struct calendar_mark {
    uint32_t done_s; // seconds since 1970: everything due up to here has run
    bool is_whole;   // this includes frequent entries, which are not recorded one by one
};

// A digest of all settings that decide what runs when. If it differs, the calendar is another one.
uint32_t calendar_schedule(const struct node *n);

// Reads the stored mark. Returns false if there is none, or if it belongs to other settings than
// the present ones.
bool calendar_mark_read(const struct node *n, struct calendar_mark *mark);

// Stores the time up to which the calendar of `n` is done. Returns OK or an error of the store.
int calendar_mark_write(const struct node *n, bool is_whole);

void calendar_mark_remove(const struct node *n);

#endif
