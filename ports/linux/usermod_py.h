// The engine for LM_<name>.py: MicroPython load modules like those of the original. Each runs in a
// worker process of the system's python3.
#ifndef LINUX_USERMOD_PY_H
#define LINUX_USERMOD_PY_H

#include "usermod.h"

extern const struct usermod_engine usermod_py;

#endif
