// Makes a load module of what a process has said about a file.
#ifndef PYTHON_MODULE_H
#define PYTHON_MODULE_H

#include "mod/module.h"
#include "python_usermod.h"

// The module, in memory that python_module_free gives back; its functions are u->like and u->run.
// NULL with a reason.
struct module *python_module(struct python_usermod *u, struct python_body *body, const char **why);
void python_module_free(const struct module *m);

struct python_usermod *python_module_usermod(const struct module *m);

#endif
