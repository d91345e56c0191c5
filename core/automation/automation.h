// What a node does by itself: calendar, timer, pin events and tasks, with their state.
#ifndef AUTOMATION_AUTOMATION_H
#define AUTOMATION_AUTOMATION_H

#include "node/node.h"

struct timer {
    bool is_running;
    uint32_t due_ms;
};

// The last run of a calendar entry.
struct cron_note {
    uint32_t due_s; // 0: it has not run yet
    uint16_t late_s;
    bool ok;
};

// Times are seconds since 1970 in 32 bits, which last until 2106.
struct calendar {
    uint32_t done_s, next_s; // all is done up to done_s; next_s is the next due time or UINT32_MAX
    uint32_t start_s;        // frequent entries do not run for times before this
    uint32_t generation;     // of the settings that `schedule` was calculated from
    uint32_t schedule : 24;  // digest of the settings that next_s depends on: calendar_schedule
    bool is_running : 1;
    bool has_begun : 1;     // has started since the boot, or since it was switched on
    bool is_cleared : 1;    // it is off, and its stored mark is removed
    bool mark_is_whole : 1; // the stored mark says that the node has stopped, and when
    bool is_behind : 1;     // the clock was set back to a time before done_s
    struct cron_note notes[CFG_CRON_NOTES];
};

// A pin whose edges start commands.
struct pin_event {
    uint8_t gpio;
    uint8_t pending;   // runs that are still to do
    uint8_t dropped;   // edges that were too many, at most 255
    uint8_t edges : 2; // bit 0: falling edges count, bit 1: rising edges count
    bool is_open : 1, is_high : 1, is_bouncing : 1;
    uint32_t quiet_ms; // the pin may bounce until then
};

enum { PIN_EVENTS = 5 };

struct automation {
    struct timer timer;
    struct calendar calendar;
    struct pin_event pin_events[PIN_EVENTS];
    struct task *tasks; // memory from the port; NULL: no task has started yet
    unsigned n_tasks;
    uint32_t tasks_ended;
};

#endif
