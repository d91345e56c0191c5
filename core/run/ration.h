// Limits log lines: some at once, then one more after each interval. Further lines are only
// counted. So events that others cause take a limited part of the log.
#ifndef RUN_RATION_H
#define RUN_RATION_H

#include <stdbool.h>
#include <stdint.h>

enum {
    RATION_LINES = 12,      // at once
    RATION_LINE_MS = 10000, // then one more after each such time
};

struct ration {
    uint32_t earned_ms; // lines were earned up to this time
    uint16_t left_out;  // refused lines that were not reported yet
    uint8_t spent;      // used lines of RATION_LINES
};

// Whether a line may be written now. If not, it is counted.
bool ration_take(struct ration *r, uint32_t now_ms);

// Milliseconds until a line may be written.
uint32_t ration_wait_ms(struct ration *r, uint32_t now_ms);

#endif
