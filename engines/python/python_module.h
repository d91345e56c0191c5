// Makes a load module from a process's description of a file.
#ifndef PYTHON_MODULE_H
#define PYTHON_MODULE_H

#include "mod/module.h"
#include "python_usermod.h"

// Returns the module; free it with python_module_free. Its functions are u->like and u->run.
// Returns NULL with a reason.
struct module *python_module(struct python_usermod *u, struct python_body *body, const char **why);
void python_module_free(const struct module *m);

struct python_usermod *python_module_usermod(const struct module *m);

#endif
