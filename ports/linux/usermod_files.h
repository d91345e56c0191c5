// Files of the user's load modules, in the folder modules/ below the node's root. Files that
// appear, change or disappear are followed at once. A module that is sent over the shell becomes
// such a file.
#ifndef LINUX_USERMOD_FILES_H
#define LINUX_USERMOD_FILES_H

#include "usermod_inside.h"

struct unit;

enum { USERMOD_FILES_MAX = 256 };

// The modules of a unit, allocated at first use.
struct usermod_files {
    struct usermods mods;
    struct usermod_port port;
    int folder_watch; // of inotify; -1: there is no folder yet
};

// All engines of this build; the last is NULL (usermod_engines.c, which CMake generates).
extern const struct usermod_engine *const usermod_engines[];

// For the port's table: the words "module put", "module list" and so on.
extern const struct module_store usermod_files_store;

// For the unit: reads the folder; starts modules that start by themselves, after the boot; does the
// work that calls of the node asked for; ends all modules.
void usermod_files_open(struct unit *u);
void usermod_files_start_all(struct unit *u);
void usermod_files_follow(struct unit *u);
void usermod_files_stop(struct unit *u);

#endif
