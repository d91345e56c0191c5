// Four ways to get a failed allocation wrong, by the letter it is called with: what the sweep has
// to notice. Without a failure each says "done".
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *copy(const char *text) // not strdup: that it fails is what counts here
{
    char *p = malloc(strlen(text) + 1);

    return p ? strcpy(p, text) : NULL;
}

int main(int argc, char **argv)
{
    char *first = copy("first"), *more = first ? realloc(first, 100) : NULL;
    char way = argc > 1 ? *argv[1] : '?';

    if (!first)
        return 2;
    if (!more && way == 'u') {
        free(first);
        return *first; // used after it was freed
    }
    if (!more && way == 'l') {
        first = NULL; // lost
        return 3;
    }
    if (!more && way == 'n')
        memset(more, 0, 100); // nowhere
    if (!more && way == 's') {
        free(first);
        return 0; // says nothing
    }
    if (!more) {
        fprintf(stderr, "no memory\n");
        free(first);
        return 3;
    }
    puts("done");
    free(more);
    return 0;
}
