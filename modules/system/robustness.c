// robustness: commands that fail on purpose, to test a whole system.
#include "mod/module.h"

enum { ANSWER_MAX = 100000, DEPTH_MAX = 100 };

static int raise_error(struct call *c)
{
    if (c->in[0].i) {
        reply_refuse(c->reply, "raised on purpose");
        return OK;
    }
    *c->fault = (struct fault){ FAULT_WORDS, .err = ERR_ARG, .what = text_of("Test exception") };
    return ERR_ARG;
}

static int64_t robustness_memory_free(const struct call *c)
{
    return c->node->fact(c->node_ctx, FACT_MEM_FREE_BYTES);
}

// There is no heap that could leak, so the free memory is the same afterwards.
static void go_wrong(struct call *c, int32_t times)
{
    char none[1];
    struct out o;

    while (times--) {
        out_init(&o, none, sizeof none);
        (void)call_run(c, text_of("robustness raise_error"), &o);
    }
}

static int memory(struct call *c)
{
    int64_t before = robustness_memory_free(c);

    go_wrong(c, c->in[0].i);
    return call_answer(c, (const int64_t[]){ before, robustness_memory_free(c) });
}

// Same, as the successor's system test calls it. Answers how much memory is lost.
static int memory_leak(struct call *c)
{
    int64_t before = robustness_memory_free(c);

    go_wrong(c, c->in[0].i);
    int64_t gone = before - robustness_memory_free(c);
    reply_text(c->reply, "[%d] RAM Alloc.: %d kB %d byte", (int)c->in[0].i, (int)(gone / 1024),
               (int)(gone % 1024));
    return OK;
}

// Calls itself until the node stops it. Returns the depth.
static int32_t go_deep(struct call *c)
{
    int32_t left = c->in[0].i, deeper = 0;
    char command[48], robustness_answer[16];
    struct out o;

    out_init(&o, command, sizeof command);
    out_format(&o, "robustness recursion %d", (int)left - 1);
    struct text text = out_written(&o);
    out_init(&o, robustness_answer, sizeof robustness_answer);
    if (left > 1 && call_run(c, text, &o))
        (void)text_int(text_trim(out_written(&o)), &deeper);
    return deeper + 1;
}

static int recursion(struct call *c)
{
    call_out(c, 0, go_deep(c));
    return OK;
}

static int recursion_limit(struct call *c)
{
    reply_text(c->reply, "Recursion limit: %d", (int)go_deep(c));
    return OK;
}

static int robustness_answer(struct call *c)
{
    char chunk[32];

    reply_begin(c->reply, REPLY_LINES);
    struct out o = reply_open(c->reply, NULL, chunk, sizeof chunk);
    for (int32_t i = 0; i < c->in[0].i; i++)
        out_char(&o, (char)('a' + i % 26));
    reply_close(c->reply, &o);
    return OK;
}

static const struct field error_in[] = { { "refuse", K_BOOL, "True: with words of its own",
                                           .flags = F_OPTIONAL } };
static const struct field memory_in[] = { { "times", K_INT, "commands that go wrong", .lo = 1,
                                            .hi = 1000, .def = 32, .flags = F_OPTIONAL } };
static const struct field recursion_in[] = { { "depth", K_INT, "how deep", .lo = 1, .hi = DEPTH_MAX,
                                               .def = 14, .flags = F_OPTIONAL } };
static const struct field answer_in[] = { { "length", K_INT, "letters", .lo = 1, .hi = ANSWER_MAX,
                                            .def = 1000, .flags = F_OPTIONAL } };
#define BYTES_FREE(name)                                                                           \
    {                                                                                              \
        name, K_INT, "free memory", .unit = "B", .class = CLASS_DATA_SIZE                          \
    }
static const struct field memory_out[] = { BYTES_FREE("before"), BYTES_FREE("after") };
static const struct field leak_in[] = { { "cnt", K_INT, "commands that go wrong", .lo = 1,
                                          .hi = 1000, .def = 160, .flags = F_OPTIONAL } };
static const struct field leak_out[] = { { "cnt", K_INT, "commands that went wrong" },
                                         { "kB", K_INT, "of memory that are gone afterwards" },
                                         { "byte", K_INT, "and bytes" } };
static const struct field limit_in[] = { { "limit", K_INT, "how deep", .lo = 1, .hi = DEPTH_MAX,
                                           .def = 14, .flags = F_OPTIONAL } };
static const struct field answer_out[] = { { "line", K_TEXT, "of letters" } };
static const struct verb verbs[] = {
    { "raise_error", raise_error, "does not work", IN(error_in), OUT_ONLY(NOTHING) },
    { "memory", memory, "free memory before and after commands that go wrong", IN(memory_in),
      OUT(MAP, memory_out) },
    { "recursion", recursion, "calls itself: how deep it came", IN(recursion_in),
      OUT(VALUE, recursion_in) },
    { "memory_leak", memory_leak, "memory that is gone after commands that go wrong", IN(leak_in),
      OUT(TEXT, leak_out) },
    { "recursion_limit", recursion_limit, "the same as recursion, in words", IN(limit_in),
      OUT(TEXT, limit_in) },
    { "answer", robustness_answer, "a long answer", IN(answer_in), OUT(LIST, answer_out) },
};
const struct module mod_robustness = {
    .name = "robustness",
    .help = "goes wrong on purpose, for tests",
    .is_todays = true,
    VERBS(verbs),
};
