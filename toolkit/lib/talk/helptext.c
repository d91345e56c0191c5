// Reads a node's own `help`: sections in brackets, then words whose indent shows their kind.
#include "talk/helptext.h"
#include "micros.h"
#include "term/json.h"
#include "term/memory.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum section { SHELL_WORDS, CONFIGURE_WORDS, MORE_CONFIGURE_WORDS, MODULES };

struct reader {
    struct helptext *help;
    enum section section;
    size_t base; // indent of the section's outer lines, 0: not seen yet
};

struct line {
    size_t indent;
    const char *word; // the first one
    size_t len;
    bool is_alone; // nothing follows the word
};

static struct line split_line(const char *text, size_t len)
{
    struct line line = { .indent = 0 };

    while (line.indent < len && text[line.indent] == ' ')
        line.indent++;
    line.word = text + line.indent;
    while (line.indent + line.len < len && !isspace((unsigned char)line.word[line.len]))
        line.len++;
    line.is_alone = line.indent + line.len == len;
    return line;
}

static bool helptext_is_name(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)word[i]) && word[i] != '_')
            return false;
    return len > 0;
}

static enum section helptext_section_of(const char *text, size_t len)
{
    if (len >= 6 && memcmp(text, "[EXEC]", 6) == 0)
        return MODULES;
    if (len >= 6 && memcmp(text, "[CONF]", 6) == 0)
        return CONFIGURE_WORDS;
    return memmem(text, len, "onfigure mode", 13) ? MORE_CONFIGURE_WORDS : SHELL_WORDS;
}

static void add_module(struct helptext *help, const char *name, size_t len)
{
    help->modules = memory_grow(help->modules, help->n_modules + 1, sizeof *help->modules);
    help->modules[help->n_modules++] =
        (struct helptext_module){ .name = memory_copy_part(name, len) };
}

// Later products end the lines of modules' own help with a comma.
static void read_module_line(struct reader *in, struct line line)
{
    while (line.len && line.word[line.len - 1] == ',')
        line.len--;
    if (!helptext_is_name(line.word, line.len))
        return;
    if (line.indent > in->base && in->help->n_modules)
        words_add(&in->help->modules[in->help->n_modules - 1].functions, line.word, line.len);
    else if (line.indent <= in->base && line.is_alone)
        add_module(in->help, line.word, line.len);
}

// `configure|conf` names a word twice; `key value` means the keys themselves.
static void add_alternatives(struct words_list *words, const char *text, size_t len)
{
    for (size_t from = 0, to; from < len; from = to + 1) {
        for (to = from; to < len && text[to] != '|'; to++)
            ;
        bool is_key = to - from == 3 && strncasecmp(text + from, "key", 3) == 0;
        if (!is_key && helptext_is_name(text + from, to - from))
            words_add(words, text + from, to - from);
    }
}

static void helptext_read_line(struct reader *in, const char *text, size_t len)
{
    struct line line = split_line(text, len);

    if (line.len == 0) {
        in->base = 0; // later products put a blank line before their modules
        return;
    }
    if (line.word[0] == '[' && line.indent == 0) {
        in->section = helptext_section_of(text, len);
        in->base = 0;
        return;
    }
    if (!in->base)
        in->base = line.indent;
    if (in->section == MODULES) {
        read_module_line(in, line);
        return;
    }
    bool inner = in->section == MORE_CONFIGURE_WORDS ||
                 (in->section == CONFIGURE_WORDS && line.indent > in->base);
    add_alternatives(inner ? &in->help->configure : &in->help->commands, line.word, line.len);
}

void helptext_parse(struct helptext *help, const char *text, size_t len)
{
    struct reader in = { .help = help };

    for (const char *at = text, *end = text + len; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        helptext_read_line(&in, at, (size_t)(stop - at));
        at = stop + 1;
    }
}

void helptext_add_keys(struct helptext *help, const char *dump, size_t len)
{
    for (const char *at = dump, *end = dump + len; at < end;) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline ? newline : end;
        struct line line = split_line(at, (size_t)(stop - at));
        bool is_key =
            helptext_is_name(line.word, line.len) && memchr(at, ':', (size_t)(stop - at)) != NULL;
        if (is_key)
            words_add(&help->configure, line.word, line.len);
        at = stop + 1;
    }
}

static struct helptext_module *find_module(const struct helptext *help, const char *name,
                                           size_t len)
{
    for (size_t i = 0; i < help->n_modules; i++)
        if (strlen(help->modules[i].name) == len && memcmp(help->modules[i].name, name, len) == 0)
            return &help->modules[i];
    return NULL;
}

static void helptext_add_argument(struct helptext_module *module, const char *function,
                                  const char *name, const char *value, size_t value_len)
{
    char *text = memory_print("%s %s=%.*s", function, name, (int)value_len, value);

    words_add(&module->arguments, text, strlen(text));
    free(text);
}

// An argument, and its values if only a few words are accepted.
static bool take_argument(struct helptext_module *module, const char *function, const cJSON *field)
{
    const char *name = cJSON_GetStringValue(cJSON_GetObjectItem(field, "name"));
    const char *kind = cJSON_GetStringValue(cJSON_GetObjectItem(field, "kind"));
    const char *values = cJSON_GetStringValue(cJSON_GetObjectItem(field, "choices"));

    if (!name || !helptext_is_name(name, strlen(name)))
        return name != NULL;
    helptext_add_argument(module, function, name, "", 0);
    if (kind && strcmp(kind, "bool") == 0)
        values = "True,False";
    for (size_t n; values && *values; values += n + (values[n] == ',')) {
        n = strcspn(values, ",");
        if (n && helptext_is_name(values, n))
            helptext_add_argument(module, function, name, values, n);
    }
    return true;
}

static bool take_module(struct helptext_module *module, const cJSON *description)
{
    const cJSON *verb, *field;

    cJSON_ArrayForEach(verb, cJSON_GetObjectItem(description, "verbs"))
    {
        const char *function = cJSON_GetStringValue(cJSON_GetObjectItem(verb, "name"));
        cJSON_ArrayForEach(field, cJSON_GetObjectItem(verb, "in"))
        {
            if (!function || !take_argument(module, function, field))
                return false;
        }
    }
    return true;
}

bool helptext_add_arguments(struct helptext *help, const char *json, size_t len)
{
    cJSON *root = json_parse(json, len, MICROS_REPLY_MAX);
    const cJSON *modules = cJSON_GetObjectItem(root, "exec"), *description;
    bool ok = cJSON_IsObject(modules);

    for (description = ok ? modules->child : NULL; ok && description;
         description = description->next) {
        struct helptext_module *module =
            find_module(help, description->string, strlen(description->string));
        ok = !module || take_module(module, description);
    }
    cJSON_Delete(root);
    return ok;
}

static void helptext_offer(struct words_list *candidates, const char *word, const char *start,
                           size_t len)
{
    if (strncmp(word, start, len) == 0)
        words_add(candidates, word, strlen(word));
}

static void offer_all(struct words_list *candidates, const struct words_list *words,
                      const char *start, size_t len)
{
    for (size_t i = 0; i < words->n; i++)
        helptext_offer(candidates, words->items[i], start, len);
}

static void offer_first_words(const struct helptext *help, const char *start, size_t len,
                              bool configure, struct words_list *candidates)
{
    helptext_offer(candidates, "help", start, len);
    offer_all(candidates, &help->commands, start, len);
    if (configure)
        offer_all(candidates, &help->configure, start, len);
    for (size_t i = 0; !configure && i < help->n_modules; i++)
        helptext_offer(candidates, help->modules[i].name, start, len);
}

// True if the line gives the argument `name=` already.
static bool is_given(const struct words_list *line, size_t n, const char *name)
{
    size_t len = strcspn(name, "=") + 1;

    for (size_t i = 2; i < n; i++)
        if (strncmp(line->items[i], name, len) == 0)
            return true;
    return false;
}

// `n` words of the line are complete; `start` is the one that is being typed.
static void offer_arguments(const struct helptext_module *module, const struct words_list *line,
                            size_t n, const char *start, struct words_list *candidates)
{
    const char *function = line->items[1];
    size_t function_len = strlen(function);
    bool wants_value = strchr(start, '=') != NULL;

    for (size_t i = 0; i < module->arguments.n; i++) {
        const char *word = module->arguments.items[i];
        if (strncmp(word, function, function_len) != 0 || word[function_len] != ' ')
            continue;
        word += function_len + 1;
        bool is_value = word[strcspn(word, "=") + 1] != '\0';
        if (is_value == wants_value && !is_given(line, n, word))
            helptext_offer(candidates, word, start, strlen(start));
    }
}

// The words from `help`: modules, words, and in configure mode the known keys.
static void offer_topics(const struct helptext *help, const char *start,
                         struct words_list *candidates)
{
    size_t len = strlen(start);

    helptext_offer(candidates, "all", start, len);
    helptext_offer(candidates, "short", start, len);
    offer_all(candidates, &help->commands, start, len);
    offer_all(candidates, &help->configure, start, len);
    for (size_t i = 0; i < help->n_modules; i++)
        helptext_offer(candidates, help->modules[i].name, start, len);
}

static void offer_for_words(const struct helptext *help, const struct words_list *line, size_t n,
                            const char *start, bool configure, struct words_list *candidates)
{
    const struct helptext_module *module =
        n && !configure ? find_module(help, line->items[0], strlen(line->items[0])) : NULL;

    if (n == 0)
        offer_first_words(help, start, strlen(start), configure, candidates);
    else if (n == 1 && strcmp(line->items[0], "help") == 0)
        offer_topics(help, start, candidates);
    else if (module && n == 1)
        offer_all(candidates, &module->functions, start, strlen(start));
    else if (module)
        offer_arguments(module, line, n, start, candidates);
}

void helptext_complete(const struct helptext *help, const char *line, size_t len, bool configure,
                       struct words_list *candidates, size_t *typed)
{
    struct words_list words = { 0 };
    char *text = memory_copy_part(line, len);

    words_split(text, &words);
    // The last word is still being typed unless a blank follows it.
    bool is_open = words.n && !strchr(" \t\r\n", text[strlen(text) - 1]);
    size_t n = is_open ? words.n - 1 : words.n;
    const char *start = is_open ? words.items[n] : "";

    *typed = strlen(start);
    offer_for_words(help, &words, n, start, configure, candidates);
    words_free(&words);
    free(text);
}

void helptext_free(struct helptext *help)
{
    for (size_t i = 0; i < help->n_modules; i++) {
        free(help->modules[i].name);
        words_free(&help->modules[i].functions);
        words_free(&help->modules[i].arguments);
    }
    free(help->modules);
    words_free(&help->commands);
    words_free(&help->configure);
    *help = (struct helptext){ 0 };
}
