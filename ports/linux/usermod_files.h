// Files of the user's load modules, in the folder modules/ below the node's root. A file that
// appears, changes or goes is followed at once; one that is sent over the shell becomes such a
// file.
#ifndef LINUX_USERMOD_FILES_H
#define LINUX_USERMOD_FILES_H

#include "usermod_inside.h"

struct unit;

enum { USERMOD_FILES_MAX = 256 };

// What a unit has of them, from the first on.
struct usermod_files {
    struct usermods mods;
    struct usermod_port port;
    int folder_watch; // of inotify; -1: there is no folder yet
};

// Every engine of this build, ended by NULL (usermod_engines.c, which CMake writes).
extern const struct usermod_engine *const usermod_engines[];

// For the port's table: the words "module put", "module list" and so on.
extern const struct module_store usermod_files_store;

// For unit.c: looks into the folder; starts what begins by itself, after the boot; does what calls
// of the node have asked for; ends every module.
void usermod_files_open(struct unit *u);
void usermod_files_start_all(struct unit *u);
void usermod_files_follow(struct unit *u);
void usermod_files_stop(struct unit *u);

#endif
