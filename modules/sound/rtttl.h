// RTTTL, the text format of ring tones: "name:d=4,o=6,b=63:8e5,p,2c#.6". Accepts both published
// grammars: Nokia's "RTTTL Format Specifications" with its extension RTX (Smart Messaging
// Specification 3.0.0), and that of Nokring. Durations are 1 to 32, octaves 4 to 8 (A of octave 4
// is 440 Hz), the tempo is 25 to 900 quarters per minute. Blanks are ignored except in the name.
// Controls may be in any order. Unknown controls and empty items between commas are skipped.
#ifndef MODULES_RTTTL_H
#define MODULES_RTTTL_H

#include "mod/module.h"

struct rtttl {
    struct text rest; // notes that are still to be read
    uint16_t tempo;   // quarter notes per minute
    uint8_t duration, octave;
    uint8_t repeats; // how often it is repeated; RTTTL_FOR_EVER
    char style;      // 's'taccato, 'n'atural, 'c'ontinuous
};

enum { RTTTL_FOR_EVER = 15 };

struct rtttl_note {
    uint16_t hz;     // 0: a pause
    uint32_t ms;     // including the gap
    uint32_t gap_ms; // silence at its end, which separates two notes of the same pitch
};

// Reads everything before the notes. *r points into `melody`. ERR_SYNTAX. ERR_RANGE: a value that
// RTTTL does not allow.
int rtttl_read_head(struct rtttl *r, struct text melody);

// Takes the next note. Returns 1, or 0 at the end of the text. ERR_SYNTAX, ERR_RANGE.
int rtttl_next(struct rtttl *r, struct rtttl_note *note);

// OK if the whole melody is valid and has a note.
int rtttl_check(struct text melody);

#endif
