// Drives a node, records it, compares.
#include "bench.h"
#include "automation/calendar.h"
#include "test.h"
#include "zones.h"

static struct zones zones;
static struct bench *live; // the one bench: load modules and stores know no more than their node
static int (*ram_commit)(void *ctx);

// ---- what the entries run ----

static void trace_line(struct bench *b, const char *kind, struct text line)
{
    if (b->trace)
        fprintf(b->trace, "%s %.*s\n", kind, (int)line.len, line.p);
}

static int mark_at(struct call *c)
{
    const struct node *n = &live->rig->node;
    char text[64];

    if (live->n_runs == live->runs_cap) {
        live->runs_cap = live->runs_cap ? 2 * live->runs_cap : 1024;
        live->runs = realloc(live->runs, live->runs_cap * sizeof *live->runs);
        assert_non_null(live->runs);
    }
    struct run *r = &live->runs[live->n_runs++];
    *r = (struct run){ n->wall_s, n->automation->calendar.done_s, (unsigned)c->in[0].i };
    snprintf(text, sizeof text, "%u due %lld at %lld", r->entry, (long long)r->due_s,
             (long long)r->wall_s);
    trace_line(live, "mark", text_of(text));
    return call_pin_write(c, 0, r->entry % 2);
}

static const struct field entry_in[] = { { "entry", K_INT, "which", .lo = 1, .hi = 99 } };
static const struct pin_need mark_pins[] = { { "pwm_4", PIN_OUT } };
static const struct verb mark_verbs[] = { { "at", mark_at, "records the instant", IN(entry_in) } };
static const struct module mark = { "mark", "records", PINS(mark_pins), VERBS(mark_verbs) };
const struct module *const modules[] = { &mark };
const unsigned module_count = 1;

// ---- what surrounds the node ----

static int find_zone(void *ctx, struct text name, struct zone *zone)
{
    (void)ctx;
    return zones_find(&zones, name, zone);
}

static void complain(const char *line)
{
    print_message("%s\n", line);
    live->complaints++;
}

static void take_log(void *ctx, enum log_level level, struct text line)
{
    char copy[CFG_LOG_LINE + 1];
    unsigned entry;

    (void)ctx;
    snprintf(copy, sizeof copy, "%.*s", (int)line.len, line.p);
    const char *cron = strstr(copy, "[CRON] ");
    trace_line(live, "log", line);
    if (cron && sscanf(cron, "[CRON] %u: mark at", &entry) == 1)
        live->logged_runs++;
    else if (level <= LOG_WARN)
        complain(copy);
}

static void take_pin(void *ctx, struct text line)
{
    trace_line(ctx, "board", line);
}

static int commit(void *ctx)
{
    const struct ram *r = ctx;

    live->marks_written += !strcmp(r->pending.name, "cron.mark");
    return ram_commit(ctx);
}

static void watch_board(struct bench *b)
{
    b->rig->sim.trace = take_pin;
    b->rig->sim.trace_ctx = b;
}

static void set_calendar(struct bench *b)
{
    struct tape list = { 0 };
    char entry[80];

    for (unsigned i = 0; i < b->n_rules; i++) {
        int n = snprintf(entry, sizeof entry, "%s!mark at %u;", b->rules[i].text, i + 1);
        tape_add(&list, entry, (size_t)n);
    }
    rig_set(b->rig, "timezone", b->site->tz);
    if (b->site->lat) {
        rig_set(b->rig, "lat", b->site->lat);
        rig_set(b->rig, "lon", b->site->lon);
    }
    rig_set(b->rig, "crontasks", list.data);
    rig_set(b->rig, "cron", "true");
    tape_clear(&list);
}

struct bench *bench_new(const struct site *site, const struct known_rule *rules, unsigned n,
                        int64_t start_s, FILE *trace)
{
    struct bench *b = calloc(1, sizeof *b);

    assert_non_null(b);
    *b = (struct bench){ .rig = rig_new(&board_esp8266),
                         .site = site,
                         .rules = rules,
                         .n_rules = n,
                         .start_s = start_s,
                         .seen_s = start_s,
                         .trace = trace };
    live = b;
    ram_commit = b->rig->ram.blobs.commit;
    b->rig->ram.blobs.commit = commit;
    b->rig->port.zone = find_zone;
    b->rig->port.log = take_log;
    b->rig->wall_s = start_s;
    rig_tell_time(b->rig);
    watch_board(b);
    rig_boot(b->rig);
    set_calendar(b);
    node_trust_time(&b->rig->node, true);
    bench_run_due(b);
    assert_int_equal(b->marks_written, 1); // that it has begun
    b->marks_written = 0;
    return b;
}

void bench_free(struct bench *b)
{
    rig_free(b->rig);
    free(b->runs);
    free(b->jumps);
    free(b);
}

void bench_close_zones(void)
{
    zones_close(&zones);
}

// ---- time ----

static void sleep_ms(struct bench *b, uint64_t ms)
{
    struct rig *r = b->rig;
    uint64_t before_s = r->now_ms / 1000;

    r->now_ms += ms;
    r->wall_s += (int64_t)(r->now_ms / 1000 - before_s);
    rig_tell_time(r);
}

enum { TURNS = 2 }; // of the calendar in one poll: an instant each

static uint32_t poll(struct bench *b)
{
    unsigned written = b->marks_written;
    char text[64];

    rig_tell_time(b->rig);
    uint32_t ms = rooms_poll(&b->rig->node);
    b->polls++;
    if (b->marks_written - written > TURNS)
        fail_msg("one poll has written %u marks", b->marks_written - written);
    snprintf(text, sizeof text, "at %lld for %u ms", (long long)b->rig->wall_s, (unsigned)ms);
    trace_line(b, "poll", text_of(text));
    return ms;
}

static uint32_t run_due(struct bench *b)
{
    uint32_t ms;

    while (!(ms = poll(b)))
        ;
    b->seen_s = b->rig->wall_s > b->seen_s ? b->rig->wall_s : b->seen_s;
    return ms;
}

void bench_run_due(struct bench *b)
{
    b->calls++;
    (void)run_due(b);
}

void bench_wait(struct bench *b, uint64_t ms)
{
    b->calls++;
    for (;;) {
        uint32_t next = run_due(b);
        if (next >= ms)
            break;
        sleep_ms(b, next);
        ms -= next;
    }
    sleep_ms(b, ms);
}

// ---- what happens to it ----

// The calendar looks again at a clock that went on, or was put on.
static void note_jump(struct bench *b, bool has_cut)
{
    if (b->rig->wall_s < b->seen_s || (b->rig->wall_s == b->seen_s && !has_cut))
        return;
    if (b->n_jumps == b->jumps_cap) {
        b->jumps_cap = b->jumps_cap ? 2 * b->jumps_cap : 64;
        b->jumps = realloc(b->jumps, b->jumps_cap * sizeof *b->jumps);
        assert_non_null(b->jumps);
    }
    b->jumps[b->n_jumps++] = (struct jump){ b->seen_s, b->rig->wall_s, b->rig->wall_s, has_cut };
}

void bench_step_clock(struct bench *b, int64_t by_s)
{
    b->steps_back += by_s < 0;
    b->calls++;
    b->rig->wall_s += by_s;
    note_jump(b, false);
    (void)run_due(b);
}

static void start_anew(struct bench *b)
{
    struct rig *r = b->rig;

    rig_power_on(r);
    watch_board(b);
    rig_boot(r);
}

// The node is up, and knows that its time is wrong.
static void distrust(struct bench *b, uint32_t s)
{
    int64_t right_s = b->rig->wall_s;

    b->rig->wall_s = 5;
    b->calls++;
    if (poll(b) != UINT32_MAX && !b->rig->node.starts.is_watched)
        fail_msg("a calendar that waits for the time wants to be called");
    sleep_ms(b, (uint64_t)s * 1000);
    b->rig->wall_s = right_s + s;
}

// Some of what a jump left behind; the rest belongs to the next jump.
static void catch_up(struct bench *b, unsigned polls)
{
    struct jump *last = b->n_jumps ? &b->jumps[b->n_jumps - 1] : NULL;
    size_t before = b->n_runs;

    for (b->calls += polls; polls; polls--)
        if (poll(b)) {
            (void)run_due(b);
            return;
        }
    if (!last || last->run_s != b->rig->wall_s)
        return;
    b->owes_a_cut = last->has_cut;
    last->until_s = b->n_runs > before ? b->runs[b->n_runs - 1].due_s : last->after_s;
    b->seen_s = last->until_s;
}

void bench_restart(struct bench *b, const struct outage *o)
{
    bool has_cut = o->is_cut || b->owes_a_cut;

    b->calls++;
    b->owes_a_cut = false;
    b->stops += !o->is_cut;
    if (!o->is_cut)
        rooms_stop(&b->rig->node);
    sleep_ms(b, (uint64_t)o->down_s * 1000);
    start_anew(b);
    if (o->untrusted_s)
        distrust(b, o->untrusted_s);
    node_trust_time(&b->rig->node, true);
    note_jump(b, has_cut);
    if (o->polls)
        catch_up(b, o->polls);
    else
        (void)run_due(b);
}
