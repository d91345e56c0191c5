// From words for several devices to one word for each.
#include "device/pattern.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/term.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static const struct device *device_named(const struct cache *cache, const char *word)
{
    for (size_t i = 0; i < cache->n; i++)
        if (strcmp(cache->items[i].name, word) == 0 || strcmp(cache->items[i].uid, word) == 0)
            return &cache->items[i];
    return NULL;
}

static bool has_word(const struct words_list *words, const char *word)
{
    for (size_t i = 0; i < words->n; i++)
        if (strcmp(words->items[i], word) == 0)
            return true;
    return false;
}

static void add_once(struct words_list *words, const char *word)
{
    if (!has_word(words, word))
        words_add(words, word, strlen(word));
}

static int add_fitting(const struct cache *cache, const char *pattern, struct words_list *words)
{
    bool fits = false;

    for (size_t i = 0; i < cache->n; i++) {
        const struct device *device = &cache->items[i];
        if (cache_is_placeholder(device) ||
            (fnmatch(pattern, device->name, 0) != 0 && fnmatch(pattern, device->uid, 0) != 0))
            continue;
        fits = true;
        if (!has_word(words, device->name))
            add_once(words, device->uid);
    }
    if (!fits)
        term_error("no known device matches '%s'; `micros devices` lists them", pattern);
    return fits ? EXIT_OK : EXIT_UNKNOWN_DEVICE;
}

static int add_part(const struct cache *cache, const char *part, struct words_list *words)
{
    if (strpbrk(part, "*?") && !device_named(cache, part))
        return add_fitting(cache, part, words);
    add_once(words, part);
    return EXIT_OK;
}

static int add_parts(const struct cache *cache, const char *word, struct words_list *words)
{
    int code = EXIT_OK;

    if (device_named(cache, word)) {
        add_once(words, word);
        return EXIT_OK;
    }
    while (code == EXIT_OK && *word) {
        size_t len = strcspn(word, ",");
        char *part = memory_copy_part(word, len);
        code = len ? add_part(cache, part, words) : EXIT_OK;
        free(part);
        word += len + (word[len] == ',');
    }
    return code;
}

int pattern_expand(const struct cache *cache, struct words_list *words)
{
    struct words_list all = { 0 };
    int code = EXIT_OK;

    for (size_t i = 0; code == EXIT_OK && i < words->n; i++)
        code = add_parts(cache, words->items[i], &all);
    words_free(words);
    *words = all;
    return code;
}
