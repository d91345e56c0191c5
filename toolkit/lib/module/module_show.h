// What a module may do and can, for a person who is to allow it.
#ifndef MODULE_SHOW_H
#define MODULE_SHOW_H

#include <cjson/cJSON.h>
#include <stdbool.h>

// Prints the list of what it may: pins, other modules, what it may spend; then its functions.
void module_show_print(const cJSON *shown);

// Asks on the terminal. False: no, or there is nobody to ask (which is said).
bool module_show_ask(const char *file, const char *where);

#endif
