// Writes lines to a pipe, terminal, socket or file and never blocks. What the reader does not take
// yet is kept, up to a limit. Further lines are dropped and counted, and the count is written once
// there is room.
#ifndef POSIX_OUTPUT_H
#define POSIX_OUTPUT_H

#include "posix/buffer.h"
#include "posix/loop.h"

enum { OUTPUT_UNSENT_MAX = 65536 }; // most bytes that are kept

struct output {
    struct watch watch; // waits for room; its fd is -1 while closed
    struct loop *loop;
    struct loop_work work; // writes the lines of a round after its answers
    struct buffer unsent;
    unsigned left_out; // dropped lines since the last one that was kept
    bool is_file;      // always ready, so it is not waited for
    bool is_waiting;   // waits for room
};

// Both open an output that was closed before. They return 0, or -1 with errno. The first writes to
// the target of `fd`, which stays open and unchanged. The second appends to a file. If it is a FIFO
// without a reader, it does not wait.
int output_open(struct output *o, struct loop *l, int fd);
int output_open_file(struct output *o, struct loop *l, const char *path, bool is_emptied);

// Adds a line, including its line end. At the end of the round all lines are written.
void output_line(struct output *o, const char *line, size_t len);

void output_write(struct output *o); // writes as much as possible now

// Writes what the reader takes within a tenth of a second, then closes.
void output_close(struct output *o);

#endif
