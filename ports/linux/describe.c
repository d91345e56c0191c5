// Prints the tables of settings, load modules and boards.
#include "describe.h"
#include "mod/help.h"
#include "node/keys.h"
#include "node/principal.h"
#include "posix/stream.h"
#include "shell/shell.h"
#include "unit_port.h"
#include <string.h>

// Writes a table cell. A bar in the text would end it.
static void cell(FILE *f, const char *text)
{
    fputs("| ", f);
    for (; *text; text++)
        fprintf(f, *text == '|' ? "\\|" : "%c", *text);
    fputc(' ', f);
}

static const char *effect(const struct field *k)
{
    return k->flags & F_STATE    ? "kept by the node"
           : k->flags & F_REBOOT ? "at the next boot"
                                 : "at once";
}

void describe_settings(FILE *f)
{
    char text[128];
    struct out o;

    fputs("| key | default | takes | in effect | right | meaning |\n|---|---|---|---|---|---|\n",
          f);
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
        cell(f, k->flags & F_STATE   ? "-"
                : k->flags & F_DRIVE ? principal_right_name(RIGHT_DRIVE)
                                     : principal_right_name(RIGHT_ADMIN));
        cell(f, k->help);
        fputs("|\n", f);
    }
}

void describe_limits(FILE *f)
{
    fputs("| limit | value | at it |\n|---|---|---|\n", f);
    fprintf(
        f,
        "| sessions | setting `socmax`, %d; with a password one more, to give it in | the oldest "
        "that has not given the password hears `Connection is busy. Bye!`; if there is none, "
        "the newcomer does |\n",
        (int)keys[KEY_socmax].def);
    fprintf(f,
            "| idle | setting `soctout`, %d s without a complete command "
            "| `Session timeout <n> sec`, `Bye!`, end |\n",
            (int)keys[KEY_soctout].def);
    fprintf(f,
            "| logging in | %d s, where a password is asked for | `Session timeout %d sec`, "
            "`Bye!`, end |\n",
            SHELL_LOGIN_MS / 1000, SHELL_LOGIN_MS / 1000);
    fprintf(f, "| a command | %d bytes | one error line |\n", CFG_LINE_MAX);
    fprintf(f,
            "| unread replies | %d KiB | no further command of that session is read. At %d KiB the "
            "session is dropped, and anything still queued for it is discarded |\n",
            STREAM_HIGH_WATER / 1024, STREAM_UNSENT_MAX / 1024);
    fprintf(f, "| arguments of a function | %d | refused |\n", CFG_ARGS_MAX);
    fprintf(
        f,
        "| background tasks | setting `aioqueue`, %d; %d at most | `[aio] Task queue full: <n>` "
        "|\n",
        (int)keys[KEY_aioqueue].def, UNIT_TASKS);
    fprintf(f, "| calls of other nodes | %d at the same time | one error line |\n", UNIT_CALLS);
}

// "map: Temperature C, Humidity %"
static void answer_cell(FILE *f, const struct verb *v)
{
    char text[512];
    struct out o;

    out_init(&o, text, sizeof text);
    out_text(&o, call_answer_name((enum answer)v->answer));
    for (unsigned i = 0; i < v->n_out; i++) {
        const struct field *row = &v->out[i];
        bool is_any = text_is(text_of(row->name), ANY_NAME);
        out_format(&o, "%s%s", i ? ", " : ": ", is_any ? "by name" : row->name);
        if (row->unit)
            out_format(&o, " %s", row->unit);
    }
    cell(f, text);
}

void describe_classes(FILE *f)
{
    const char *name;

    for (unsigned i = CLASS_NONE + 1; (name = field_class_name((enum field_class)i)); i++)
        fprintf(f, "%s`%s`", i > CLASS_NONE + 1 ? " " : "", name);
    fputc('\n', f);
}

void describe_modules(FILE *f)
{
    char text[256];
    struct out o;

    for (unsigned i = 0; i < module_count; i++) {
        const struct module *m = modules[i];
        fprintf(f, "### %s - %s\n\n| call | does | answers |\n|---|---|---|\n", m->name, m->help);
        for (unsigned v = 0; v < m->n_verbs; v++) {
            out_init(&o, text, sizeof text);
            out_format(&o, "`%s ", m->name);
            help_usage(&m->verbs[v], &o);
            out_text(&o, "`");
            cell(f, text);
            cell(f, m->verbs[v].help);
            answer_cell(f, &m->verbs[v]);
            fputs("|\n", f);
        }
        if (m->n_pins)
            fputs("\nPins:", f);
        for (unsigned p = 0; p < m->n_pins; p++)
            fprintf(f, "%s %s (%s)", p ? "," : "", m->pins[p].logical,
                    pins_use_name(m->pins[p].use));
        if (m->keep_file)
            fprintf(f, ". Kept over a reboot in `%s`", m->keep_file);
        fputs(m->n_pins || m->keep_file ? ".\n\n" : "\n", f);
    }
}

static void pin_cell(FILE *f, const struct board *b, const char *logical)
{
    unsigned gpio = 0;

    if (board_gpio(b, logical, &gpio)) {
        fputs("| - ", f);
        return;
    }
    bool is_channel = b->adc_is_channel && !strncmp(logical, "adc", 3);
    fprintf(f, is_channel ? "| ADC channel %u " : "| GPIO%u ", gpio);
    int err = is_channel ? OK : board_may(b, gpio, PIN_OUT);
    if (err)
        fprintf(f, "(%s) ", err_text(err));
}

static void users_cell(FILE *f, const char *logical)
{
    const char *before = "| ";

    for (unsigned i = 0; i < module_count; i++) {
        for (unsigned p = 0; p < modules[i]->n_pins; p++) {
            if (strcmp(modules[i]->pins[p].logical, logical))
                continue;
            fprintf(f, "%s%s", before, modules[i]->name);
            before = ", ";
        }
    }
    fputs(*before == '|' ? "| |\n" : " |\n", f);
}

void describe_boards(FILE *f)
{
    const struct board *b;

    fputs("| logical pin ", f);
    for (unsigned i = 0; (b = board_at(i)); i++)
        fprintf(f, "| %s ", b->name);
    fputs("| used by |\n|---|", f);
    for (unsigned i = 0; board_at(i); i++)
        fputs("---|", f);
    fputs("---|\n", f);
    for (const struct board_pin *p = board_at(0)->pins; p->logical;
         p++) { // the first board has all names
        fprintf(f, "| %s ", p->logical);
        for (unsigned i = 0; (b = board_at(i)); i++)
            pin_cell(f, b, p->logical);
        users_cell(f, p->logical);
    }
}
