// The engine for LM_<name>.py: MicroPython load modules as users of the original have them, each in
// a worker process of the system's python3.
#ifndef LINUX_OWN_PY_H
#define LINUX_OWN_PY_H

#include "mod/module.h"
#include "own.h"

extern const struct own_engine own_py;

// What every module of this engine does, and its functions.
extern const struct module own_py_module;
verb_fn own_py_run;

#endif
