// A ration of lines: some at once, and one more after each while; the rest is counted. So what
// others cause costs a bounded part of a log, however much it is.
#ifndef RUN_RATION_H
#define RUN_RATION_H

#include <stdbool.h>
#include <stdint.h>

enum {
    RATION_LINES = 12,      // at once
    RATION_LINE_MS = 10000, // and one more after each such time
};

struct ration {
    uint32_t earned_ms; // the moment up to which lines were earned
    uint16_t left_out;  // lines that were refused, and not told yet
    uint8_t spent;      // of RATION_LINES
};

// Whether a line may be written now; one that may not is counted.
bool ration_take(struct ration *r, uint32_t now_ms);

// Milliseconds until a line may be written.
uint32_t ration_wait_ms(struct ration *r, uint32_t now_ms);

#endif
