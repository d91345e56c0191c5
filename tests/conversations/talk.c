// The parser of conversations.
#include "talk.h"
#include "node/node.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *mark;
    enum talk_kind kind;
} marks[] = {
    { ">>", TALK_SEND },     { "<<", TALK_EXACT }, { "<~", TALK_MASK }, { "! close", TALK_CLOSE },
    { "@", TALK_DIRECTIVE }, { ">", TALK_SAY },    { "<", TALK_LINE },
};

bool talk_open(struct talk *t, const char *name)
{
    *t = (struct talk){ .file = fopen(name, "r"), .name = name };
    return t->file != NULL;
}

void talk_close(struct talk *t)
{
    if (t->file)
        fclose(t->file);
}

static int hex(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

// The byte that an escape stands for; moves *p behind it. -1: no escape we know.
static int escaped(const char **p)
{
    static const char names[] = "nrt0\\\"", bytes[] = "\n\r\t\0\\\"";
    const char *found;

    if (**p == 'x' && isxdigit((unsigned char)(*p)[1]) && isxdigit((unsigned char)(*p)[2])) {
        int value = hex((*p)[1]) * 16 + hex((*p)[2]);
        *p += 3;
        return value;
    }
    found = **p ? strchr(names, **p) : NULL;
    ++*p;
    return found ? (unsigned char)bytes[found - names] : -1;
}

bool talk_unquote(const char *from, char *to, size_t cap, size_t *len)
{
    size_t n = 0, times = 1;

    if (*from++ != '"')
        return false;
    while (*from && *from != '"') {
        int c = (unsigned char)*from++;
        if (c == '\\')
            c = escaped(&from);
        if (c < 0 || n + 1 >= cap)
            return false;
        to[n++] = (char)c;
    }
    if (*from++ != '"')
        return false;
    from += strspn(from, " ");
    if (*from == '*')
        times = strtoul(from + 1, NULL, 10);
    else if (*from)
        return false;
    if (!times || n * times >= cap)
        return false;
    for (size_t i = 1; i < times; i++)
        memcpy(to + i * n, to, n);
    *len = n * times;
    to[*len] = '\0';
    return true;
}

static bool fill(struct talk *t, struct talk_step *step, const char *text)
{
    bool is_quoted = step->kind == TALK_SEND || step->kind == TALK_EXACT;

    if (step->kind == TALK_EXACT && !*text) {
        step->len = strlen(t->prompt);
        memcpy(step->text, t->prompt, step->len + 1);
        return true;
    }
    if (is_quoted && !talk_unquote(text, step->text, sizeof step->text, &step->len)) {
        t->error = "this wants a text in quotes";
        return false;
    }
    if (!is_quoted) {
        step->len = strlen(text);
        memcpy(step->text, text, step->len + 1);
    }
    if (step->kind == TALK_EXACT)
        memcpy(t->prompt, step->text, step->len + 1);
    return true;
}

bool talk_next(struct talk *t, struct talk_step *step)
{
    char line[4096];

    while (fgets(line, sizeof line, t->file)) {
        t->line++;
        line[strcspn(line, "\n")] = '\0';
        if (!*line || *line == '#')
            continue;
        step->line = t->line;
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            size_t n = strlen(marks[i].mark);
            if (strncmp(line, marks[i].mark, n))
                continue;
            step->kind = marks[i].kind;
            return fill(t, step,
                        line + n + (line[n] == ' ')); // one blank parts the mark from its text
        }
        t->error = "this begins with no mark";
        return false;
    }
    return false;
}

bool talk_matches(const char *mask, const char *text, size_t len, const char *uid)
{
    if (!*mask)
        return !len;
    if (!strncmp(mask, "{N}", 3)) {
        size_t n = len && *text == '-';
        while (n < len && isdigit((unsigned char)text[n]))
            n++;
        return n > (*text == '-') && talk_matches(mask + 3, text + n, len - n, uid);
    }
    if (!strncmp(mask, "{UID}", 5)) {
        size_t n = strlen(uid);
        return len >= n && !memcmp(text, uid, n) && talk_matches(mask + 5, text + n, len - n, uid);
    }
    if (!strncmp(mask, "{VERSION}", 9)) {
        size_t n = strlen(node_version);
        return len >= n && !memcmp(text, node_version, n) &&
               talk_matches(mask + 9, text + n, len - n, uid);
    }
    if (!strncmp(mask, "{*}", 3)) {
        for (size_t n = 0; n <= len; n++)
            if (talk_matches(mask + 3, text + n, len - n, uid))
                return true;
        return false;
    }
    return len && *mask == *text && talk_matches(mask + 1, text + 1, len - 1, uid);
}
