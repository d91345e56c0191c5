// What earlier releases stored is read as it stands, and nothing of it is lost when it is written
// again. test_power_cut and test_node_on_journal cut the power while that happens.
#include "release.h"
#include "rig.h"
#include "store/format.h"
#include "store/journal_parts.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum { ANSWERS = 4096 };

static const char *const releases[] = { "0.8.0" };

static struct rig rig;
static struct simdisk disk;
static struct simflash flash;
static struct journal journal;
static const char *version;

static void boot_files(void)
{
    rig_boot(&rig, &disk);
}

static void boot_flash(void)
{
    assert_int_equal(journal_open(&journal, &flash.flash, RELEASE_SEGMENT), OK);
    rig_boot_on(&rig, (struct settings_place){ &journal.blobs, &settings_image, NULL });
}

static void expect(const char *line, const char *answer)
{
    assert_string_equal(rig_say(&rig, line), answer);
}

// What every release was told: keep_release.c.
static void expect_the_node(const char *soctout)
{
    expect(RELEASE_PASSWORD, "AuthOk\n");
    assert_false(rig.node.has_notice);
    assert_string_equal(rig_say(&rig, "system cachedump"),
                        "rgb.pds: 10,20,30,1\ndimmer.pds: 1,40\nswitch.pds: 1\n"
                        "button.pds: 0,0,20,300,1000,'light toggle','',''\n");
    rig_say(&rig, "conf");
    expect("devfid", "lamp8\n");
    expect("soctout", soctout);
    expect("pled", "False\n");
    expect("gmttime", "5:30\n");
    expect("boothook", "light rgb_cache_load_n_init; dimmer dimmer_cache_load_n_init\n");
    expect("crontasks", "*:*:0:0!light toggle\n");
    expect("cron", "True\n");
    expect("hostpwd", "********\n");
    expect("socmax", "32\n");
}

static unsigned generations(void)
{
    const char *lines = rig_say(&rig, "history");
    unsigned n = 0;

    for (; *lines; lines++)
        n += *lines == '\n';
    return n;
}

static void check(void (*boot)(void))
{
    boot();
    expect_the_node("77\n");
    assert_int_equal(generations(), CFG_GENERATIONS + 1);
    expect("soctout 78", "Saved\n");
    boot();
    expect_the_node("78\n");
    expect("undo", "Saved\nsoctout: 78 -> 77\n"); // back to what that release wrote
    boot();
    expect_the_node("77\n");
}

static void test_files_of_earlier_releases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++) {
        version = releases[i];
        simdisk_init(&disk);
        release_put_files(&disk, version);
        check(boot_files);
        assert_non_null(strstr(simdisk_get(&disk, SETTINGS_FILE), "\"format\": \"1.1\""));
    }
}

static void test_the_flash_of_earlier_releases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++) {
        version = releases[i];
        simflash_init(&flash, RELEASE_SEGMENT * RELEASE_SEGMENTS, RELEASE_SECTOR);
        release_put_flash(&flash, version);
        check(boot_flash);
        for (int n = 0; n < 40; n++) // until the journal moves on
            expect(n % 2 ? "soctout 40" : "soctout 41", "Saved\n");
        assert_int_equal(journal_segment_format(&journal, journal.segment), JOURNAL_FORMAT);
        assert_int_equal(flash.violations, 0);
        simflash_free(&flash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_of_earlier_releases),
        cmocka_unit_test(test_the_flash_of_earlier_releases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
