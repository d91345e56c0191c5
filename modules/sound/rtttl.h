// RTTTL, the text form of ring tones: "name:d=4,o=6,b=63:8e5,p,2c#.6". Taken is what the two
// published grammars allow: Nokia's "RTTTL Format Specifications" with its extension RTX (Smart
// Messaging Specification 3.0.0), and that of Nokring. Durations are 1 to 32, octaves 4 to 8 (A of
// octave 4 is 440 Hz), the tempo is 25 to 900 quarters a minute. Blanks count nowhere but in the
// name, controls stand in any order, those that are unknown are passed over, and empty places
// between commas too.
#ifndef MODULES_RTTTL_H
#define MODULES_RTTTL_H

#include "mod/module.h"

struct rtttl {
    struct text rest; // notes that were not read yet
    uint16_t tempo;   // quarter notes a minute
    uint8_t duration, octave;
    uint8_t repeats; // how often it is played again; RTTTL_FOR_EVER
    char style;      // 's'taccato, 'n'atural, 'c'ontinuous
};

enum { RTTTL_FOR_EVER = 15 };

struct rtttl_note {
    uint16_t hz;     // 0: a pause
    uint32_t ms;     // with the gap
    uint32_t gap_ms; // silence at its end, so that two notes of one pitch are two
};

// Reads everything before the notes. `melody` keeps owning the bytes. ERR_SYNTAX, ERR_RANGE: a
// value that the language does not have.
int rtttl_read_head(struct rtttl *r, struct text melody);

// Takes the next note: 1, or 0 at the end of the text. ERR_SYNTAX, ERR_RANGE.
int rtttl_next(struct rtttl *r, struct rtttl_note *note);

// OK when the whole melody is well formed and has a note.
int rtttl_check(struct text melody);

#endif
