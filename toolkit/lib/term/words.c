// Small things done with words.
#include "term/words.h"
#include "term/memory.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

char *words_join(char *const *words, size_t n)
{
    size_t len = 1;

    for (size_t i = 0; i < n; i++)
        len += strlen(words[i]) + 1;
    char *text = memory_take(len, 1), *to = text;
    for (size_t i = 0; i < n; i++) {
        if (i)
            *to++ = ' ';
        to = stpcpy(to, words[i]);
    }
    return text;
}

void words_add(struct words_list *list, const char *text, size_t len)
{
    list->items = memory_grow(list->items, list->n + 1, sizeof *list->items);
    list->items[list->n++] = memory_copy_part(text, len);
}

void words_free(struct words_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct words_list){ 0 };
}

static void add_trimmed(struct words_list *list, const char *from, const char *to)
{
    while (from < to && isspace((unsigned char)*from))
        from++;
    while (to > from && isspace((unsigned char)to[-1]))
        to--;
    if (from < to)
        words_add(list, from, (size_t)(to - from));
}

// The next `<a>` that is a separate word, or NULL.
static const char *find_separator(const char *text, const char *from)
{
    for (const char *at = from; (at = strstr(at, "<a>")); at++) {
        bool begins = at == text || isspace((unsigned char)at[-1]);
        if (begins && (!at[3] || isspace((unsigned char)at[3])))
            return at;
    }
    return NULL;
}

void words_split_commands(const char *text, struct words_list *commands)
{
    const char *from = text, *at;

    while ((at = find_separator(text, from))) {
        add_trimmed(commands, from, at);
        from = at + 3;
    }
    add_trimmed(commands, from, from + strlen(from));
}

static void split_at(const char *text, const char *separators, struct words_list *parts)
{
    for (;;) {
        text += strspn(text, separators);
        size_t len = strcspn(text, separators);
        if (!len)
            return;
        words_add(parts, text, len);
        text += len;
    }
}

void words_split(const char *text, struct words_list *words)
{
    split_at(text, " \t\r\n", words);
}

void words_split_lines(const char *text, struct words_list *lines)
{
    split_at(text, "\r\n", lines);
}

static int words_lower(char c)
{
    return tolower((unsigned char)c);
}

size_t words_distance(const char *a, const char *b)
{
    enum { LONGEST = 64 };
    size_t row[3][LONGEST + 1]; // of the distance table: two before, one before, this one
    size_t n = strnlen(b, LONGEST), m = strnlen(a, LONGEST);
    size_t *older = row[0], *old = row[1], *now = row[2];

    for (size_t j = 0; j <= n; j++)
        old[j] = older[j] = j;
    for (size_t i = 1; i <= m; i++) {
        now[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t best = old[j - 1] + (words_lower(a[i - 1]) != words_lower(b[j - 1]));
            if (old[j] + 1 < best)
                best = old[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && words_lower(a[i - 1]) == words_lower(b[j - 2]) &&
                           words_lower(a[i - 2]) == words_lower(b[j - 1]);
            if (swapped && older[j - 2] + 1 < best)
                best = older[j - 2] + 1;
            now[j] = best;
        }
        size_t *spare = older;
        older = old;
        old = now;
        now = spare;
    }
    return old[n];
}

const char *words_nearest(const char *word, const char *const *names, size_t n)
{
    size_t len = strlen(word), best = len < 3 ? 2 : len / 3 + 2; // only a smaller distance counts
    const char *nearest = NULL;

    for (size_t i = 0; i < n; i++) {
        size_t distance = words_distance(word, names[i]);
        if (len >= 3 && distance >= best && strncasecmp(word, names[i], len) == 0)
            distance = best - 1; // the beginning of a longer name
        if (distance < best) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
