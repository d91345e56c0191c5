// Limits how much of their node's time user modules may take. A cause (a command, a timer, an edge,
// a start) has one budget in steps and time. Everything that it calls uses the rest of the same
// budget. In the long run every module has a share of the time, and so have all modules together.
// Time that was overdrawn is paid back by waiting, so at least half of the node's time remains for
// others.
#ifndef USERMOD_BUDGET_H
#define USERMOD_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BUDGET_CAUSE_MAX_MS = 25, // the settings cannot give one cause more than this
    BUDGET_ALL_US = 10000,    // all modules may take this at once after a rest
    BUDGET_ONE_US = 100000,   // one module may
    BUDGET_ASKED_US = 5000,   // additional time if somebody waits for the result
    BUDGET_ALL_PARTS = 2,     // all modules have half of the time, one has a quarter
    BUDGET_ONE_PARTS = 4,
    BUDGET_LOOK_STEPS = 100 // between two reads of the clock
};

// A share fills up with time. Below zero, more was taken than there was.
struct budget_share {
    int32_t left_us;
    uint32_t at_ms;
    uint8_t parts; // it gets this fraction of the time: one of `parts`
    int32_t most_us;
};

// Limit for one cause.
struct budget_limit {
    uint32_t steps, us;
};

// The budget of a node. Its owner sets `spent_us`, or leaves it NULL if there is no clock; then
// only steps count. `spent_us` includes time for storage.
struct budget {
    uint64_t (*spent_us)(void *ctx);
    void *ctx;
    struct budget_share all;
    struct budget_share *who; // started the present cause and pays for it; NULL: none
    unsigned depth;           // nesting depth of module functions
    bool is_over;             // the running function has used up its budget
    uint32_t steps_left;
    uint32_t unseen_steps; // since the clock was last read
    uint64_t paid_us, until_us;
};

// What was left in the calling function.
struct budget_frame {
    uint32_t steps, given_steps;
    uint64_t until_us;
};

// Prepares a budget without a clock, and the share of a module.
void budget_init(struct budget *b);
void budget_share_init(struct budget_share *s);

// How many milliseconds a module must wait before it may start something. `is_asked`: somebody
// waits for it.
uint32_t budget_wait_ms(struct budget *b, struct budget_share *s, bool is_asked, uint32_t now_ms);

// Same, but looks only at the module's own share.
uint32_t budget_own_wait_ms(struct budget_share *s, uint32_t now_ms);

// Subtracts time that was spent elsewhere from a share.
void budget_take(struct budget_share *s, uint64_t us);

// A module's function starts: as a new cause, or as a part of the running one, whose rest then
// limits it. Call budget_leave when it has returned.
void budget_enter(struct budget *b, struct budget_share *who, const struct budget_limit *most,
                  struct budget_frame *outer);
void budget_leave(struct budget *b, const struct budget_frame *outer);

// The work so far was the node's own, so the time of the present cause restarts.
void budget_restart(struct budget *b, const struct budget_limit *most);

// Everything that followed from the last function is done, such as storing its state. Its module
// pays for it.
void budget_finish(struct budget *b);

// The module is removed, so nobody pays for what it started.
void budget_forget(struct budget *b, const struct budget_share *who);

// Subtracts steps and sometimes reads the clock; budget_look always reads it. False: the budget is
// used up.
bool budget_spend(struct budget *b, size_t steps);
bool budget_look(struct budget *b);

#endif
