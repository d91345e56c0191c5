// Compares what a node ran with what the oracle names.
#include "bench.h"
#include "test.h"

// One who walks along what is named.
struct walk {
    const struct bench *b;
    struct verdict v;
    size_t next_run, next_jump;
    int64_t last_s, last_marked_s;
};

static int order_of(const struct run *r, const struct instant *i)
{
    if (r->due_s != i->at_s)
        return r->due_s < i->at_s ? -1 : 1;
    return r->entry < i->entry ? -1 : r->entry > i->entry;
}

static void complain(const struct walk *w, const char *what, unsigned entry, int64_t due_s,
                     int64_t wall_s)
{
    const struct verdict *v = &w->v;

    if (v->missed + v->doubled + v->not_named + v->not_in_time <= 5)
        print_error("%s: %s, entry %u (%s), due %lld, run at %lld\n", w->b->site->tz, what, entry,
                    entry && entry <= w->b->n_rules ? w->b->rules[entry - 1].text : "",
                    (long long)due_s, (long long)wall_s);
}

// A run that nothing names, or named no more.
static void judge_extra(struct walk *w, const struct run *r)
{
    bool is_again = false;

    for (size_t i = 0; i < w->next_run; i++)
        is_again |= w->b->runs[i].due_s == r->due_s && w->b->runs[i].entry == r->entry;
    *(is_again ? &w->v.doubled : &w->v.not_named) += 1;
    complain(w, is_again ? "run twice" : "not named", r->entry, r->due_s, r->wall_s);
}

// The jump that went over an instant, or NULL.
static const struct jump *jump_over(struct walk *w, int64_t at_s)
{
    const struct bench *b = w->b;

    while (w->next_jump < b->n_jumps && b->jumps[w->next_jump].until_s < at_s)
        w->next_jump++;
    return w->next_jump < b->n_jumps && b->jumps[w->next_jump].after_s < at_s
               ? &b->jumps[w->next_jump]
               : NULL;
}

static void judge_run(struct walk *w, const struct instant *i, const struct jump *jump,
                      const struct run *r)
{
    w->v.run++;
    w->v.instants += i->at_s != w->last_s;
    w->last_s = i->at_s;
    w->v.late += r->wall_s > i->at_s;
    if (r->wall_s == (jump ? jump->run_s : i->at_s))
        return;
    w->v.not_in_time++;
    complain(w, "not in time", r->entry, r->due_s, r->wall_s);
}

static void judge_instant(struct walk *w, const struct instant *i)
{
    const struct bench *b = w->b;
    const struct jump *jump = jump_over(w, i->at_s);

    w->v.named++;
    if (!i->is_often && i->at_s != w->last_marked_s) {
        w->v.worth_marking++;
        w->last_marked_s = i->at_s;
    }
    while (w->next_run < b->n_runs && order_of(&b->runs[w->next_run], i) < 0) {
        judge_extra(w, &b->runs[w->next_run]);
        w->next_run++;
    }
    if (w->next_run < b->n_runs && !order_of(&b->runs[w->next_run], i)) {
        judge_run(w, i, jump, &b->runs[w->next_run++]);
    } else if (jump && jump->has_cut && i->is_often) {
        w->v.left_out++;
    } else {
        w->v.missed++;
        complain(w, "missed", i->entry, i->at_s, 0);
    }
}

// What was due often in the hour before each cut's end is looked at once more, and not run.
static unsigned count_passed_over(const struct bench *b, const struct instants *all)
{
    unsigned n = 0;

    for (size_t j = 0, first = 0; j < b->n_jumps; j++) {
        int64_t until_s = b->jumps[j].run_s;
        while (first < all->n && all->rows[first].at_s < until_s - HOUR_S)
            first++;
        for (size_t i = first; b->jumps[j].has_cut && i < all->n && all->rows[i].at_s <= until_s;
             i++)
            n += all->rows[i].is_often;
    }
    return n;
}

// Two writes of the mark beyond the instants are due to a stop: its own, and that of the first
// instant behind it. A clock that is set back costs one.
static void check_economy(const struct bench *b, const struct verdict *v, const char *name)
{
    int64_t days = (b->seen_s - b->start_s) / DAY_S + 1;

    if (b->marks_written > v->worth_marking + 2 * b->stops + b->steps_back)
        fail_msg("%s: %u writes for %u instants and %u stops", name, b->marks_written,
                 v->worth_marking, b->stops);
    if (b->polls > v->instants + v->passed_over + b->calls + days)
        fail_msg("%s: %u polls for %u instants, %u passed over, %u calls, %lld days", name,
                 b->polls, v->instants, v->passed_over, b->calls, (long long)days);
}

// After a cut the node may say that it left something out which was run before it: it cannot know.
static unsigned count_cuts(const struct bench *b)
{
    unsigned n = 0;

    for (size_t j = 0; j < b->n_jumps; j++)
        n += b->jumps[j].has_cut;
    return n;
}

struct verdict bench_judge(struct bench *b, const char *name)
{
    struct instants all;
    struct walk w = { .b = b };

    oracle_find(b->site, b->rules, b->n_rules, b->start_s, b->seen_s, &all);
    for (size_t i = 0; i < all.n; i++)
        judge_instant(&w, &all.rows[i]);
    for (; w.next_run < b->n_runs; w.next_run++)
        judge_extra(&w, &b->runs[w.next_run]);
    w.v.passed_over = count_passed_over(b, &all);
    free(all.rows);
    print_message("%-28s %6u named %6u run %5u late %4u left out by a cut, %u missed, %u doubled; "
                  "%u polls, %u writes\n",
                  name, w.v.named, w.v.run, w.v.late, w.v.left_out, w.v.missed, w.v.doubled,
                  b->polls, b->marks_written);
    assert_int_equal(w.v.missed + w.v.doubled + w.v.not_named + w.v.not_in_time, 0);
    assert_int_equal(b->n_runs, b->logged_runs);
    assert_true(b->complaints <= count_cuts(b));
    check_economy(b, &w.v, name);
    return w.v;
}
