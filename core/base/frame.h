// Keeps a function's buffers out of its caller's stack frame.
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

// Marks a function that the compiler must not inline. If it is inlined, its buffers become part of
// the caller's frame. There they take room as long as the caller runs, also while it calls deeper
// functions. The deepest chain of calls decides how much RAM a chip needs for its stack. A marked
// function frees its buffers when it returns.
#define SEPARATE_FRAME __attribute__((noinline))

#endif
