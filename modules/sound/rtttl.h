// RTTTL, the text form of ring tones: "name:d=4,o=6,b=63:8e5,p,2c#.6". Nokia, "Smart Messaging
// Specification" 3.0.0, section 3.10.1 with the ring tone text transfer language of its appendix:
// durations 1 to 32, octaves 4 to 7 (A of octave 4 is 440 Hz), tempo in quarters a minute.
#ifndef MODULES_RTTTL_H
#define MODULES_RTTTL_H

#include "mod/module.h"

struct rtttl {
    struct text rest; // notes that were not read yet
    uint16_t tempo;   // quarter notes a minute
    uint8_t duration, octave;
};

struct rtttl_note {
    uint16_t hz; // 0: a pause
    uint32_t ms;
};

// Reads everything before the notes. `melody` keeps owning the bytes. ERR_SYNTAX, ERR_RANGE: a
// value that the language does not have.
int rtttl_read_head(struct rtttl *r, struct text melody);

// Takes the next note: 1, or 0 at the end. ERR_SYNTAX, ERR_RANGE.
int rtttl_next(struct rtttl *r, struct rtttl_note *note);

// OK when the whole melody is well formed and has a note.
int rtttl_check(struct text melody);

#endif
