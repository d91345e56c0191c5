// The load module for tests.
#include "probe.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct rig *rig;
static char notes[4096];
static size_t notes_len;
static unsigned runs;

void probe_use(struct rig *r)
{
    rig = r;
    notes_len = runs = 0;
    notes[0] = '\0';
}

void probe_expect(const char *text, const char *file, int line)
{
    char copy[sizeof notes];

    memcpy(copy, notes, notes_len);
    copy[notes_len ? notes_len - 1 : 0] = '\0'; // without the last blank
    if (strcmp(copy, text))
        print_error("ran:      \"%s\"\nexpected: \"%s\"\n", copy, text);
    _assert_string_equal(copy, text, file, line);
    notes_len = 0;
}

unsigned probe_runs(void)
{
    return runs;
}

static void write_down(const char *what, size_t len)
{
    if (notes_len + len + 32 > sizeof notes)
        return; // tests of many runs count them
    memcpy(notes + notes_len, what, len);
    notes_len += len;
    notes_len += (size_t)sprintf(notes + notes_len, "@%llu ", (unsigned long long)rig->now_ms);
}

static int note(struct call *c)
{
    runs++;
    write_down(c->in[0].s.p, c->in[0].s.len);
    return OK;
}

static int wait(struct call *c)
{
    char step[16];

    if (!c->progress)
        return ERR_NOTSUP;
    snprintf(step, sizeof step, "step%u", (unsigned)c->progress->step);
    write_down(step, strlen(step));
    if (c->progress->step < (unsigned)c->in[1].i)
        return call_wait(c, (uint32_t)c->in[0].i);
    reply_text(c->reply, "waited %d", (int)c->in[1].i);
    return OK;
}

static int hold(struct call *c)
{
    rig->now_ms += (uint32_t)c->in[0].i; // the node learns it when it is called again
    return OK;
}

static int answer_long(struct call *c)
{
    for (int i = 0; i < c->in[0].i; i++)
        reply_text(c->reply, "x");
    return OK;
}

static int say(struct call *c)
{
    reply_text(c->reply, "%.*s", (int)c->in[0].s.len, c->in[0].s.p);
    return OK;
}

static int fail_always(struct call *c)
{
    (void)c;
    return ERR_IO;
}

static int set(struct call *c)
{
    char value[256];
    struct out o;

    out_init(&o, value, sizeof value); // what stands in a setting moves when it is set
    out_slice(&o, c->in[1].s);
    int err = set_value(c->node_ctx, &rig_owner, c->in[0].s, out_written(&o));
    return err < 0 ? err : OK;
}

static const struct field text_in[] = { { "text", K_TEXT, "" } };
static const struct field ms_in[] = { { "ms", K_INT, "" } };
static const struct field wait_in[] = { { "ms", K_INT, "" },
                                        { "times", K_INT, "", .def = 1, .flags = F_OPTIONAL } };
static const struct field set_in[] = { { "key", K_TEXT, "" }, { "value", K_TEXT, "" } };
static const struct verb verbs[] = {
    { "note", note, "", IN(text_in) }, { "wait", wait, "", IN(wait_in) },
    { "hold", hold, "", IN(ms_in) },   { "long", answer_long, "", IN(ms_in) },
    { "say", say, "", IN(text_in) },   { "fail", fail_always, "" },
    { "set", set, "", IN(set_in) },
};
const struct module mod_probe = {
    .name = "probe",
    .help = "writes down what ran",
    VERBS(verbs),
};
