// The exit codes of `micros`, so that scripts can tell what happened.
#ifndef EXITS_H
#define EXITS_H

#include "micros.h"

#define EXITS(X)                                                                                   \
    X(EXIT_OK, 0, "ok")                                                                            \
    X(EXIT_GENERIC, 1, "failed for another reason")                                                \
    X(EXIT_USAGE, 2, "wrong use of the command line")                                              \
    X(EXIT_UNKNOWN_DEVICE, 3, "no such device")                                                    \
    X(EXIT_UNREACHABLE, 4, "device unreachable")                                                   \
    X(EXIT_REFUSED, 5, "refused: busy, or password missing or wrong")                              \
    X(EXIT_TIMEOUT, 6, "no complete answer in time")                                               \
    X(EXIT_COMMAND_FAILED, 7, "the node reported that a command failed")                           \
    X(EXIT_PARTLY, 8, "several devices, and some of them failed")                                  \
    X(EXIT_OTHER_DEVICE, 9, "another device answers there")                                        \
    X(EXIT_NOT_PROVEN, 10, "the node did not prove that it knows the password")                    \
    X(EXIT_PLAIN_REFUSED, 11, "the node takes the password in clear only")                         \
    X(EXIT_MUST_WAIT, 12, "too many wrong passwords: the node takes none for a while")

#define EXIT_MEMBER(code, number, text) code = number,
enum exit_code { EXITS(EXIT_MEMBER) };
#undef EXIT_MEMBER

// The exit code for the end of a conversation.
int exits_of(enum micros_result result);

// Joins the exit codes of several devices: `sum` so far (-1: none yet) and the next one.
int exits_add(int sum, int code);

// Writes how a conversation has ended: the result, the seconds to wait after a refused password,
// and what to do. Cut to fit.
void exits_explain(enum micros_result result, unsigned wait_s, char *text, size_t size);

// A sentence that says what to do about a result, "" if there is nothing to add. Constant string.
const char *exits_advice(enum micros_result result);

#endif
