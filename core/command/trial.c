// Reads stored commands in the same way as when they run.
#include "command/trial.h"
#include "base/frame.h"
#include "base/nearest.h"
#include "command/chain.h"
#include "command/postfix.h"
#include "mod/call.h"
#include "node/catalog.h"
#include "run/cron.h"

static void tell_nearest(const struct nearest *near, struct out *o)
{
    if (near->best)
        out_format(o, "; did you mean %s?", near->best);
}

SEPARATE_FRAME static void tell_module(const struct node *n, struct text name, struct out *o)
{
    struct nearest near;

    nearest_init(&near, name);
    catalog_try_names(n, &near);
    out_format(o, "there is no module %.*s now", (int)name.len, name.p);
    tell_nearest(&near, o);
}

SEPARATE_FRAME static void tell_verb(const struct module *m, struct text name, struct out *o)
{
    struct nearest near;

    nearest_init(&near, name);
    for (unsigned i = 0; i < m->n_verbs; i++)
        nearest_try(&near, m->verbs[i].name);
    if (name.len)
        out_format(o, "%s has no function %.*s", m->name, (int)name.len, name.p);
    else
        out_format(o, "which function of %s?", m->name);
    tell_nearest(&near, o);
}

// A separate frame, which is gone when a warning is written.
SEPARATE_FRAME static bool reads_arguments(const struct verb *v, const struct call_text *t,
                                           struct fault *fault)
{
    union value in;
    struct call c = { .fault = fault, .is_trial = true };

    return call_parse(&c, v, t, &in) == OK;
}

static bool try_arguments(const struct module *m, const struct verb *v, const struct call_text *t,
                          struct out *o)
{
    struct fault fault;
    bool is_right = reads_arguments(v, t, &fault);

    if (is_right || !o)
        return is_right;
    out_format(o, "%s %s: ", m->name, v->name);
    fault_text(&fault, o);
    return false;
}

// Splits a command for this node. Returns false if it is for another node or empty.
SEPARATE_FRAME static bool take_apart(struct text command, struct text *module, struct call_text *t)
{
    struct postfix postfix = postfix_take(&command);

    *module = text_word(&command);
    *t = call_split(command);
    return !postfix.host.len && module->len;
}

SEPARATE_FRAME bool trial_command(const struct node *n, struct text command, struct out *o)
{
    struct text module;
    struct call_text t;

    if (!take_apart(command, &module, &t))
        return true;
    const struct module *m = catalog_find(n, module);
    const struct verb *v = m ? call_verb(m, t.verb) : NULL;
    if (v)
        return try_arguments(m, v, &t, o);
    if (m && text_is(t.verb, "help"))
        return true;
    if (o && m)
        tell_verb(m, t.verb, o);
    else if (o)
        tell_module(n, module, o);
    return false;
}

// Findings in a setting so far. The first mistake is written, the others are counted.
struct trial {
    const struct node *node;
    struct out *o; // NULL: only count
    unsigned commands, wrong;
};

static void try_next(struct trial *t, struct text command)
{
    t->commands++;
    if (trial_command(t->node, command, NULL))
        return;
    t->wrong++;
    if (!t->o || t->wrong > 1)
        return;
    out_format(t->o, "Command %u cannot run now: ", t->commands);
    (void)trial_command(t->node, command, t->o);
}

static inline void try_all(struct trial *t, struct text commands)
{
    struct text command;

    while (chain_take(&commands, &command))
        try_next(t, command);
}

static void try_setting(struct trial *t, enum key key)
{
    const struct settings *s = &t->node->settings;
    struct cron_entry entry = { .commands = settings_text(s, key) };
    size_t at = 0;

    if (!settings_is_set(s, key))
        return;
    if (key != KEY_crontasks) {
        try_all(t, entry.commands);
        return;
    }
    while (cron_next_entry(settings_text(s, key), &at, &entry))
        try_all(t, entry.commands);
}

void trial_setting(const struct node *n, enum key key, struct out *o)
{
    struct trial t = { .node = n, .o = o };

    try_setting(&t, key);
    if (t.wrong > 1)
        out_format(o, " (and %u more)", t.wrong - 1);
}

bool trial_setting_is_right(const struct node *n, enum key key)
{
    struct trial t = { .node = n };

    try_setting(&t, key);
    return !t.wrong;
}
