// Clicks, double clicks and long presses out of samples of a button's level. A level counts when
// all samples for so long were it, so that bounces do not.
#ifndef LIB_CLICK_H
#define LIB_CLICK_H

#include "mod/module.h"

enum click_event { CLICK, CLICK_DOUBLE, CLICK_LONG, CLICK_EVENTS, CLICK_NONE = -1 };

struct click {
    int32_t debounce_ms, gap_ms, long_ms;
    uint32_t since_ms;   // when the level that counts began
    uint32_t differs_ms; // when the samples began to be the other one
    uint8_t count;       // clicks that are not told yet
    bool is_down, differs, is_long;
};

// Takes a sample. Without `has_double` a click is told at once, since none can follow it.
enum click_event click_take(struct click *b, bool is_down, bool has_double, uint32_t now_ms);

// Nothing is under way: the next sample is needed when the level changes.
bool click_is_at_rest(const struct click *b);

// As if nothing had been under way.
void click_forget(struct click *b);

// Rows for the times, of a module's state and of the arguments of a verb that sets them.
#define CLICK_DEBOUNCE "debounce", K_INT, "a level counts after so long", .unit = "ms", .hi = 200
#define CLICK_GAP                                                                                  \
    "gap", K_INT, "a second click within it is a double click", .unit = "ms", .lo = 50, .hi = 2000
#define CLICK_LONG_TIME                                                                            \
    "long", K_INT, "a press this long is a long one", .unit = "ms", .lo = 100, .hi = 10000
extern const struct field click_times_in[3];

// Takes the times that were given, with click_times_in.
void click_set_times(const struct call *c, struct click *b);

#endif
