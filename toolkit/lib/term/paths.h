// Where the toolkit keeps its files: the XDG folders.
#ifndef PATHS_H
#define PATHS_H

// A file in the toolkit's state folder. The caller frees it; NULL (and a message) if there is no
// home.
char *paths_state(const char *name);

// The same in the folder for files that users write.
char *paths_config(const char *name);

// Makes the folder of `file`, and those above it, for the user only. 0 or -1 and errno.
int paths_make_parents(const char *file);

// Waits until the lock of `file` is free and takes it. The lock is "FILE.lock" next to it. Returns
// a descriptor whose closing releases the lock, or -1 and errno.
int paths_lock(const char *file);

// Makes the name of `file` in its folder durable: 0, or -1 and errno.
int paths_sync(const char *file);

// A program next to this one, else one found in PATH, else NULL. The caller frees it.
char *paths_program(const char *name);

#endif
