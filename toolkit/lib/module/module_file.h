// A file with the user's own load module: its name, its text, its tests, and the commands that send
// it to a node.
#ifndef MODULE_FILE_H
#define MODULE_FILE_H

#include "term/words.h"

enum { MODULE_NAME = 24 };

struct module_file {
    const char *file;           // LM_night_light.lua, without its folder
    char name[MODULE_NAME + 1]; // night_light
    char *text;
    size_t len;
    bool replaces; // the node's own module of that name, if there is one
};

// Reads it. Exit code; the message is printed. The caller ends it with module_file_free.
int module_file_read(const char *path, struct module_file *file);
void module_file_free(struct module_file *file);

// The commands that send it: the pieces, then the command that makes a module of them.
void module_file_commands(const struct module_file *file, struct words_list *commands);

// The lines "-- test: COMMAND" ("# test:" in Python), including "=> TEXT" after a command.
void module_file_tests(const struct module_file *file, struct words_list *tests);

// False, after a message, if that is not a valid module name.
bool module_file_is_name(const char *name);

#endif
