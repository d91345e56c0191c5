// Sweeps over the journal: a workload of puts, removals, copies and given up blobs, with the power
// cut in every word and every erase, or every bit of what it left flipped.
#ifndef JOURNAL_SWEEP_H
#define JOURNAL_SWEEP_H

#include <stdbool.h>
#include <stdint.h>

struct sweep {
    uint32_t sector_bytes, segment_bytes, segments;
    unsigned names; // blobs that it keeps
    unsigned blob;  // bytes of the largest
    unsigned steps;
    unsigned stride; // cut in every one of so many operations
    bool fills;      // fill the segment before each step, uncut
    bool again;      // cut a second time, in the recovery
};

struct sweep_count {
    unsigned long cuts, states; // cuts made, states of the flash that were opened
    unsigned long wrong;        // blobs found that should not be, or not found, or no store at all
    unsigned long violations;   // of the rules of the flash
    unsigned long moves;        // to another segment
};

void sweep_cuts(const struct sweep *s, struct sweep_count *count);

// Each bit that stands in the flash after the steps, one at a time.
void sweep_flips(const struct sweep *s, struct sweep_count *count);

// Each operation is refused once, and the power stays.
void sweep_refusals(const struct sweep *s, struct sweep_count *count);

// Each operation once says that it was done and was not, in each of the ways of simflash.h.
void sweep_lies(const struct sweep *s, struct sweep_count *count);

#endif
