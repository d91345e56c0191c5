// The sweeps over the journal.
#include "journal_sweep.h"
#include "simflash.h"
#include "store/journal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 5, VALUE_MAX = 1 << 18, HISTORY = 64, TOLD = 5, FILL_REST = 150 };

static const char *const names[NAMES_MAX] = { "rgb.pds", "a", "node_config.json", "b.c",
                                              "a-name-of-thirty-one-characters" };
static const char filler_name[] = "filler";

// What a blob holds, as a recipe.
struct value {
    uint32_t seed; // 0: there is no such blob
    uint32_t len;
};

struct world {
    struct value blobs[NAMES_MAX];
};

enum step_kind { STEP_PUT, STEP_REMOVE, STEP_GIVE_UP, STEP_COPY };

struct step {
    enum step_kind kind;
    unsigned name, from;
    struct value value;
};

// What may be found: everything as before or as after the step.
struct wanted {
    struct world before, after;
};

static struct simflash work, before;      // where the workload runs; as it was before the step
static struct simflash found;             // what is found after a cut
static struct simflash again, again_from; // the same for a second cut
static struct journal journal;
static const struct sweep *sweep;
static struct sweep_count *count;

static uint32_t random_state;

static uint32_t any(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

static char byte_of(struct value v, uint32_t i)
{
    uint32_t x = v.seed * 2654435761u + i * 40503u;

    return (char)(v.seed % 7 ? x >> 13 : 0xff); // some blobs look like erased flash
}

static bool same_value(struct value a, struct value b)
{
    uint32_t i = 0;

    if (!a.seed != !b.seed || a.len != b.len)
        return false;
    while (i < a.len && byte_of(a, i) == byte_of(b, i))
        i++;
    return i == a.len;
}

// ---- the workload ----

static int write_value(const struct blobs *b, const char *name, struct value v)
{
    static char text[VALUE_MAX];
    int err = b->begin(b->ctx, name);

    for (uint32_t i = 0; i < v.len; i++)
        text[i] = byte_of(v, i);
    for (uint32_t at = 0, n; at < v.len && !err; at += n) {
        n = 1 + (v.seed + at) % 77; // pieces of all lengths
        n = n < v.len - at ? n : v.len - at;
        err = b->write(b->ctx, text + at, n);
    }
    return err;
}

static int put_value(const struct blobs *b, const char *name, struct value v)
{
    int err = write_value(b, name, v);

    if (!err)
        return b->commit(b->ctx);
    b->abort(b->ctx);
    return err;
}

static int do_step(const struct blobs *b, const struct step *s)
{
    int err;

    switch (s->kind) {
    case STEP_PUT: return put_value(b, names[s->name], s->value);
    case STEP_REMOVE: return b->remove(b->ctx, names[s->name]);
    case STEP_COPY: return blobs_copy(b, names[s->from], names[s->name]);
    default:
        err = write_value(b, names[s->name], s->value);
        b->abort(b->ctx);
        return err;
    }
}

static struct step next_step(const struct world *w, unsigned number)
{
    struct step s = { STEP_PUT, any(sweep->names), any(sweep->names), { number + 1, 0 } };
    unsigned kind = any(8);

    s.value.len = any(4) ? any(sweep->blob + 1) : sweep->blob;
    if (kind == 0 && w->blobs[s.name].seed)
        s.kind = STEP_REMOVE;
    else if (kind == 1)
        s.kind = STEP_GIVE_UP;
    else if (kind == 2 && w->blobs[s.from].seed)
        s.kind = STEP_COPY;
    return s;
}

static struct world world_after(const struct world *w, const struct step *s)
{
    struct world after = *w;

    if (s->kind == STEP_PUT)
        after.blobs[s->name] = s->value;
    else if (s->kind == STEP_REMOVE)
        after.blobs[s->name] = (struct value){ 0, 0 };
    else if (s->kind == STEP_COPY)
        after.blobs[s->name] = w->blobs[s->from];
    return after;
}

// ---- what is found ----

static void tell(const char *what, const char *name)
{
    if (++count->wrong <= TOLD)
        fprintf(stderr, "sectors of %u: %s: %s\n", (unsigned)sweep->sector_bytes, name, what);
}

static bool holds(const struct blobs *b, const char *name, struct value v)
{
    char chunk[64];
    uint32_t at = 0;
    int n = b->read(b->ctx, name, 0, chunk, sizeof chunk);
    size_t len = 0;
    const char *p = b->map(b->ctx, name, &len);

    if (!v.seed)
        return n == ERR_NAME && !p;
    while (n > 0) {
        for (int i = 0; i < n; i++, at++)
            if (at >= v.len || chunk[i] != byte_of(v, at) || p[at] != chunk[i])
                return false;
        n = b->read(b->ctx, name, at, chunk, sizeof chunk);
    }
    return n == 0 && at == v.len && len == v.len;
}

static bool bits_flip; // and not only cuts happen

static int open_found(struct simflash *f)
{
    count->states++;
    int err = journal_open(&journal, &f->flash, sweep->segment_bytes);
    if (err && !f->is_dead)
        tell(err_text(err), "journal_open");
    if (!err && journal.is_damaged && !bits_flip)
        tell("what a cut has torn is taken for damage", "journal_open");
    return err;
}

// Says which of the two each blob is; wrong when it is neither.
static struct world observe(const struct wanted *w)
{
    struct world seen = w->before;

    for (unsigned i = 0; i < sweep->names; i++) {
        if (holds(&journal.blobs, names[i], w->before.blobs[i]))
            continue;
        seen.blobs[i] = w->after.blobs[i];
        if (!holds(&journal.blobs, names[i], w->after.blobs[i]))
            tell("neither old nor new", names[i]);
    }
    return seen;
}

static void collect_violations(struct simflash *f)
{
    if (f->violations && count->violations <= TOLD)
        fprintf(stderr, "sectors of %u: %s\n", (unsigned)sweep->sector_bytes, f->violated);
    count->violations += f->violations;
    f->violations = 0;
}

// Writes to the store that is open, and opens it again.
static void check_life(struct simflash *f, struct world seen)
{
    struct value life = { 9999, sweep->blob / 2 };

    if (put_value(&journal.blobs, names[0], life))
        tell("the store takes nothing", names[0]);
    if (journal_free_percent(&journal) > 100)
        tell("more than all is free", "journal_free_percent");
    collect_violations(f);
    if (open_found(f))
        return;
    seen.blobs[0] = life;
    (void)observe(&(struct wanted){ seen, seen });
}

static void check_found(struct simflash *f, const struct wanted *w)
{
    if (!open_found(f))
        check_life(f, observe(w));
}

// The power goes again while the store is opened and written to.
static void check_second_cut(const struct wanted *w)
{
    struct value life = { 8888, sweep->blob / 2 };

    simflash_copy(&again_from, &found);
    for (unsigned cut_at = 1;; cut_at++) {
        struct wanted now = *w;
        simflash_copy(&again, &again_from);
        again.cut_at = cut_at;
        if (!open_found(&again)) {
            now.before = now.after = observe(w);
            now.after.blobs[0] = life;
            (void)put_value(&journal.blobs, names[0], life);
        }
        if (!again.is_dead)
            return;
        collect_violations(&again);
        count->cuts++;
        for (unsigned variant = 0; variant < TEAR_VARIANTS; variant++) {
            simflash_copy(&found, &again);
            simflash_power_on(&found, variant);
            check_found(&found, &now);
        }
    }
}

static void check_cut(const struct wanted *w)
{
    count->cuts++;
    for (unsigned variant = 0; variant < TEAR_VARIANTS; variant++) {
        simflash_copy(&found, &work);
        simflash_power_on(&found, variant);
        check_found(&found, w);
        if (!sweep->again)
            continue;
        simflash_copy(&found, &work);
        simflash_power_on(&found, variant);
        check_second_cut(w);
    }
}

// ---- the sweeps ----

static void start(const struct sweep *s, struct sweep_count *c)
{
    uint32_t bytes = s->segment_bytes * s->segments;

    sweep = s;
    count = c;
    random_state = s->sector_bytes + s->segments;
    simflash_init(&work, bytes, s->sector_bytes);
    simflash_init(&before, bytes, s->sector_bytes);
    simflash_init(&found, bytes, s->sector_bytes);
    simflash_init(&again, bytes, s->sector_bytes);
    simflash_init(&again_from, bytes, s->sector_bytes);
}

static void stop(void)
{
    collect_violations(&work);
    simflash_free(&work);
    simflash_free(&before);
    simflash_free(&found);
    simflash_free(&again);
    simflash_free(&again_from);
}

// Leaves little room in the segment, so that the next step moves to another one.
static void fill(unsigned number)
{
    uint32_t room = journal.segment + journal.segment_bytes - journal.head;
    struct value filler = { number + 1, room - FILL_REST };

    if (room > 2 * FILL_REST && (put_value(&journal.blobs, filler_name, filler) ||
                                 journal.blobs.remove(&journal, filler_name)))
        tell("does not fit", filler_name);
}

// Runs a step uncut; returns how many operations it took.
static unsigned run_step(const struct step *s)
{
    uint32_t segment = journal.segment;

    work.operations = 0;
    if (do_step(&journal.blobs, s))
        tell("a step failed", names[s->name]);
    count->moves += journal.segment != segment;
    return work.operations;
}

static void first_open_is_cut(void)
{
    struct wanted nothing = { { { { 0, 0 } } }, { { { 0, 0 } } } };

    for (unsigned cut_at = 1;; cut_at++) {
        simflash_copy(&work, &before);
        work.cut_at = cut_at;
        (void)open_found(&work);
        if (!work.is_dead)
            return;
        check_cut(&nothing);
    }
}

void sweep_cuts(const struct sweep *s, struct sweep_count *c)
{
    struct world world = { { { 0, 0 } } };

    start(s, c);
    first_open_is_cut();
    simflash_copy(&work, &before);
    (void)open_found(&work);
    for (unsigned i = 0; i < s->steps; i++) {
        struct step step = next_step(&world, i);
        struct wanted w = { world, world_after(&world, &step) };
        if (s->fills)
            fill(i);
        simflash_copy(&before, &work);
        struct journal at_start = journal;
        unsigned operations = run_step(&step);
        for (unsigned cut_at = 1 + i % s->stride; cut_at <= operations; cut_at += s->stride) {
            simflash_copy(&work, &before);
            journal = at_start;
            work.operations = 0;
            work.cut_at = cut_at;
            (void)do_step(&journal.blobs, &step);
            check_cut(&w);
        }
        simflash_copy(&work, &before);
        journal = at_start;
        (void)do_step(&journal.blobs, &step);
        world = w.after;
        (void)observe(&(struct wanted){ world, world });
    }
    stop();
}

// What a blob is after a flip: as it ever was, or gone.
static struct value observe_flipped(unsigned name, const struct world *history, unsigned n)
{
    while (n--)
        if (holds(&journal.blobs, names[name], history[n].blobs[name]))
            return history[n].blobs[name];
    if (!holds(&journal.blobs, names[name], (struct value){ 0, 0 }))
        tell("never written", names[name]);
    return (struct value){ 0, 0 };
}

static void check_flip(const struct world *history, unsigned n)
{
    struct world seen = history[n - 1];
    unsigned changed = 0;

    if (open_found(&found))
        return;
    for (unsigned i = 0; i < sweep->names; i++) {
        seen.blobs[i] = observe_flipped(i, history, n);
        changed += !same_value(seen.blobs[i], history[n - 1].blobs[i]);
    }
    if (changed > 1)
        tell("one bit changed several blobs", names[0]);
    check_life(&found, seen);
}

void sweep_flips(const struct sweep *s, struct sweep_count *c)
{
    static struct world history[HISTORY];
    unsigned n = 1;

    start(s, c);
    (void)open_found(&work);
    for (history[0] = (struct world){ { { 0, 0 } } }; n <= s->steps; n++) {
        struct step step = next_step(&history[n - 1], n);
        (void)run_step(&step);
        history[n] = world_after(&history[n - 1], &step);
    }
    for (uint32_t bit = 0; bit < work.flash.bytes * 8; bit += s->stride) {
        simflash_copy(&found, &work);
        found.words[bit / 32] ^= 1u << bit % 32;
        found.is_programmed[bit / 32] |= ~found.words[bit / 32] != 0;
        bits_flip = true;
        check_flip(history, n);
        bits_flip = false;
    }
    stop();
}

void sweep_refusals(const struct sweep *s, struct sweep_count *c)
{
    struct world world = { { { 0, 0 } } };

    start(s, c);
    (void)open_found(&work);
    for (unsigned i = 0; i < s->steps; i++) {
        struct step step = next_step(&world, i);
        struct wanted w = { world, world_after(&world, &step) };
        work.operations = 0;
        work.fail_at = 1 + any(60);
        work.fails_late = any(2);
        count->cuts++;
        int err = do_step(&journal.blobs, &step);
        work.fail_at = 0;
        world = observe(&w);
        for (unsigned k = 0; k < s->names && !err; k++)
            if (!same_value(world.blobs[k], w.after.blobs[k]))
                tell("acknowledged and lost", names[k]);
        simflash_copy(&found, &work); // what a restart would find
        struct journal here = journal;
        if (!open_found(&found))
            (void)observe(&(struct wanted){ world, world });
        journal = here;
        collect_violations(&work);
    }
    stop();
}

// What the journal says and what it holds after a lie, and what a restart makes of it.
static void check_lie(const struct wanted *w, int err)
{
    struct world seen = observe(w);

    for (unsigned i = 0; i < sweep->names && !err; i++)
        if (!same_value(seen.blobs[i], w->after.blobs[i]))
            tell("acknowledged and lost", names[i]);
    collect_violations(&work);
    simflash_copy(&found, &work);
    found.lie_at = 0;
    check_found(&found, &(struct wanted){ seen, seen });
}

static void first_open_is_lied_to(void)
{
    struct wanted nothing = { { { { 0, 0 } } }, { { { 0, 0 } } } };

    for (unsigned lie_at = 1;; lie_at++) {
        for (unsigned variant = 0; variant < LIE_VARIANTS; variant++) {
            simflash_copy(&work, &before);
            work.lie_at = lie_at;
            work.lie_variant = variant;
            int err = journal_open(&journal, &work.flash, sweep->segment_bytes);
            if (work.operations < lie_at)
                return;
            count->cuts++;
            if (!err)
                check_lie(&nothing, OK);
        }
    }
}

static void lie_in_step(const struct step *step, const struct wanted *w,
                        const struct journal *at_start, unsigned operations)
{
    for (unsigned lie_at = 1; lie_at <= operations; lie_at++) {
        for (unsigned variant = 0; variant < LIE_VARIANTS; variant++) {
            simflash_copy(&work, &before);
            journal = *at_start;
            work.operations = 0;
            work.lie_at = lie_at;
            work.lie_variant = variant;
            int err = do_step(&journal.blobs, step);
            count->cuts++;
            check_lie(w, err);
        }
    }
}

void sweep_lies(const struct sweep *s, struct sweep_count *c)
{
    struct world world = { { { 0, 0 } } };

    start(s, c);
    first_open_is_lied_to();
    simflash_copy(&work, &before);
    (void)open_found(&work);
    for (unsigned i = 0; i < s->steps; i++) {
        struct step step = next_step(&world, i);
        struct wanted w = { world, world_after(&world, &step) };
        simflash_copy(&before, &work);
        struct journal at_start = journal;
        unsigned operations = run_step(&step);
        lie_in_step(&step, &w, &at_start, operations);
        simflash_copy(&work, &before);
        journal = at_start;
        (void)do_step(&journal.blobs, &step);
        world = w.after;
    }
    stop();
}
