// Watches the folders of user modules, with one inotify descriptor for the process.
#ifndef LINUX_USERMOD_WATCH_H
#define LINUX_USERMOD_WATCH_H

struct process;
struct unit;

void usermod_watch(struct unit *u, const char *folder);
void usermod_unwatch(struct unit *u);
void usermod_watch_end(struct process *p); // after the loop has ended

#endif
