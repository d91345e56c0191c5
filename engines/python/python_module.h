// Makes a load module of what a worker has said about a file.
#ifndef LINUX_PYTHON_MODULE_H
#define LINUX_PYTHON_MODULE_H

#include "python_worker.h"

// The module, in memory that python_module_free gives back; its functions are those of `like`. NULL
// with a reason.
struct module *python_module(struct python_worker *w, struct python_body *body,
                             const struct module *like, verb_fn *run, const char **why);
void python_module_free(const struct module *m);

struct python_worker *python_module_worker(const struct module *m);

#endif
