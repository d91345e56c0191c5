// Prints the tables of settings and load modules.
#include <string.h>
#include "describe.h"
#include "mod/help.h"
#include "node/keys.h"

// A table cell: bars would end it.
static void cell(FILE *f, const char *text)
{
    fputs("| ", f);
    for (; *text; text++)
        fprintf(f, *text == '|' ? "\\|" : "%c", *text);
    fputc(' ', f);
}

static const char *effect(const struct field *k)
{
    return k->flags & F_STATE ? "kept by the node" : k->flags & F_REBOOT ? "at the next boot" : "at once";
}

void describe_settings(FILE *f)
{
    char text[128];
    struct out o;

    fputs("| key | default | takes | in effect | meaning |\n|---|---|---|---|---|\n", f);
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        const struct field *k = &keys[i];
        fprintf(f, "| `%s` ", k->name);
        out_init(&o, text, sizeof text);
        field_default(k, &o);
        cell(f, text);
        out_init(&o, text, sizeof text);
        if (k->flags & F_STATE)
            out_text(&o, "-");
        else
            field_accepts(k, &o);
        cell(f, text);
        cell(f, effect(k));
        cell(f, k->help);
        fputs("|\n", f);
    }
}

void describe_modules(FILE *f)
{
    char text[256];
    struct out o;

    for (unsigned i = 0; i < module_count; i++) {
        const struct module *m = modules[i];
        fprintf(f, "### %s - %s\n\n| call | does |\n|---|---|\n", m->name, m->help);
        for (unsigned v = 0; v < m->n_verbs; v++) {
            out_init(&o, text, sizeof text);
            out_format(&o, "`%s ", m->name);
            help_usage(&m->verbs[v], &o);
            out_text(&o, "`");
            cell(f, text);
            cell(f, m->verbs[v].help);
            fputs("|\n", f);
        }
        if (m->n_pins)
            fputs("\nPins:", f);
        for (unsigned p = 0; p < m->n_pins; p++)
            fprintf(f, "%s %s (%s)", p ? "," : "", m->pins[p].logical, pins_use_name(m->pins[p].use));
        if (m->keep_file)
            fprintf(f, ". Kept over a reboot in `%s`", m->keep_file);
        fputs(m->n_pins || m->keep_file ? ".\n\n" : "\n", f);
    }
}
