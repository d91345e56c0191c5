// Pitches of equal temperament from A = 440 Hz, as semitones above the C of an octave.
#ifndef LIB_PITCH_H
#define LIB_PITCH_H

#include "mod/module.h"

enum { PITCH_OCTAVE_MIN = 4, PITCH_OCTAVE_MAX = 7 };

// Of the lower-case letter of a note; h is the German b. ERR_NAME: it is none.
int pitch_of_letter(char letter);

bool pitch_has_sharp(int pitch); // whether a key between it and the next letter exists

// To the nearest whole number, in these octaves; 4 has the A of 440 Hz.
uint16_t pitch_hz(int pitch, int32_t octave);

#endif
