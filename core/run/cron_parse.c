// Reads the rules of the calendar.
#include "base/err.h"
#include "run/cron.h"

// One of the four parts of a rule.
struct part {
    uint8_t most;
    const char *accepts;
};

static const struct part weekday = { 6, "a weekday is 0 (Monday) to 6" };
static const struct part hour = { 23, "an hour is 0 to 23" };
static const struct part sixtieth = { 59, "minutes and seconds are 0 to 59" };

static int mistake(struct cron_mistake *m, const char *at, const char *why)
{
    *m = (struct cron_mistake){ at, why };
    return ERR_SYNTAX;
}

static const char *cron_parse_skip_blanks(const char *p, const char *end)
{
    while (p < end && text_is_blank(*p))
        p++;
    return p;
}

// Takes digits off *p. Returns -1 if there are none or too many.
static int cron_parse_take_number(const char **p, const char *end)
{
    int n = -1;

    for (; *p < end && **p >= '0' && **p <= '9' && n < 10000; ++*p)
        n = (n < 0 ? 0 : n * 10) + (**p - '0');
    return n;
}

// Takes "*", "3" or "22-6" off *p.
static int cron_parse_take_range(const char **p, const char *end, const struct part *part,
                                 unsigned *first, unsigned *last, struct cron_mistake *m)
{
    const char *start = *p;

    *first = 0;
    *last = part->most;
    if (*p < end && **p == '*') {
        ++*p;
        return OK;
    }
    int from = cron_parse_take_number(p, end), to = from;
    if (from >= 0 && *p < end && **p == '-') {
        ++*p;
        to = cron_parse_take_number(p, end);
    } else if (*p < end && **p == '/') {
        to = part->most;
    }
    if (from < 0 || to < 0 || from > part->most || to > part->most)
        return mistake(m, start, part->accepts);
    *first = (unsigned)from;
    *last = (unsigned)to;
    return OK;
}

static int take_step(const char **p, const char *end, unsigned *step, struct cron_mistake *m)
{
    *step = 1;
    if (*p == end || **p != '/')
        return OK;
    const char *start = ++*p;
    int n = cron_parse_take_number(p, end);
    if (n < 1)
        return mistake(m, start, "a step is a number from 1 up");
    *step = (unsigned)n;
    return OK;
}

// Reads one item of a list: a range, which may go across the end, and its step.
static int cron_parse_take_item(const char **p, const char *end, const struct part *part,
                                uint64_t *bits, struct cron_mistake *m)
{
    unsigned first, last, step, size = part->most + 1u;
    int err = cron_parse_take_range(p, end, part, &first, &last, m);

    err = err ? err : take_step(p, end, &step, m);
    if (err)
        return err;
    for (unsigned i = 0; i <= (last + size - first) % size; i += step)
        *bits |= (uint64_t)1 << (first + i) % size;
    return OK;
}

// Takes one part and the colon after it. The last part has no colon.
static int cron_parse_take_part(const char **p, const char *end, const struct part *part,
                                bool is_last, uint64_t *bits, struct cron_mistake *m)
{
    *bits = 0;
    do {
        *p = cron_parse_skip_blanks(*p, end);
        int err = cron_parse_take_item(p, end, part, bits, m);
        if (err)
            return err;
        *p = cron_parse_skip_blanks(*p, end);
    } while (*p < end && **p == ',' && ++*p);
    if (*p == end ? is_last : !is_last && **p == ':') {
        *p += *p < end;
        return OK;
    }
    return mistake(m, *p, "a rule is weekday:hour:minute:second, or sunrise, or sunset");
}

static int take_sun(struct text t, struct cron_rule *r, struct cron_mistake *m)
{
    static const char rise[] = "sunrise", set[] = "sunset";
    bool is_rise = text_starts(t, rise);
    const char *p = t.p + (is_rise ? sizeof rise : sizeof set) - 1, *end = t.p + t.len;

    r->event = is_rise ? CRON_SUNRISE : CRON_SUNSET;
    if (p == end)
        return OK;
    bool minus = *p == '-', has_sign = minus || *p == '+';
    const char *start = p;
    p += has_sign;
    int minutes = has_sign ? cron_parse_take_number(&p, end) : -1;
    if (minutes < 0 || minutes > 720 || p < end)
        return mistake(m, start, "behind the sun stand minutes as +30 or -15, 720 at most");
    r->offset_min = (int16_t)(minus ? -minutes : minutes);
    return OK;
}

static bool is_sun(struct text t)
{
    return text_starts(t, "sunrise") || text_starts(t, "sunset");
}

// Reads "5,6:sunset-15", or the same without weekdays. False: not a rule of the sun.
static bool parse_sun(struct text t, struct cron_rule *r, struct cron_mistake *m, int *err)
{
    struct text rest = t, before = text_until(&rest, ':');
    const char *p = t.p;
    uint64_t bits = 0x7f;

    rest = text_trim(rest);
    if (!is_sun(t) && (before.len == t.len || !is_sun(rest)))
        return false;
    *err =
        is_sun(t) ? OK : cron_parse_take_part(&p, before.p + before.len, &weekday, true, &bits, m);
    r->weekdays = (uint8_t)bits;
    *err = *err ? *err : take_sun(is_sun(t) ? t : rest, r, m);
    return true;
}

int cron_parse(struct text rule, struct cron_rule *r, struct cron_mistake *m)
{
    struct text t = text_trim(rule);
    const char *p = t.p, *end = t.p + t.len;
    uint64_t weekdays, hours;
    int err;

    *r = (struct cron_rule){ 0 };
    if (parse_sun(t, r, m, &err))
        return err;
    err = cron_parse_take_part(&p, end, &weekday, false, &weekdays, m);
    err = err ? err : cron_parse_take_part(&p, end, &hour, false, &hours, m);
    err = err ? err : cron_parse_take_part(&p, end, &sixtieth, false, &r->minutes, m);
    err = err ? err : cron_parse_take_part(&p, end, &sixtieth, true, &r->seconds, m);
    if (err)
        return err;
    r->weekdays = (uint8_t)weekdays;
    r->hours = (uint32_t)hours;
    r->every_hour = r->hours == 0xffffff;
    return OK;
}

// The length of the text before the next separator outside quotes, ";" or ";;".
static size_t length_until(struct text t, bool is_double)
{
    struct text rest = t;

    do {
        struct text piece = text_until(&rest, ';');
        size_t end = (size_t)(piece.p + piece.len - t.p);
        if (end == t.len || !is_double || (rest.len && rest.p[0] == ';'))
            return end;
    } while (rest.len);
    return t.len;
}

// Whether ";;" separates the entries. At the beginning the whole text tells, later the text before
// the next entry.
static bool is_double_list(struct text list, size_t at)
{
    if (!at)
        return length_until(list, true) < list.len;
    return at >= 2 && at <= list.len && list.p[at - 1] == ';' && list.p[at - 2] == ';';
}

bool cron_next_entry(struct text list, size_t *at, struct cron_entry *entry)
{
    bool is_double = is_double_list(list, *at);

    while (*at < list.len) {
        struct text rest = text_skip(list, *at);
        size_t n = length_until(rest, is_double);
        struct text t = text_trim(text_make(rest.p, n));
        *at += n + 1 + is_double;
        if (!t.len || t.p[0] == '#')
            continue;
        struct text commands = t;
        entry->rule = text_trim(text_until(&commands, '!'));
        bool has_mark = commands.p > t.p && commands.p[-1] == '!';
        entry->commands = has_mark ? text_trim(commands) : text_make(NULL, 0);
        return true;
    }
    return false;
}

int cron_check(struct text list, struct cron_mistake *m)
{
    struct cron_entry entry;
    struct cron_rule rule;
    size_t at = 0;

    while (cron_next_entry(list, &at, &entry)) {
        int err = cron_parse(entry.rule, &rule, m);
        if (err)
            return err;
        const char *end = entry.rule.p + entry.rule.len;
        if (!entry.commands.p)
            return mistake(m, end, "a ! and a command must follow the rule");
        if (!entry.commands.len)
            return mistake(m, end, "a command must follow the !");
    }
    return OK;
}
