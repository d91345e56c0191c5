// A node with its settings in a journal: the power is cut in every word that its commands program
// and in every erase, and the node that comes back has the old or the new settings, never the
// factory's. In a small one it is cut a second time, while the node that came back starts.
#include "release.h"
#include "rig.h"
#include "simflash.h"
#include "store/journal.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum {
    SECTOR = 1024,
    SEGMENTS = 3,
    STEPS_MAX = 12,
    ANSWERS = 1024,
};

struct scenario {
    const char *name;
    uint32_t segment_bytes;
    const char *release; // whose flash is there at the beginning; NULL: it is blank
    const char *steps[STEPS_MAX];
    bool again; // cut a second time
};

static const struct scenario scenarios[] = {
    { "settings",
      2048,
      NULL,
      { "conf", "devfid first", "soctout 77", "devfid second", "soctout 50", "pled false",
        "boothook system heartbeat", "devfid third", "soctout 51", "devfid fourth" } },
    { "undo and module state",
      2048,
      NULL,
      { "light rgb 10 20 30", "conf", "devfid first", "devfid second", "undo", "noconf",
        "light rgb 40 50 60", "light toggle", "conf", "soctout 60", "undo", "undo 3" } },
    { "an upgrade from 0.8.0",
      RELEASE_SEGMENT,
      "0.8.0",
      { RELEASE_PASSWORD, "light toggle", "conf", "devfid second", "soctout 50", "undo" } },
    { "one setting, cut twice", 2048, NULL, { "conf", "devfid first" }, true },
};

static const struct scenario *scenario; // the one that is swept
static const char *const probes[] = { RELEASE_PASSWORD, "system cachedump", "conf",
                                      "devfid",         "soctout",          "pled" };

static struct rig rig, after;
static struct journal journal, journal_after;
static struct simflash flash, found;
static char wanted[STEPS_MAX + 1][ANSWERS]; // the probes' answers after each step, without a cut
static unsigned long cuts, states;

static void boot(struct rig *r, struct journal *j, struct simflash *f)
{
    // A journal that cannot write can be read; one that is cut is looked at after the cut.
    (void)journal_open(j, &f->flash, scenario->segment_bytes);
    rig_boot_on(r, (struct settings_place){ &j->blobs, &settings_image, NULL });
}

static void probe(struct simflash *f, char answers[ANSWERS])
{
    size_t len = 0;

    boot(&after, &journal_after, f);
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
        len += (size_t)snprintf(answers + len, ANSWERS - len, "%s", rig_say(&after, probes[i]));
    assert_true(len < ANSWERS - 1);
    assert_int_equal(f->violations, 0);
}

static void new_flash(void)
{
    simflash_init(&flash, scenario->segment_bytes * SEGMENTS, SECTOR);
    if (scenario->release)
        release_put_flash(&flash, scenario->release);
}

// Runs the scenario with the power on and notes what a node that boots after each step answers.
static unsigned rehearse(const struct scenario *s)
{
    new_flash();
    simflash_init(&found, s->segment_bytes * SEGMENTS, SECTOR);
    boot(&rig, &journal, &flash);
    for (unsigned steps = 0;; steps++) {
        simflash_copy(&found, &flash);
        probe(&found, wanted[steps]);
        if (steps == STEPS_MAX || !s->steps[steps])
            break;
        rig_say(&rig, s->steps[steps]);
    }
    unsigned operations = flash.operations;
    assert_true(s->again || flash.erases[s->segment_bytes / SECTOR]); // it moved
    simflash_free(&flash);
    return operations;
}

// Runs it with a cut; returns how many steps were answered with the power still on.
static unsigned run_cut(const struct scenario *s, unsigned cut_at)
{
    unsigned done = 0;

    new_flash();
    flash.cut_at = cut_at;
    boot(&rig, &journal, &flash);
    while (!flash.is_dead && done < STEPS_MAX && s->steps[done]) {
        rig_say(&rig, s->steps[done]);
        done += !flash.is_dead;
    }
    assert_int_equal(flash.violations, 0);
    return done;
}

static bool is_old_or_new(unsigned done, const char *answers)
{
    return !strcmp(answers, wanted[done]) ||
           (done < STEPS_MAX && wanted[done + 1][0] && !strcmp(answers, wanted[done + 1]));
}

static void expect_old_or_new(unsigned done, unsigned cut_at, unsigned second_at, unsigned variant)
{
    char answers[ANSWERS];

    probe(&found, answers);
    states++;
    if (!is_old_or_new(done, answers))
        fail_msg("cut at %u and %u, variant %u, after step %u: %s", cut_at, second_at, variant,
                 done, answers);
}

enum { FEW_BITS = 4 }; // the variant in which a torn word has some of its bits

// The power goes again at every operation of the start after the first cut.
static void cut_again(unsigned done, unsigned cut_at)
{
    static struct simflash first, second;

    simflash_init(&first, flash.flash.bytes, SECTOR);
    simflash_init(&second, flash.flash.bytes, SECTOR);
    simflash_copy(&first, &flash);
    simflash_power_on(&first, FEW_BITS);
    for (unsigned second_at = 1;; second_at++) {
        simflash_copy(&second, &first);
        second.cut_at = second_at;
        boot(&after, &journal_after, &second);
        if (!second.is_dead)
            break;
        cuts++;
        simflash_copy(&found, &second);
        simflash_power_on(&found, FEW_BITS);
        expect_old_or_new(done, cut_at, second_at, FEW_BITS);
    }
    simflash_free(&first);
    simflash_free(&second);
}

static void sweep(const struct scenario *s)
{
    memset(wanted, 0, sizeof wanted);
    scenario = s;
    unsigned operations = rehearse(s);

    for (unsigned cut_at = 1; cut_at <= operations; cut_at++) {
        unsigned done = run_cut(s, cut_at);
        cuts++;
        for (unsigned variant = 0; variant < TEAR_VARIANTS; variant++) {
            simflash_copy(&found, &flash);
            simflash_power_on(&found, variant);
            expect_old_or_new(done, cut_at, 0, variant);
        }
        if (s->again)
            cut_again(done, cut_at);
        simflash_free(&flash);
    }
    simflash_free(&found);
}

static void test_a_cut_leaves_the_old_or_the_new_settings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        unsigned long cuts_before = cuts, states_before = states;
        sweep(&scenarios[i]);
        print_message("%-45s %6lu cuts %8lu states, 0 neither old nor new\n", scenarios[i].name,
                      cuts - cuts_before, states - states_before);
    }
    print_message("power cuts: %lu, states of the flash booted from: %lu\n", cuts, states);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cut_leaves_the_old_or_the_new_settings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
