// The log of the process: of all its nodes, in one file or on standard error.
#ifndef LINUX_PROCESS_LOG_H
#define LINUX_PROCESS_LOG_H

#include "unit.h"

// Opens the log that the command line asks for; one that is open already begins anew, for whoever
// has moved its file away. 0, or -1 after it said why: then the old one stays.
int process_log_open(struct process *p);

// A line of the node of that name, or of the process: NULL.
void process_log(struct process *p, const char *name, enum log_level level, struct text line);

// Says something to the person who starts the node, on standard error, after the log so far. It
// does not wait for a reader.
void process_say(struct process *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Writes the lines that are not written yet. The loop does so at the end of a round.
void process_log_write(struct process *p);

#endif
