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

#endif
