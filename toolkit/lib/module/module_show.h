// Shows the permissions and functions of a module to a person who has to allow it.
#ifndef MODULE_SHOW_H
#define MODULE_SHOW_H

#include <cjson/cJSON.h>
#include <stdbool.h>

// Prints its permissions (pins, other modules, memory and time), then its functions.
void module_show_print(const cJSON *shown);

// Asks on the terminal. False: the answer is no, or there is no terminal (after a message).
bool module_show_ask(const char *file, const char *where);

#endif
