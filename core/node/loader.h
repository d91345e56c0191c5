// Load modules inside a node: loaded at first use, called, their kept state written, unloaded.
#ifndef NODE_LOADER_H
#define NODE_LOADER_H

#include "node/command.h"

// Runs "module rest"; writes the reply or the reason, or nothing when it waits.
enum command_end loader_call(const struct request *r, struct text module, struct text rest);

// Runs the ticks that are due; returns milliseconds until the next.
uint32_t loader_poll(struct node *n);

// Tells the module that watches a pin, the one loaded last.
void loader_edge(struct node *n, unsigned gpio, bool is_high);

// Stops every loaded module, the last first.
void loader_stop(struct node *n);

// Loads a module that need not wait for its first call; OK too when it is loaded already. Else the
// fault says why not.
int loader_start(struct node *n, const struct module *m, struct fault *fault);

// Unloads one module, "light" or "LM_light". ERR_NAME: it is not loaded.
int loader_unload(struct node *n, struct text name);

// A loaded module, or NULL.
struct module_slot *loader_slot(const struct node *n, const struct module *m);

#endif
