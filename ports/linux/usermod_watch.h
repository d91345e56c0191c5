// Watches the folders of the user's own load modules, all with one inotify of the process.
#ifndef LINUX_OWN_WATCH_H
#define LINUX_OWN_WATCH_H

struct process;
struct unit;

void own_watch(struct unit *u, const char *folder);
void own_unwatch(struct unit *u);
void own_watch_end(struct process *p); // once the loop is over

#endif
