// Edit distance with transpositions (optimal string alignment) over short words.
#include "base/nearest.h"

enum { WORD_MAX = 24, FAR = 99 };

static unsigned nearest_least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned distance(struct text a, struct text b)
{
    uint8_t rows[3][WORD_MAX + 1];
    uint8_t *before = rows[0], *above = rows[1], *row = rows[2];

    if (a.len > WORD_MAX || b.len > WORD_MAX)
        return FAR;
    for (size_t j = 0; j <= b.len; j++)
        above[j] = (uint8_t)j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = (uint8_t)i;
        for (size_t j = 1; j <= b.len; j++) {
            unsigned d = nearest_least(above[j] + 1u, row[j - 1] + 1u);
            d = nearest_least(d, above[j - 1] + (a.p[i - 1] != b.p[j - 1] ? 1u : 0u));
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1])
                d = nearest_least(d, before[j - 2] + 1u);
            row[j] = (uint8_t)d;
        }
        uint8_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b.len];
}

void nearest_init(struct nearest *n, struct text wanted)
{
    *n = (struct nearest){ .wanted = wanted, .distance = FAR };
}

void nearest_try(struct nearest *n, const char *word)
{
    struct text t = text_of(word);
    unsigned d = distance(n->wanted, t);

    // A third of the letters may be wrong, at least one.
    if (d < n->distance && d <= nearest_least(3, (unsigned)(t.len + 2) / 3)) {
        n->best = word;
        n->distance = d;
    }
}
