// How the program ended, as JSON: with --json standard output holds one value even when a verb
// fails before it has anything to print.
#ifndef OUTCOME_H
#define OUTCOME_H

#include <stdbool.h>

// From now on an end with another exit code than 0 prints `{"error": "...", "code": N}` unless
// something was printed before.
void outcome_wants_json(void);

// Something was printed on standard output as JSON.
void outcome_is_told(void);

// Keeps the text of an error message.
void outcome_note_error(const char *text);

// For outcome_json.c: whether something was printed, and the first error; "" if there was none.
bool outcome_was_told(void);
const char *outcome_error(void);

// Prints the object at once: one line.
void outcome_print(int code);

#endif
