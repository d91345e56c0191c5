// What a node does by itself: calendar, timer, pin events and tasks, and what they remember.
#ifndef AUTOMATION_AUTOMATION_H
#define AUTOMATION_AUTOMATION_H

#include "node/node.h"

struct timer {
    bool is_running;
    uint32_t due_ms;
};

// The last run of an entry of the calendar.
struct cron_note {
    uint32_t due_s; // 0: it has not run yet
    uint16_t late_s;
    bool ok;
};

// Seconds since 1970 have 32 bits here: they last until 2106.
struct calendar {
    uint32_t done_s, next_s; // all up to here is done; what comes next, or UINT32_MAX
    uint32_t start_s;        // what is due often is not made up for before this
    uint32_t generation;     // of the settings that `schedule` was made of
    uint32_t schedule : 24;  // of the settings that next_s follows from: calendar_schedule
    bool is_running : 1;
    bool has_begun : 1;     // since the boot, or since it was switched on
    bool is_cleared : 1;    // it is off, and nothing is kept of it
    bool mark_is_whole : 1; // what is kept says that the node has stopped, and when
    bool is_behind : 1;     // the clock was set back, to before what is done
    struct cron_note notes[CFG_CRON_NOTES];
};

// A pin whose edges start commands.
struct pin_event {
    uint8_t gpio;
    uint8_t pending;   // runs that are still to be done
    uint8_t dropped;   // edges that were too many, 255 at most
    uint8_t edges : 2; // bit 0: the falling one counts, bit 1: the rising one
    bool is_open : 1, is_high : 1, is_bouncing : 1;
    uint32_t quiet_ms; // until then the pin may bounce
};

enum { PIN_EVENTS = 5 };

struct automation {
    struct timer timer;
    struct calendar calendar;
    struct pin_event pin_events[PIN_EVENTS];
    struct task *tasks; // the port's; NULL: none has begun yet
    unsigned n_tasks;
    uint32_t tasks_ended;
};

#endif
