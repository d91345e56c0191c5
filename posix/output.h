// An output for lines that never makes its writer wait: a pipe, a terminal, a socket or a file.
// What its reader does not take yet is kept, up to a bound; lines beyond it are left out and
// counted, and the count is written once there is room again.
#ifndef POSIX_OUTPUT_H
#define POSIX_OUTPUT_H

#include "posix/buffer.h"
#include "posix/loop.h"

enum { OUTPUT_UNSENT_MAX = 65536 }; // bytes that are kept

struct output {
    struct watch watch; // for room; its fd is -1 while it is closed
    struct loop *loop;
    struct loop_work work; // writes what a round gathered, after its answers
    struct buffer unsent;
    unsigned left_out; // lines, since the last that was kept
    bool is_file;      // always ready, so that nothing waits for it
    bool is_waiting;   // for room
};

// Both give an output that is closed before its memory: 0, or -1 with errno. The first one writes
// to where `fd` leads, which stays open and as it is. The second adds to a file; of a FIFO without
// a reader it waits for none.
int output_open(struct output *o, struct loop *l, int fd);
int output_open_file(struct output *o, struct loop *l, const char *path, bool is_emptied);

// Puts a line, which has its line end, behind the others; at the end of the round all are written.
void output_line(struct output *o, const char *line, size_t len);

void output_write(struct output *o); // what can be written now

// Writes what a reader takes within a tenth of a second, and closes it.
void output_close(struct output *o);

#endif
