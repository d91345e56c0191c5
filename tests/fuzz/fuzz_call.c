// The parser of calls and literals: a line against verbs with every kind of argument.
#include "cfg.h"
#include "fuzz.h"
#include "mod/call.h"
#include <string.h>

static const struct field numbers[] = {
    { "r", K_INT, "red", .hi = 1000, .flags = F_OPTIONAL | F_CLAMP },
    { "g", K_INT, "green", .hi = 1000, .flags = F_OPTIONAL },
    { "b", K_FIXED, "blue", .lo = -500, .hi = 500, .decimals = 2 },
};
static const struct field others[] = {
    { "text", K_TEXT, "a text", .lo = 1, .hi = 20 },
    { "on", K_BOOL, "on or off", .flags = F_OPTIONAL },
    { "speed", K_CHOICE, "how fast", .choices = "off|low|high", .flags = F_OPTIONAL },
    { "note", K_TEXT, "a note", .flags = F_OPTIONAL },
};
static const struct verb verbs[] = {
    { "numbers", NULL, "numbers", IN(numbers) },
    { "others", NULL, "others", IN(others) },
    { "none", NULL, "nothing" },
};

static void check_number(const struct field *f, int32_t v)
{
    HOLDS(v >= f->lo && v <= f->hi);
}

// What was given and accepted lies in its range.
static void check_arguments(const struct verb *v, const struct call *c, const union value *in)
{
    for (unsigned i = 0; i < v->n_in; i++) {
        const struct field *f = &v->in[i];
        if (!(c->given >> i & 1))
            continue;
        if (f->kind == K_TEXT)
            HOLDS(f->lo == f->hi || (in[i].s.len >= (size_t)f->lo && in[i].s.len <= (size_t)f->hi));
        else if (f->kind == K_CHOICE)
            HOLDS(in[i].i >= 0 && in[i].i <= 2);
        else if (f->lo != f->hi)
            check_number(f, in[i].i);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    char *line = malloc(len ? len : 1), words[256];
    union value in[CFG_ARGS_MAX];

    for (size_t i = 0; line && i < sizeof verbs / sizeof *verbs; i++) {
        struct fault fault = { 0 };
        struct call c = { .fault = &fault };
        struct out o;
        memcpy(line, data, len); // strings are resolved in place
        struct call_text t = call_split(text_make(line, len));
        out_init(&o, words, sizeof words);
        if (call_parse(&c, &verbs[i], &t, in))
            fault_text(&fault, &o);
        else
            check_arguments(&verbs[i], &c, in);
    }
    free(line);
    return 0;
}
