// Requests of workers to their node: pins, buses, settings, time, commands, kept files.
#ifndef PYTHON_SERVE_H
#define PYTHON_SERVE_H

#include "python_usermod.h"

// Answers a request into u->unsent, or starts a command whose answer comes later. False: not a
// valid request.
bool python_serve(struct python_usermod *u, struct python_body *body);

// Continues the command that a module waits for. This may unload the module, which ends its process
// or frees it.
void python_serve_command(struct python_usermod *u);

// The module whose command is running now, or NULL.
struct python_usermod *python_serve_caller(void);

#endif
