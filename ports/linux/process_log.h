// The log of the process and all its nodes, in one file or on standard error.
#ifndef LINUX_PROCESS_LOG_H
#define LINUX_PROCESS_LOG_H

#include "unit.h"

// Opens the log that the command line asks for. If it is open, opens it again, in case the file was
// moved away. Returns 0, or -1 after it printed the reason; then the old one stays.
int process_log_open(struct process *p);

// Writes a line of the node with that name; NULL: of the process.
void process_log(struct process *p, const char *name, enum log_level level, struct text line);

// Tells the person who starts the node something, on standard error, after the log so far. Does not
// wait for a reader.
void process_say(struct process *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Writes the waiting lines. The loop does this at the end of a round.
void process_log_write(struct process *p);

#endif
