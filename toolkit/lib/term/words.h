// Small things done with words: splitting commands, and guessing what a mistyped name meant.
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>

// Commands of one connection. Everything belongs to the list.
struct words_list {
    char **items;
    size_t n;
};

// Joins words with single blanks. The caller frees the text.
char *words_join(char *const *words, size_t n);

// Splits `text` at the word `<a>` and adds the trimmed parts that are not empty.
void words_split_commands(const char *text, struct words_list *commands);

// Splits into lines, without empty ones.
void words_split_lines(const char *text, struct words_list *lines);

// Splits at white space.
void words_split(const char *text, struct words_list *words);

void words_add(struct words_list *list, const char *text, size_t len);
void words_free(struct words_list *list);

// How many letters must be changed, inserted, removed or swapped to make `b` from `a`. Case is
// ignored.
size_t words_distance(const char *a, const char *b);

// The one among `names` that `word` most likely meant, NULL if none is near.
const char *words_nearest(const char *word, const char *const *names, size_t n);

#endif
