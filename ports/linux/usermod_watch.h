// Watches the folders of the user's load modules, all with one inotify of the process.
#ifndef LINUX_USERMOD_WATCH_H
#define LINUX_USERMOD_WATCH_H

struct process;
struct unit;

void usermod_watch(struct unit *u, const char *folder);
void usermod_unwatch(struct unit *u);
void usermod_watch_end(struct process *p); // once the loop is over

#endif
