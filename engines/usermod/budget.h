// What the user's modules may take of their node's time. A cause (a command, a timer, an edge, a
// start) has one budget, in steps and in time, and all that it calls lives on what is left of it.
// Over time every module has a share, and all of them together have one: what was taken is paid
// back by waiting, so that the node keeps at least half of its time for others.
#ifndef USERMOD_BUDGET_H
#define USERMOD_BUDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    BUDGET_CAUSE_MAX_MS = 25, // the most that settings may give one cause
    BUDGET_ALL_US = 10000,    // that all modules may take at once, after a rest
    BUDGET_ONE_US = 100000,   // that one module may
    BUDGET_ASKED_US = 5000,   // more of it for what somebody waits for
    BUDGET_ALL_PARTS = 2,     // all have a half of the time, one a quarter
    BUDGET_ONE_PARTS = 4,
    BUDGET_LOOK_STEPS = 100 // between two looks at the clock
};

// A share: it fills with time. Below zero more was taken than there was.
struct budget_share {
    int32_t left_us;
    uint32_t at_ms;
    uint8_t parts; // it gets one of so many parts of the time
    int32_t most_us;
};

// What one cause may take.
struct budget_limit {
    uint32_t steps, us;
};

// Of one node. Its owner sets `spent_us`, or leaves it NULL where there is no clock: then only
// steps count. Time of storage belongs to what it counts.
struct budget {
    uint64_t (*spent_us)(void *ctx);
    void *ctx;
    struct budget_share all;
    struct budget_share *who; // began the present cause, and pays for it; NULL: there is none
    unsigned depth;           // how many functions of modules are inside each other
    bool is_over;             // what runs has no budget left
    uint32_t steps_left;
    uint32_t unseen_steps; // since the last look at the clock
    uint64_t paid_us, until_us;
};

// What was left where another function was called from.
struct budget_frame {
    uint32_t steps, given_steps;
    uint64_t until_us;
};

// Prepares a budget without a clock, and the share of a module.
void budget_init(struct budget *b);
void budget_share_init(struct budget_share *s);

// How long a module must wait before something of its own begins: 0, it need not. `is_asked`:
// somebody waits for it.
uint32_t budget_wait_ms(struct budget *b, struct budget_share *s, bool is_asked, uint32_t now_ms);

// The same for its own share alone: what it has taken itself.
uint32_t budget_own_wait_ms(struct budget_share *s, uint32_t now_ms);

// Takes off a share what was spent elsewhere.
void budget_take(struct budget_share *s, uint64_t us);

// A function of a module begins: a cause, or a part of the one that runs, which has no more than
// is left of that. budget_leave is called when it has returned.
void budget_enter(struct budget *b, struct budget_share *who, const struct budget_limit *most,
                  struct budget_frame *outer);
void budget_leave(struct budget *b, const struct budget_frame *outer);

// What was done so far was the node's own work: the time of the present cause begins anew.
void budget_restart(struct budget *b, const struct budget_limit *most);

// All that follows from the last function is done, as the storage of its state: its module pays.
void budget_finish(struct budget *b);

// The module goes away: nobody pays for what it has begun.
void budget_forget(struct budget *b, const struct budget_share *who);

// Takes steps off what is left, and looks at the clock now and then; budget_look always does.
// False: the budget is over.
bool budget_spend(struct budget *b, size_t steps);
bool budget_look(struct budget *b);

#endif
