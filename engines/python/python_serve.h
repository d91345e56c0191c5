// What workers ask of their node: pins, buses, settings, the time, commands, kept files.
#ifndef LINUX_PYTHON_SERVE_H
#define LINUX_PYTHON_SERVE_H

#include "python_worker.h"

// Answers a request, or begins a command that is answered later. False: it is no request.
bool python_serve(struct python_worker *w, struct python_body *body);

// Goes on with the command that a worker waits for.
void python_serve_command(struct python_worker *w);

// Whose command runs right now, or NULL.
struct python_worker *python_serve_caller(void);

#endif
