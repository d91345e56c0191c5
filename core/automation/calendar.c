// Runs the entries of the calendar when they are due.
#include "automation/calendar.h"
#include "automation/calendar_mark.h"
#include "base/frame.h"
#include "command/chain.h"
#include "node/place.h"

enum {
    OFTEN_S = 600, // entries due more often are not recorded
    BACK_S = 3600, // after a larger step back the clock was wrong before
    SLEEP_MAX_S = 86400,
};
#define NOTHING_DUE UINT32_MAX

// Everything needed to calculate instants.
struct view {
    struct text list;
    struct zone_rule rule;
    struct cron_place place;
};

static struct text list_of(const struct node *n)
{
    return settings_is_set(&n->settings, KEY_crontasks) ? settings_text(&n->settings, KEY_crontasks)
                                                        : text_of("");
}

static void open_view(const struct node *n, struct view *v)
{
    v->list = list_of(n);
    place_of(n, &v->rule, &v->place);
}

static int64_t next_of_entry(const struct view *v, const struct cron_entry *entry, int64_t after_s)
{
    struct cron_mistake ignored;
    struct cron_rule rule;

    return cron_parse(entry->rule, &rule, &ignored) ? CRON_NEVER
                                                    : cron_next(&rule, &v->place, after_s);
}

static uint32_t next_of_all(const struct view *v, uint32_t after_s)
{
    int64_t next_s = NOTHING_DUE;
    struct cron_entry entry;

    for (size_t at = 0; cron_next_entry(v->list, &at, &entry);) {
        int64_t due_s = next_of_entry(v, &entry, after_s);
        next_s = due_s < next_s ? due_s : next_s;
    }
    return (uint32_t)next_s;
}

// A separate frame, which is not on the stack while commands run.
SEPARATE_FRAME static void look_ahead(struct node *n)
{
    struct view v;

    open_view(n, &v);
    n->automation->calendar.next_s = next_of_all(&v, n->automation->calendar.done_s);
}

SEPARATE_FRAME static void keep_mark(struct node *n, bool has_stopped)
{
    struct calendar *a = &n->automation->calendar;

    if (calendar_mark_write(n, has_stopped))
        node_log(n, LOG_WARN, "[CRON] what is done could not be kept: a restart may repeat it");
    a->mark_is_whole = has_stopped;
}

// ---- the clock ----

static bool is_wanted(const struct node *n)
{
    return settings_bool(&n->settings, KEY_cron) && settings_is_set(&n->settings, KEY_crontasks);
}

static bool has_ended(const struct node *n)
{
    return n->wall_s >= CALENDAR_END_S;
}

static bool calendar_is_on(const struct node *n)
{
    return is_wanted(n) && !has_ended(n) && !n->starts.leaves_events &&
           (n->time_is_trusted || !settings_bool(&n->settings, KEY_cronsync));
}

static uint32_t calendar_now_s(const struct node *n)
{
    return n->wall_s < 0 ? 0 : (uint32_t)n->wall_s;
}

// Marks everything up to now as done, unless an entry is still pending.
static void pass_by(struct node *n)
{
    struct calendar *a = &n->automation->calendar;
    uint32_t now_s = calendar_now_s(n), done_s = a->next_s > now_s ? now_s : a->next_s - 1;

    if (done_s > a->done_s)
        a->done_s = done_s;
}

// While the owner has it off, nothing is recorded. So nothing is run late, even after a restart.
static void turn_off(struct node *n)
{
    struct calendar *a = &n->automation->calendar;

    if (!is_wanted(n) && !a->is_cleared) {
        a->has_begun = false;
        a->is_cleared = true;
        calendar_mark_remove(n);
    }
    if (a->is_running && has_ended(n))
        node_log(n, LOG_WARN,
                 "[CRON] the calendar rests: the clock shows a time after February 2106");
    a->is_running = false;
}

// Continues where the mark says. Without a mark that matches the settings, it starts now and stores
// a mark at once. So entries that are due from now on are known to be due, even after a power cut.
static void calendar_start(struct node *n)
{
    struct calendar *a = &n->automation->calendar;
    struct calendar_mark mark;

    a->has_begun = true;
    a->generation = n->settings.generation;
    a->schedule = calendar_schedule(n) & CALENDAR_SCHEDULE;
    a->start_s = calendar_now_s(n);
    bool has_mark =
        !a->is_cleared && calendar_mark_read(n, &mark) && mark.done_s <= n->wall_s + BACK_S;
    a->is_cleared = false;
    a->done_s = has_mark ? mark.done_s : a->start_s;
    a->mark_is_whole = has_mark && mark.is_whole;
    if (a->mark_is_whole)
        a->start_s = a->done_s;
    look_ahead(n);
    if (!has_mark)
        keep_mark(n, false);
}

// A new rule does not apply to the past, and neither does one that a new time zone or position has
// moved. This is stored, so that it holds after a power cut too.
static void follow_settings(struct node *n)
{
    struct calendar *a = &n->automation->calendar;
    uint32_t schedule;

    if (a->generation == n->settings.generation)
        return;
    a->generation = n->settings.generation;
    schedule = calendar_schedule(n);
    if (a->schedule == schedule)
        return;
    pass_by(n);
    a->schedule = schedule & CALENDAR_SCHEDULE;
    look_ahead(n);
    keep_mark(n, false);
}

// Runs of frequent entries are not recorded. But if the clock will pass these times again, a
// restart must know that they are done.
static void note_step_back(struct node *n)
{
    struct calendar *a = &n->automation->calendar;
    bool is_behind = a->done_s > n->wall_s;

    if (is_behind && !a->is_behind && !a->mark_is_whole)
        keep_mark(n, false);
    a->is_behind = is_behind;
}

SEPARATE_FRAME static void follow_clock(struct node *n)
{
    struct calendar *a = &n->automation->calendar;
    int64_t late_s = settings_int(&n->settings, KEY_cronlate);

    if (a->done_s > n->wall_s + BACK_S) {
        node_log(n, LOG_WARN, "[CRON] the clock was set back: the calendar begins anew");
        a->done_s = calendar_now_s(n);
        look_ahead(n);
    }
    if (a->next_s < n->wall_s - late_s) {
        node_log(n, LOG_WARN, "[CRON] what was due more than %d s ago is left out", (int)late_s);
        a->done_s = (uint32_t)(n->wall_s - late_s - 1);
        look_ahead(n);
    }
    note_step_back(n);
}

// ---- running ----

static void calendar_note(struct node *n, unsigned number, uint32_t due_s, bool ok)
{
    struct cron_note *note;
    int64_t late_s = n->wall_s - due_s;

    if (number > CFG_CRON_NOTES)
        return;
    note = &n->automation->calendar.notes[number - 1];
    note->due_s = due_s;
    note->late_s = late_s < 0 ? 0 : late_s > UINT16_MAX ? UINT16_MAX : (uint16_t)late_s;
    note->ok = ok;
}

static bool find_entry(struct text list, unsigned wanted, struct cron_entry *entry)
{
    size_t at = 0;

    while (wanted && cron_next_entry(list, &at, entry))
        if (!--wanted)
            return true;
    return false;
}

// Looked up again for each command, since the text may have moved.
SEPARATE_FRAME static bool next_command(const struct node *n, unsigned number, size_t *at,
                                        struct text *command)
{
    struct cron_entry entry;

    if (!find_entry(list_of(n), number, &entry) || !entry.commands.p)
        return false;
    struct text rest = text_skip(entry.commands, *at);
    bool has_one = chain_take(&rest, command);
    *at = entry.commands.len - rest.len;
    return has_one;
}

static bool run_commands(struct node *n, unsigned number)
{
    uint32_t generation = n->settings.generation;
    struct text command;
    bool ok = true;

    for (size_t at = 0;
         n->settings.generation == generation && next_command(n, number, &at, &command);)
        ok &= chain_do(n, principal_node(CALLER_CRON, number), command);
    return ok;
}

// Logs what is due, when, and how late.
SEPARATE_FRAME static void log_entry(struct node *n, unsigned number, uint32_t due_s,
                                     struct text commands)
{
    int64_t late_s = n->wall_s - due_s;

    if (late_s > 1)
        node_log(n, LOG_INFO, "[CRON] %u: %.*s (late by %u s)", number, (int)commands.len,
                 commands.p, (unsigned)late_s);
    else
        node_log(n, LOG_INFO, "[CRON] %u: %.*s", number, (int)commands.len, commands.p);
}

// The next entry that is due at an instant, with everything that must be known before commands run.
struct due {
    unsigned number;
    size_t at;
    bool is_often;
};

SEPARATE_FRAME static bool calendar_find_due(struct node *n, uint32_t due_s, struct due *d,
                                             struct text *commands)
{
    struct cron_entry entry;
    struct view v;

    open_view(n, &v);
    while (cron_next_entry(v.list, &d->at, &entry)) {
        d->number++;
        if (next_of_entry(&v, &entry, (int64_t)due_s - 1) != due_s)
            continue;
        d->is_often = next_of_entry(&v, &entry, due_s) - due_s < OFTEN_S;
        *commands = entry.commands;
        return true;
    }
    return false;
}

// Whether something is due now that must not be repeated after a power cut.
SEPARATE_FRAME static bool is_worth_a_mark(struct node *n, uint32_t due_s)
{
    struct due d = { 0 };
    struct text commands;

    while (calendar_find_due(n, due_s, &d, &commands))
        if (!d.is_often)
            return true;
    // A whole mark would say that what runs now was not run.
    return n->automation->calendar.mark_is_whole;
}

static void calendar_run_due(struct node *n, uint32_t due_s)
{
    uint32_t generation = n->settings.generation;
    struct due d = { 0 };
    struct text commands;

    while (n->settings.generation == generation && calendar_find_due(n, due_s, &d, &commands)) {
        if (d.is_often && due_s <= n->automation->calendar.start_s)
            continue; // it was due before the start, so it has probably run
        log_entry(n, d.number, due_s, commands);
        calendar_note(n, d.number, due_s, run_commands(n, d.number));
    }
}

static uint32_t calendar_wait_ms(const struct node *n)
{
    int64_t wait_s = n->automation->calendar.next_s - n->wall_s;

    if (wait_s <= 0)
        return 0;
    return wait_s > SLEEP_MAX_S ? SLEEP_MAX_S * 1000u : (uint32_t)(wait_s * 1000 - n->wall_ms);
}

static uint32_t calendar_poll(struct node *n)
{
    struct calendar *a = &n->automation->calendar;

    if (!calendar_is_on(n)) {
        turn_off(n);
        return UINT32_MAX;
    }
    if (!a->has_begun)
        calendar_start(n);
    a->is_running = true;
    follow_settings(n);
    follow_clock(n);
    if (a->next_s <= n->wall_s) {
        uint32_t due_s = a->next_s;
        bool has_mark = is_worth_a_mark(n, due_s);
        a->done_s = due_s;
        if (has_mark)
            keep_mark(n, false);
        calendar_run_due(n, due_s);
        look_ahead(n);
    }
    return calendar_wait_ms(n);
}

static void calendar_stop(struct node *n)
{
    if (n->automation->calendar.has_begun && calendar_is_on(n))
        follow_settings(n);
    if (n->automation->calendar.has_begun && !n->automation->calendar.mark_is_whole) {
        if (calendar_is_on(n))
            pass_by(n);
        keep_mark(n, n->automation->calendar.done_s >= n->automation->calendar.start_s);
    }
    n->automation->calendar.is_running = false;
}

// ---- cron next, cron why ----

static void write_time(const struct view *v, int64_t utc_s, struct out *o)
{
    int32_t offset_s = zone_offset_s(&v->place.zone, utc_s);
    struct civil_time t = civil_of(utc_s + offset_s);

    civil_write(&t, o);
}

static void pair_time(struct request *r, const struct view *v, int64_t utc_s)
{
    char chunk[24];
    struct out o = reply_open(&r->reply, "at", chunk, sizeof chunk);

    write_time(v, utc_s, &o);
    reply_close(&r->reply, &o);
}

static void write_due(struct request *r, const struct view *v, int64_t due_s, unsigned number,
                      struct text commands)
{
    struct reply_level list;

    reply_enter(&r->reply, &list, NULL, REPLY_MAP, "{}  {}: {}\n");
    pair_time(r, v, due_s);
    reply_pair_uint(&r->reply, "entry", number);
    reply_pair_text(&r->reply, "commands", commands);
    reply_leave(&r->reply, &list);
}

static const char *reason_for_nothing(const struct node *n)
{
    if (!settings_is_set(&n->settings, KEY_crontasks))
        return "nothing is set: conf, then crontasks <rule>!<command>";
    if (!settings_bool(&n->settings, KEY_cron))
        return "the calendar is off: conf, then cron true";
    if (n->starts.leaves_events)
        return "left out after quick restarts: conf, ack and reboot run it again";
    if (has_ended(n))
        return "the calendar works until February 2106; the clock shows a later time";
    if (!calendar_is_on(n))
        return "the clock is not set yet, so the calendar waits; to run it anyway: conf, cronsync "
               "false";
    return NULL;
}

static enum command_end write_nothing(struct request *r, const char *why)
{
    reply_begin_as(&r->reply, REPLY_MAP, "CRON: {}\n");
    reply_pair_text(&r->reply, "error", text_of(why));
    return COMMAND_FAILED;
}

static enum command_end show_next(struct request *r, unsigned wanted)
{
    struct view v;
    unsigned count = 0;
    uint32_t due_s = calendar_now_s(r->node), done_s = r->node->automation->calendar.done_s;
    const char *why = reason_for_nothing(r->node);

    if (why)
        return write_nothing(r, why);
    due_s = done_s > due_s ? done_s : due_s;
    open_view(r->node, &v);
    reply_begin_as(&r->reply, REPLY_LIST, "{}");
    while (count < wanted && (due_s = next_of_all(&v, due_s)) != NOTHING_DUE) {
        struct cron_entry entry;
        unsigned number = 1;
        for (size_t at = 0; count < wanted && cron_next_entry(v.list, &at, &entry); number++) {
            if (next_of_entry(&v, &entry, (int64_t)due_s - 1) != due_s)
                continue;
            write_due(r, &v, due_s, number, entry.commands);
            count++;
        }
    }
    return COMMAND_DONE;
}

static enum command_end show_why(struct request *r, unsigned number)
{
    struct view v;
    struct cron_entry entry;
    const struct cron_note *note = r->node->automation->calendar.notes;

    open_view(r->node, &v);
    if (!find_entry(v.list, number, &entry))
        return write_nothing(r, "there is no such entry; cron next shows them");
    if (number > CFG_CRON_NOTES || !note[number - 1].due_s)
        return write_nothing(r, "it has not run since the boot");
    note += number - 1;
    reply_begin_as(&r->reply, REPLY_MAP, "{}, late by {} s, {}: {}\n");
    pair_time(r, &v, note->due_s);
    reply_pair_uint(&r->reply, "late_s", note->late_s);
    reply_pair_words(&r->reply, "ok", note->ok, note->ok ? "worked" : "failed");
    reply_pair_text(&r->reply, "commands", entry.commands);
    return COMMAND_DONE;
}

static enum command_end calendar_command(struct request *r, struct text rest)
{
    struct text verb = text_word(&rest);
    int32_t number = 5;
    bool has_number = rest.len && !text_int(rest, &number) && number > 0 && number <= 1000;

    if (text_is(verb, "next") && (has_number || !rest.len))
        return show_next(r, (unsigned)number);
    if (text_is(verb, "why") && has_number)
        return show_why(r, (unsigned)number);
    reply_refuse(&r->reply, "Invalid cron cmd! Help: cron next [n] / why <entry>");
    return COMMAND_FAILED;
}

const struct word calendar_word = { "cron", calendar_command, "next [n], why ENTRY: the calendar",
                                    RIGHT_DRIVE };
const struct room calendar_room = { .poll = calendar_poll, .stop = calendar_stop };
