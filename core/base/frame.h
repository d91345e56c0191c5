// Where a function's buffers stand in the stack.
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

// Marks a function whose buffers must not become part of its caller's frame. A compiler that
// inlines a function adds its buffers to the caller's, and there they take room for as long as the
// caller runs, while it calls deeper functions, too. The deepest chain of calls decides how much
// RAM a chip must leave for its stack. A marked function keeps its frame to itself: the room is
// free again when it returns.
#define SEPARATE_FRAME __attribute__((noinline))

#endif
