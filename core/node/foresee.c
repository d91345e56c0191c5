// Warnings about accepted settings: one function for each setting that needs one.
#include "node/foresee.h"
#include "mod/module.h"
#include "net/hostname.h"

enum { HASTY_S = 5 }; // of soctout: nobody types faster than this

static void foresee_name(const struct node *n, struct out *o)
{
    struct text name = settings_text(&n->settings, KEY_devfid);
    char label[HOSTNAME_MAX + 1];

    if (!text_is(name, hostname_of(name, label).p))
        out_format(o, "On the network it is found as %s.local.", label);
}

static void foresee_port(const struct node *n, struct out *o)
{
    const struct port *p = n->port;
    uint16_t port = (uint16_t)settings_int(&n->settings, KEY_socport);

    if (port == n->listen_port || !p->check_port || !p->check_port(p->ctx, port, o))
        return;
    out_text(o, ". If it is so at the next start, the node cannot listen there.");
}

static void foresee_time_out(const struct node *n, struct out *o)
{
    int32_t seconds = settings_int(&n->settings, KEY_soctout);

    if (seconds < HASTY_S)
        out_format(o, "Sessions now end %d s after the last command, this one too.", (int)seconds);
}

static void foresee_auth(const struct node *n, struct out *o)
{
    if (!settings_bool(&n->settings, KEY_auth))
        out_text(o, "The shell is now open to everyone who can reach it.");
}

static void foresee_plain(const struct node *n, struct out *o)
{
    if (!settings_bool(&n->settings, KEY_plainpwd))
        out_text(o, "Older clients, which send the password in clear, cannot log in any more.");
}

static void foresee_servers(const struct node *n, struct out *o)
{
    if (!settings_is_set(&n->settings, KEY_ntp))
        out_text(o, "The node asks no time server from the next start on.");
}

// Most people read "UTC+2" as two hours east, but in POSIX it is west.
static void foresee_zone(const struct node *n, struct out *o)
{
    struct text value = settings_text(&n->settings, KEY_timezone);
    struct text name = text_skip(value, text_starts(value, "Etc/") ? 4 : 0);
    struct text offset = text_skip(name, 3), rule = offset;
    struct text hours = text_until(&rule, ',');

    if (!text_starts(name, "UTC") && !text_starts(name, "GMT"))
        return;
    bool is_east = text_starts(hours, "-"), has_sign = is_east || text_starts(hours, "+");
    struct text number = text_skip(hours, has_sign);
    if (!number.len || number.p[0] < '0' || number.p[0] > '9' || text_is(number, "0"))
        return;
    out_format(o,
               "POSIX turns the sign: %.*s is %s of UTC, %.*s hours %s it. The other side is "
               "%.*s%c%.*s.",
               (int)value.len, value.p, is_east ? "east" : "west", (int)number.len, number.p,
               is_east ? "ahead of" : "behind", 3, name.p, is_east ? '+' : '-', (int)number.len,
               number.p);
}

// The switches of pin events, with the names of their pins on the board.
static const struct {
    enum key key;
    const char *pin;
} lines[] = {
    { KEY_extirq, "pwm_4" }, { KEY_irq1, "irq1" }, { KEY_irq2, "irq2" },
    { KEY_irq3, "irq3" },    { KEY_irq4, "irq4" },
};

static void foresee_line(const struct node *n, unsigned line, struct out *o)
{
    unsigned own, other;

    if (!settings_bool(&n->settings, lines[line].key))
        return;
    if (board_gpio(n->board, lines[line].pin, &own)) {
        out_format(o, "This board has no pin %s.", lines[line].pin);
        return;
    }
    for (unsigned i = 0; i < COUNT(lines); i++)
        if (i != line && settings_bool(&n->settings, lines[i].key) &&
            !board_gpio(n->board, lines[i].pin, &other) && other == own) {
            out_format(o, "%s and %s are the same pin here: only the first of them works.",
                       keys[lines[i < line ? i : line].key].name,
                       keys[lines[i < line ? line : i].key].name);
            return;
        }
}

void foresee(const struct node *n, enum key key, struct out *o)
{
    static const struct {
        enum key key;
        void (*write)(const struct node *n, struct out *o);
    } rows[] = {
        { KEY_devfid, foresee_name },      { KEY_socport, foresee_port },
        { KEY_soctout, foresee_time_out }, { KEY_auth, foresee_auth },
        { KEY_plainpwd, foresee_plain },   { KEY_ntp, foresee_servers },
        { KEY_timezone, foresee_zone },
    };

    for (unsigned i = 0; i < COUNT(rows); i++)
        if (rows[i].key == key)
            rows[i].write(n, o);
    for (unsigned i = 0; i < COUNT(lines); i++)
        if (lines[i].key == key)
            foresee_line(n, i, o);
}
