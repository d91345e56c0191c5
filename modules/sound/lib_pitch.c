// Letters and frequencies.
#include "lib_pitch.h"

enum { SEMITONES = 12 };

int pitch_of_letter(char letter)
{
    static const int8_t pitches[] = { 9, 11, 0, 2, 4, 5, 7, 11 }; // a to h
    unsigned i = (unsigned)(letter - 'a');

    return i < COUNT(pitches) ? pitches[i] : ERR_NAME;
}

bool pitch_has_sharp(int pitch)
{
    return pitch != 4 && pitch != 11; // e, b
}

uint16_t pitch_hz(int pitch, int32_t octave)
{
    static const uint16_t octave_7[SEMITONES] = { 2093, 2217, 2349, 2489, 2637, 2794,
                                                  2960, 3136, 3322, 3520, 3729, 3951 };
    unsigned shift = (unsigned)(PITCH_OCTAVE_MAX - octave);

    return (uint16_t)((octave_7[pitch] + (1u << shift >> 1)) >> shift);
}
