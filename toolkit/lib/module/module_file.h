// A file with a load module of the user's own: its name, its text, its tests, and the commands that
// send it to a node.
#ifndef MODULE_FILE_H
#define MODULE_FILE_H

#include "term/words.h"

enum { MODULE_NAME = 24 };

struct module_file {
    const char *file;           // LM_night_light.lua, without its folder
    char name[MODULE_NAME + 1]; // night_light
    char *text;
    size_t len;
    bool replaces; // a module of the node's that has the name, if there is one
};

// Reads it. Exit code; the message is printed. The caller ends it with module_file_free.
int module_file_read(const char *path, struct module_file *file);
void module_file_free(struct module_file *file);

// The commands that send it: pieces, then what makes a module of them.
void module_file_commands(const struct module_file *file, struct words_list *commands);

// The lines "-- test: COMMAND" ("# test:" in Python), "=> TEXT" behind one included.
void module_file_tests(const struct module_file *file, struct words_list *tests);

// False, after a message, if that is no name for a module.
bool module_file_is_name(const char *name);

#endif
