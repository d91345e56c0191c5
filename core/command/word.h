// Words of the shell that are no load modules.
#ifndef COMMAND_WORD_H
#define COMMAND_WORD_H

#include "command/command.h"

// What may stand behind a word; a number, a word and an option such as "-h" may be left out.
enum word_takes { TAKES_ANYTHING, TAKES_NOTHING, TAKES_NUMBER, TAKES_WORD, TAKES_OPTION };

// Built-in words and those of configure mode are such rows, and the rooms bring theirs:
// core/rooms.c lists them. A word answers by r->reply, which its caller ends; one that writes
// nothing says nothing.
struct word {
    const char *name;
    enum command_end (*run)(struct request *r, struct text rest);
    const char *help; // NULL: programs say it
    uint8_t right;    // enum right that it needs
    uint8_t takes;    // enum word_takes: with anything else behind it, it is no such word
    uint8_t answer;   // enum answer, and a row of `out` for each value, as of a verb
    uint8_t n_out;
    const struct field *out;
    bool only_reads; // it may be run again: what a slow reader did not take is made anew
};

// Whether that may stand behind the word: else the line is no such word.
bool word_may_take(const struct word *w, struct text rest);

enum command_end word_refuse(struct request *r);

// Runs a word, or refuses it to who has not the right for it. Inline: it would be one frame more on
// the deepest stack of a small chip.
static inline enum command_end word_run(const struct word *w, struct request *r, struct text rest)
{
    if (w->right > r->who->right)
        return word_refuse(r);
    if (r->talk)
        r->talk->only_reads = w->only_reads;
    return w->run(r, rest);
}

extern const struct field word_result_out[1]; // of words that say that something was done

// Describes a word for programs, as a pair of a map: {"help": ..., "answer": ..., "out": [...]}.
void word_describe(const struct word *w, struct reply *r);

#endif
