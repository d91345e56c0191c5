// What the chip's memory protection catches: null pointers, writes into code, a stack that is full.
#ifndef GUARD_H
#define GUARD_H

void guard_start(void); // from here on each of these is an exception

#endif
