// Notes and melodies on a piezo at the first pin of a module, whose state is a struct player: by
// tick, each at its time, however late the one before was. After an error it is silent.
#ifndef LIB_PLAYER_H
#define LIB_PLAYER_H

#include "lib_rtttl.h"

enum { MELODY_MAX = 200 };

struct player {
    int32_t volume, is_playing, hz; // percent; hz: 0 while it is silent
    uint32_t sound_ms, gap_ms;      // of the note
    uint32_t due_ms;                // when what sounds, or does not, is over
    uint16_t note_hz, left;         // times that the note is still to be played
    bool is_melody;
    struct rtttl rtttl;
    char melody[MELODY_MAX + 1];
};

// Begins, in place of what played. A melody was checked before (rtttl_check).
int player_note(struct call *c, uint16_t hz, uint32_t ms, uint32_t gap_ms, uint16_t times);
int player_melody(struct call *c, struct text melody);

// The end of what plays. A pin that does not follow is asked again by tick.
int player_hush(struct call *c);

int player_tick(struct call *c);

#endif
