// Words of the shell that are not load modules.
#ifndef COMMAND_WORD_H
#define COMMAND_WORD_H

#include "command/command.h"

// What may follow a word. TAKES_NUMBER, TAKES_WORD and TAKES_OPTION (such as "-h") may also be
// missing.
enum word_takes { TAKES_ANYTHING, TAKES_NOTHING, TAKES_NUMBER, TAKES_WORD, TAKES_OPTION };

// A word of the shell. Built-in words, those of configure mode and those of the rooms
// (core/rooms.c) are such rows. A word answers through r->reply, which its caller ends. A word that
// writes nothing gives no answer.
struct word {
    const char *name;
    enum command_end (*run)(struct request *r, struct text rest);
    const char *help; // NULL: a word for programs
    uint8_t right;    // enum right that is required
    uint8_t takes;    // enum word_takes; if anything else follows, the line is not this word
    uint8_t answer;   // enum answer; `out` has a row for each value, as for a verb
    uint8_t n_out;
    const struct field *out;
    bool only_reads; // it may run again, to make the rest of an answer for a slow reader
};

// Whether `rest` may follow the word. If not, the line is not this word.
bool word_may_take(const struct word *w, struct text rest);

enum command_end word_refuse(struct request *r);

// Runs a word, or refuses it if the right is not sufficient. Inline, to save a frame on the deepest
// stack of a small chip.
static inline enum command_end word_run(const struct word *w, struct request *r, struct text rest)
{
    if (w->right > r->who->right)
        return word_refuse(r);
    if (r->talk)
        r->talk->only_reads = w->only_reads;
    return w->run(r, rest);
}

extern const struct field word_result_out[1]; // for words that only report success

// Describes a word for programs, as a pair of a map: {"help": ..., "answer": ..., "out": [...]}.
void word_describe(const struct word *w, struct reply *r);

#endif
