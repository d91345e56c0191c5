// How the program ended, as JSON: with --json standard output holds one value even when a verb
// fails before it has anything to print, or a signal ends it.
#ifndef OUTCOME_H
#define OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

// Call it first in main(): if standard output cannot be written, the exit code is not 0.
void outcome_start(void);

// From now on every end prints an object unless something was printed before:
// `{"error": "...", "code": N}`, or `{"code": 0}` when all went well.
void outcome_wants_json(void);

// Prints a whole JSON value on standard output. A signal comes before it or after it.
void outcome_tell(const char *text, size_t len);

// Keeps the text of an error message.
void outcome_note_error(const char *text);

// For outcome_json.c: whether something was printed, and the first error; "" if there was none.
bool outcome_was_told(void);
const char *outcome_error(void);

// For outcome_json.c: a signal that ends the program prints its object first.
void outcome_hear_signals(void);

// Prints the object at once: one line.
void outcome_print(int code);

#endif
