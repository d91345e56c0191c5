// What workers ask of their node: pins, buses, settings, the time, commands, kept files.
#ifndef PYTHON_SERVE_H
#define PYTHON_SERVE_H

#include "python_usermod.h"

// Answers a request into u->unsent, or begins a command that is answered later. False: it is no
// request.
bool python_serve(struct python_usermod *u, struct python_body *body);

// Goes on with the command that a module waits for. It may unload the module, which ends its
// process, or free it.
void python_serve_command(struct python_usermod *u);

// Whose command runs right now, or NULL.
struct python_usermod *python_serve_caller(void);

#endif
