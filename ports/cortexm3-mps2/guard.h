// Memory protection: catches null pointers, writes into code, and a full stack.
#ifndef GUARD_H
#define GUARD_H

void guard_start(void); // from now on each of these is an exception

#endif
