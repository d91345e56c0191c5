// A node with a calendar, driven from event to event through virtual time; what it runs is recorded
// and judged by the oracle.
#ifndef CALENDAR_BENCH_H
#define CALENDAR_BENCH_H

#include "oracle.h"
#include "rig.h"
#include <stdio.h>

#define BEGIN_S INT64_C(1767225600) // 2026-01-01 00:00:00 UTC

enum { YEAR_S = 31556952, HOUR_S = 3600, DAY_S = 86400 };

struct run {
    int64_t wall_s, due_s;
    unsigned entry;
};

// The wall clock, or the node's absence, went over some time: what was due then is run behind it.
struct jump {
    int64_t after_s, until_s, run_s;
    bool has_cut; // the power was cut: what is due often may be left out
};

struct bench {
    struct rig *rig;
    const struct site *site;
    const struct known_rule *rules;
    unsigned n_rules;
    struct run *runs;
    size_t n_runs, runs_cap;
    struct jump *jumps;
    size_t n_jumps, jumps_cap;
    bool owes_a_cut;         // the next jump has what a cut may leave out
    int64_t start_s, seen_s; // up to here the wall clock has gone with the calendar looking
    unsigned polls, calls;   // of rooms_poll; of what follows here
    unsigned stops, steps_back, marks_written, logged_runs, complaints;
    FILE *trace; // or NULL; every line of the log and of the board, every run, every poll
};

struct verdict {
    unsigned named, run, late, left_out, missed, doubled, not_named, not_in_time;
    unsigned instants;      // times at which something ran
    unsigned worth_marking; // of these, times at which something was due that is not due often
    unsigned passed_over;   // often ones of the hour before a cut's end: looked at once more
};

struct bench *bench_new(const struct site *site, const struct known_rule *rules, unsigned n,
                        int64_t start_s, FILE *trace);
void bench_free(struct bench *b);

// Moves time on; the node does all that is due on the way, but what falls on the end.
void bench_wait(struct bench *b, uint64_t ms);
void bench_run_due(struct bench *b); // now does what is due

void bench_step_clock(struct bench *b, int64_t by_s);

// The node stops in order or its power is cut; it is back after some time, and once more after
// that its time can be trusted: until then its clock stands in 1970. Then `polls` of what it left
// behind are done, or all (0).
struct outage {
    bool is_cut;
    uint32_t down_s, untrusted_s;
    unsigned polls;
};
void bench_restart(struct bench *b, const struct outage *o);

// What came of it, printed under a name. Fails the test unless all that was named ran once and in
// time.
struct verdict bench_judge(struct bench *b, const char *name);

void bench_close_zones(void);

#endif
