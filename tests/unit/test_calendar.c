// The calendar of a node: when its entries run, once each, over restarts and moved clocks.
#include "automation/calendar.h"
#include "probe.h"
#include "test.h"

const struct module *const modules[] = { &mod_probe };
const unsigned module_count = 1;

#define NOON_S INT64_C(1795348800) // 2026-11-22 12:00:00 UTC, a Sunday

static struct rig *bench(int64_t wall_s)
{
    struct rig *r = rig_new(&board_esp8266);

    probe_use(r);
    r->wall_s = wall_s;
    rig_tell_time(r);
    return r;
}

static void set_list(struct rig *r, const char *list)
{
    rig_set(r, "cron", "true");
    rig_set(r, "cronsync", "false");
    rig_set(r, "gmttime", "0");
    rig_set(r, "crontasks", list);
}

static struct rig *boot_at(int64_t wall_s, const char *list)
{
    struct rig *r = bench(wall_s);

    rig_load(r);
    set_list(r, list);
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 0);
    return r;
}

// Without its last word, which is a digest.
static const char *mark(struct rig *r)
{
    static char text[64];
    const char *kept = ram_get(&r->ram, "cron.mark");

    snprintf(text, sizeof text, "%s", kept ? kept : "none");
    if (strrchr(text, ' '))
        *strrchr(text, ' ') = '\0';
    return text;
}

// The power is cut: nothing is said to the node, and the clock goes on.
static void cut_power(struct rig *r, uint32_t for_s)
{

    r->wall_s += for_s;
    rig_power_on(r);
    rig_boot(r);
    rig_wait_ms(r, 0);
}

static void reboot_after(struct rig *r, uint32_t s)
{
    rooms_stop(&r->node);
    cut_power(r, s);
}

static void test_entries_run_at_their_instants_once(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:0:30!probe note 'a'; *:12:1:0!probe note 'b'");

    (void)state;
    assert_int_equal(rooms_poll(&r->node), 30000);
    rig_wait_ms(r, 29999);
    expect_notes("");
    rig_wait_ms(r, 1);
    expect_notes("a@30000");
    rig_wait_ms(r, 86400000);
    expect_notes("b@60000 a@86430000");
    assert_true(rig_logged(r, "[CRON] 1: probe note 'a'\n"));
    rig_free(r);
}

static void test_an_entry_may_hold_several_commands(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:0:30!probe note 'a'; probe fail; probe note 'b';;"
                                    "*:12:0:40!probe note 'c'");
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)state;
    rig_wait_ms(r, 40000);
    expect_notes("a@30000 b@30000 c@40000");
    expect_reply(p, "cron why 1",
                 "2026-11-22 12:00:30, late by 0 s, failed: probe note 'a'; probe fail; probe note "
                 "'b'\n");
    expect_reply(p, "cron why 2 >json",
                 "{\"at\": \"2026-11-22 12:00:40\", \"late_s\": 0, \"ok\": true, \"commands\": "
                 "\"probe note 'c'\"}\n");
    expect_reply(p, "cron why 1 >json",
                 "{\"at\": \"2026-11-22 12:00:30\", \"late_s\": 0, \"ok\": false, \"commands\": "
                 "\"probe note 'a'; probe fail; probe note 'b'\"}\n");
    rig_free(r);
}

static void test_two_entries_of_one_instant_run_in_their_order(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:1:0!probe note 'a'; *:*:*:0!probe note 'b'; "
                                    "#*:12:1:0!probe note 'x'; 6:12:1:0!probe note 'c'");

    (void)state;
    rig_wait_ms(r, 60000);
    expect_notes("a@60000 b@60000 c@60000");
    rig_free(r);
}

static void test_it_is_off_without_its_switch(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:*:*:*!probe note 'a'");

    (void)state;
    rig_set(r, "cron", "false");
    assert_int_equal(calendar_room.poll(&r->node), UINT32_MAX);
    rig_wait_ms(r, 10000);
    expect_notes("");
    rig_set(r, "cron", "true");
    rig_wait_ms(r, 2000);
    expect_notes("a@11000 a@12000");
    rig_set(r, "crontasks", "n/a");
    rig_wait_ms(r, 2000);
    expect_notes("");
    rig_free(r);
}

static void test_what_was_due_while_it_was_off_is_not_made_up_for(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:1:0!probe note 'a'; *:12:20:0!probe note 'b'");

    (void)state;
    rig_wait_ms(r, 60000);
    expect_notes("a@60000");
    assert_string_equal(mark(r), "1795348860");
    rig_set(r, "cron", "false");
    rig_wait_ms(r, 1800000);
    assert_string_equal(mark(r), "none");
    rig_set(r, "cron", "true");
    rig_wait_ms(r, 1000);
    expect_notes("");
    rig_free(r);
}

static void test_a_new_rule_is_none_for_the_past(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:1:0!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 1800000);
    expect_notes("a@60000");
    rig_set(r, "crontasks", "*:12:20:0!probe note 'b'; *:12:40:0!probe note 'c'");
    rig_wait_ms(r, 1800000);
    expect_notes("c@2400000");
    rig_set(r, "soctout", "99"); // any other setting changes nothing
    rig_wait_ms(r, 86400000);
    expect_notes("b@87600000 c@88800000");
    rig_free(r);
}

static void test_the_clock_must_be_trusted(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:*:*:0!probe note 'a'");
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)state;
    rig_set(r, "cronsync", "true");
    rig_wait_ms(r, 90000);
    expect_notes("");
    expect_reply(p, "cron next",
                 "CRON: the clock is not set yet, so the calendar waits; to run it anyway: conf, "
                 "cronsync false\n");
    expect_reply(p, "cron next >json",
                 "{\"error\": \"the clock is not set yet, so the calendar waits; to run it anyway: "
                 "conf, cronsync false\"}\n");
    node_trust_time(&r->node, true);
    rig_wait_ms(r, 60000);
    expect_notes("a@90000 a@120000"); // the first one late
    rig_free(r);
}

// ---- over a restart ----

static void test_what_a_restart_left_behind_is_run_late(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'; *:12:20:0!probe note 'b'; "
                                    "*:12:15:0!probe note 'c'");
    struct peer *p;

    (void)state;
    rig_wait_ms(r, 60000);
    reboot_after(r, 1500); // 12:26
    rig_wait_ms(r, 1);
    expect_notes("a@60000 c@60000 b@60000");
    assert_true(rig_logged(r, "[CRON] 1: probe note 'a' (late by 960 s)"));
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "cron why 2", "2026-11-22 12:20:00, late by 360 s, worked: probe note 'b'\n");
    reboot_after(r, 60);
    rig_wait_ms(r, 1);
    expect_notes(""); // once
    rig_free(r);
}

static void test_cronlate_is_the_most(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'; *:12:20:0!probe note 'b'");

    (void)state;
    rig_set(r, "cronlate", "600");
    rig_wait_ms(r, 1000);
    reboot_after(r, 1500); // 12:25:01
    rig_wait_ms(r, 1);
    expect_notes("b@1000");
    assert_true(rig_logged(r, "[CRON] what was due more than 600 s ago is left out"));
    rig_set(r, "cronlate", "0");
    reboot_after(r, 86400);
    rig_wait_ms(r, 1);
    expect_notes("");
    rig_free(r);
}

static void test_an_entry_due_just_as_long_ago_as_cronlate_runs(void **state)
{
    static const struct {
        uint32_t off_s;
        const char *notes;
    } rows[] = { { 600 + 600, "a@1000" }, { 600 + 601, "" } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = boot_at(NOON_S - 1, "*:12:10:0!probe note 'a'");
        rig_set(r, "cronlate", "600");
        rig_wait_ms(r, 1000);
        reboot_after(r, rows[i].off_s);
        rig_wait_ms(r, 1);
        expect_notes(rows[i].notes);
        rig_free(r);
    }
}

static void test_after_a_power_cut_nothing_runs_twice(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'; *:*:*:30!probe note 'often'");

    (void)state;
    rig_wait_ms(r, 600000);
    assert_string_equal(mark(r), "1795349400"); // before the entry ran
    expect_notes("often@30000 often@90000 often@150000 often@210000 often@270000 often@330000 "
                 "often@390000 often@450000 often@510000 often@570000 a@600000");
    cut_power(r, 300); // what is due often is not made up for
    rig_wait_ms(r, 29000);
    expect_notes("");
    rig_wait_ms(r, 1000);
    expect_notes("often@630000");
    assert_string_equal(mark(r), "1795349400"); // and costs no flash
    rig_free(r);
}

static void test_a_stop_in_order_says_up_to_when_all_is_done(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:*:*:30!probe note 'often'");

    (void)state;
    rig_wait_ms(r, 100000);
    expect_notes("often@30000 often@90000");
    assert_string_equal(mark(r), "1795348800"); // since it began
    rooms_stop(&r->node);
    assert_string_equal(mark(r), "1795348900 stopped");
    cut_power(r, 120); // 12:03:40: two were due meanwhile, and it is known that they were not run
    rig_wait_ms(r, 1);
    expect_notes("often@100000 often@100000");
    assert_string_equal(mark(r), "1795348950"); // no longer stopped
    rig_free(r);
}

static void test_a_damaged_mark_is_none(void **state)
{
    static const char *const marks[] = {
        "",
        " ",
        "x",
        "12x",
        "-5",
        "stopped",
        "99999999999",
        "1795348800000",
        "4294967295",
        "1795435200 stopped",
        "6090316156 stopped", // 2^32 and 12:01:00
        "1795348860\xff",
        "\x01",
        "0x10",
        " stopped 1795348800",
    };

    (void)state;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        struct rig *r = bench(NOON_S + 3600);
        ram_put(&r->ram, "cron.mark", marks[i]);
        rig_load(r);
        set_list(r, "*:12:30:0!probe note 'a'; *:13:0:1!probe note 'b'");
        boot_run(&r->node, 9008);
        rig_wait_ms(r, 1000);
        expect_notes("b@1000"); // nothing of the past, and it works
        rig_free(r);
    }
}

static void test_an_old_mark_leaves_the_past_out(void **state)
{
    struct rig *r = bench(NOON_S + 3600);

    (void)state;
    ram_put(&r->ram, "cron.mark", "5 stopped");
    rig_load(r);
    set_list(r, "*:11:59:59!probe note 'a'; *:12:0:0!probe note 'b'; *:12:30:0!probe note 'c'");
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 1000);
    expect_notes("b@0 c@0");
    rig_free(r);
}

static void test_a_mark_that_cannot_be_written_is_told(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:1:0!probe note 'a'");

    (void)state;
    r->ram.refuses_writes = true;
    r->ram.error = ERR_STORE;
    rig_wait_ms(r, 60000);
    expect_notes("a@60000");
    assert_true(rig_logged(r, "[CRON] what is done could not be kept: a restart may repeat it"));
    rig_free(r);
}

// ---- the mark: from when the calendar begins, and as its settings move it ----

static void test_what_was_due_in_an_outage_before_the_first_run(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 60000);
    cut_power(r, 1200);
    expect_notes("a@60000");
    rig_free(r);
}

static void test_it_begins_when_it_is_switched_on(void **state)
{
    struct rig *r = boot_at(NOON_S, "n/a");

    (void)state;
    assert_string_equal(mark(r), "none");
    rig_wait_ms(r, 60000);
    rig_set(r, "crontasks", "*:12:0:30!probe note 'past'; *:12:10:0!probe note 'a'");
    rig_wait_ms(r, 0);
    assert_string_equal(mark(r), "1795348860");
    cut_power(r, 1200);
    expect_notes("a@60000");
    rig_free(r);
}

// What moves entries into the past, each after a day on which the mark was written.
static void test_what_moves_an_entry_back_does_not_run_it_after_a_cut(void **state)
{
    static const char *const moves[][2] = {
        { "crontasks", "*:12:40:0!probe note 'a'; *:*:35:0!probe note 'b'" },
        { "timezone", "UTC-1" }, // 13:40 there is 12:40 here
        { "gmttime", "1" },
        { "utc", "60" },
        { "lon", "20" },
        { "lat", "60" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        struct rig *r = bench(NOON_S + 1800);
        bool is_sun = moves[i][0][0] == 'l';
        rig_load(r);
        rig_set(r, "lat", "0");
        rig_set(r, "lon", is_sun ? "-100" : "-10");
        set_list(r, is_sun ? "*:sunrise!probe note 'a'; *:*:35:0!probe note 'b'"
                           : "*:13:40:0!probe note 'a'; *:*:35:0!probe note 'b'");
        boot_run(&r->node, 9008);
        rig_wait_ms(r, 1200000);  // 12:50
        expect_notes("b@300000"); // which wrote the mark
        rig_set(r, moves[i][0], moves[i][1]);
        rig_wait_ms(r, 0);
        expect_notes("");
        cut_power(r, 60);
        rig_wait_ms(r, 1000);
        expect_notes("");
        rig_free(r);
    }
}

// Cut before the node came to look at what was set.
static void test_a_cut_right_after_the_change(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:5:0!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 1800000);
    expect_notes("a@300000");
    rig_set(r, "crontasks", "*:12:20:0!probe note 'b'; *:12:31:0!probe note 'c'");
    cut_power(r, 10);
    expect_notes("");
    rig_wait_ms(r, 50000);
    expect_notes("c@1850000");
    rig_free(r);
}

static void test_a_file_that_was_edited_while_the_node_was_off(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:5:0!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 1200000);
    expect_notes("a@300000");
    rooms_stop(&r->node);
    r->wall_s += 1200;
    rig_power_on(r);
    rig_load(r);
    rig_set(r, "crontasks", "*:12:30:0!probe note 'b'");
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 1000);
    expect_notes("");
    rig_free(r);
}

static void test_a_change_right_before_the_stop(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:11:0:0!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 1800000);
    rig_set(r, "crontasks", "*:12:20:0!probe note 'b'; *:12:35:0!probe note 'c'");
    reboot_after(r, 600);
    expect_notes("c@1800000");
    rig_free(r);
}

static void test_off_and_on_again_over_a_cut(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'; *:12:20:0!probe note 'b'");

    (void)state;
    rig_wait_ms(r, 600000);
    expect_notes("a@600000");
    rig_set(r, "cron", "false");
    cut_power(r, 0); // before the mark was removed
    rig_wait_ms(r, 900000);
    rig_set(r, "cron", "true");
    rig_wait_ms(r, 1000);
    cut_power(r, 1);
    rig_wait_ms(r, 1000);
    expect_notes("");
    rig_free(r);
}

static void test_a_mark_that_cannot_be_removed_is_not_believed(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'; *:12:20:0!probe note 'b'");

    (void)state;
    rig_wait_ms(r, 600000);
    expect_notes("a@600000");
    rig_set(r, "cron", "false");
    r->ram.refuses_writes = true;
    r->ram.error = ERR_STORE;
    rig_wait_ms(r, 900000);
    r->ram.refuses_writes = false;
    rig_set(r, "cron", "true");
    rig_wait_ms(r, 1000);
    expect_notes("");
    rig_free(r);
}

static void test_other_settings_cost_no_mark(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 60000);
    rig_set(r, "soctout", "99");
    rig_wait_ms(r, 1000);
    assert_string_equal(mark(r), "1795348800");
    rig_free(r);
}

// Release 0.8.0 wrote no digest.
static void test_a_mark_of_an_earlier_release_counts(void **state)
{
    struct rig *r = bench(NOON_S + 1200);

    (void)state;
    ram_put(&r->ram, "cron.mark", "1795348800 stopped");
    rig_load(r);
    set_list(r, "*:12:10:0!probe note 'a'; *:12:*:30!probe note 'often'");
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 1);
    assert_true(rig_logged(r, "probe note 'a' (late by 600 s)"));
    assert_true(rig_logged(r, "probe note 'often' (late by 1170 s)"));
    rig_free(r);
}

// ---- clocks that move ----

static void test_a_clock_set_back_repeats_nothing(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'; *:12:40:0!probe note 'b'");

    (void)state;
    rig_wait_ms(r, 900000);
    expect_notes("a@600000");
    r->wall_s -= 900; // 12:00 again
    rig_wait_ms(r, 1200000);
    expect_notes("");
    rig_wait_ms(r, 1200000);
    expect_notes("b@3300000");
    rig_free(r);
}

static void test_a_clock_set_back_by_more_than_an_hour_was_wrong(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 900000);
    expect_notes("a@600000");
    r->wall_s -= 86400;
    rig_wait_ms(r, 0);
    assert_true(rig_logged(r, "[CRON] the clock was set back: the calendar begins anew"));
    rig_wait_ms(r, 86400000 - 300000);
    expect_notes("a@87000000");
    rig_free(r);
}

static void test_a_clock_set_forward_runs_what_it_passed(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:10:0!probe note 'a'; *:12:40:0!probe note 'b'");

    (void)state;
    r->wall_s += 3000;
    rig_wait_ms(r, 1);
    expect_notes("a@0 b@0");
    r->wall_s += 365 * 86400; // by a year: not hundreds of times
    rig_wait_ms(r, 100);
    expect_notes("a@1 b@1");
    rig_free(r);
}

static void test_a_clock_that_was_never_set(void **state)
{
    struct rig *r = boot_at(30, "*:*:*:*/10!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 20000);
    expect_notes("a@10000 a@20000");
    r->wall_s = NOON_S; // now it is
    rig_set(r, "cronlate", "5");
    rig_wait_ms(r, 9000);
    assert_true(rig_logged(r, "is left out"));
    rig_free(r);
    r = boot_at(-86400, "*:*:*:*!probe note 'a'"); // before 1970
    rig_wait_ms(r, 3000);
    rig_free(r);
}

static void test_parts_of_seconds_are_waited_for(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:*:*:*!probe note 'a'");

    (void)state;
    r->now_ms = 300; // 12:00:00.300
    rig_tell_time(r);
    assert_int_equal(rooms_poll(&r->node), 700);
    rig_free(r);
}

// ---- settings that change ----

static void test_a_command_may_change_the_list_it_stands_in(void **state)
{
    struct rig *r = boot_at(
        NOON_S,
        "*:12:1:0!probe note 'a'; probe set 'crontasks' '*:12:2:0!probe note \"new\"'; probe note "
        "'not';;*:12:1:0!probe note 'nor';;*:12:3:0!probe note 'either'");

    (void)state;
    rig_wait_ms(r, 300000);
    expect_notes("a@60000 new@120000");
    rig_free(r);
}

static void test_a_command_may_switch_the_calendar_off(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:*:*:0!probe note 'a'; probe set 'cron' 'false';;"
                                    "*:12:9:0!probe note 'b'");

    (void)state;
    rig_wait_ms(r, 600000);
    expect_notes("a@60000");
    rig_free(r);
}

static void test_it_works_with_settings_in_an_image(void **state)
{
    struct rig *r = bench(NOON_S);

    (void)state;
    rig_keep_as_image(r);
    rig_load(r);
    set_list(r, "*:12:1:0!probe note 'a\\'b'; probe set 'devfid' 'lamp'; probe note 'not';;"
                "*:12:1:0!probe note 'c';;*:12:2:0!probe note 'd'");
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 120000);
    expect_notes("a'b@60000 d@120000"); // a command that changes the settings is the last
    rig_free(r);
}

static void test_a_time_zone_moves_it_at_once(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:14:0:0!probe note 'a'");
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)state;
    expect_reply(p, "cron next 1", "2026-11-22 14:00:00  1: probe note 'a'\n");
    rig_set(r, "timezone", "CET-1CEST,M3.5.0,M10.5.0/3");
    rig_wait_ms(r, 3600000);
    expect_notes("a@3600000");
    rig_set(r, "timezone", "n/a");
    rig_set(r, "utc", "-60");
    rig_wait_ms(r, 3 * 3600000);
    expect_notes("a@10800000");
    rig_free(r);
}

// ---- cron next, cron why ----

static void test_it_rests_where_its_seconds_end(void **state)
{
    const int64_t end_s = UINT32_MAX; // 2106-02-07 06:28:15 UTC
    struct rig *r = boot_at(end_s - 60, "*:6:28:0!probe note 'a'");

    (void)state;
    rig_wait_ms(r, 45000);
    expect_notes("a@45000");
    assert_false(rig_logged(r, "rests"));
    rig_wait_ms(r, 2 * 86400000);
    expect_notes("");
    assert_true(rig_logged(r, "[CRON] the calendar rests: "));
    assert_false(rig_logged(r, "left out"));
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "cron next",
                 "CRON: the calendar works until February 2106; the clock shows a later time\n");
    rig_free(r);
}

static void test_a_clock_after_its_end_runs_nothing_and_marks_nothing(void **state)
{
    struct rig *r = boot_at(INT64_C(5000000000), "*:*:*:0!probe note 'a'"); // 2128

    (void)state;
    rig_wait_ms(r, 86400000);
    reboot_after(r, 10);
    rig_wait_ms(r, 86400000);
    expect_notes("");
    assert_string_equal(mark(r), "none");
    rig_free(r);
}

static void test_next_goes_over_the_end_of_summer_time(void **state)
{
    struct rig *r = bench(1792890000 - 7200); // 2026-10-25 01:00:00 in Budapest
    struct peer *p;

    (void)state;
    rig_load(r);
    set_list(r, "*:2:30:0!probe note 'night'; *:*:30:0!probe note 'half'");
    rig_set(r, "timezone", "CET-1CEST,M3.5.0,M10.5.0/3");
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 0);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "cron next",
                 "2026-10-25 01:30:00  2: probe note 'half'\n"
                 "2026-10-25 02:30:00  1: probe note 'night'\n"
                 "2026-10-25 02:30:00  2: probe note 'half'\n"
                 "2026-10-25 02:30:00  2: probe note 'half'\n" // once more
                 "2026-10-25 03:30:00  2: probe note 'half'\n");
    rig_wait_ms(r, 3 * 3600000);
    expect_notes("half@1800000 night@5400000 half@5400000 half@9000000");
    rig_free(r);
}

static void test_next_goes_over_the_begin_of_summer_time(void **state)
{
    struct rig *r = bench(1774746000 - 3600); // 2026-03-29 01:00:00 in Budapest
    struct peer *p;

    (void)state;
    rig_load(r);
    set_list(r, "*:2:30:0!probe note 'night'");
    rig_set(r, "timezone", "CET-1CEST,M3.5.0,M10.5.0/3");
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 0);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "cron next 2",
                 "2026-03-29 03:00:00  1: probe note 'night'\n"
                 "2026-03-30 02:30:00  1: probe note 'night'\n");
    expect_reply(p, "cron next 2 >json",
                 "[{\"at\": \"2026-03-29 03:00:00\", \"entry\": 1, \"commands\": \"probe note "
                 "'night'\"}, {\"at\": \"2026-03-30 02:30:00\", \"entry\": 1, \"commands\": "
                 "\"probe note 'night'\"}]\n");
    rig_free(r);
}

static void test_next_says_why_there_is_nothing(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "cron next", "CRON: nothing is set: conf, then crontasks <rule>!<command>\n");
    rig_set(r, "crontasks", "*:8:0:0!light on");
    expect_reply(p, "cron next", "CRON: the calendar is off: conf, then cron true\n");
    rig_set(r, "cron", "true");
    rig_set(r, "cronsync", "false");
    expect_reply(p, "cron next 1", "2026-11-23 08:00:00  1: light on\n"); // before it was polled
}

static void test_next_of_nothing_but_polar_night(void **state)
{
    struct rig *r = bench(NOON_S);
    struct peer *p;

    (void)state;
    rig_load(r);
    rig_set(r, "lat", "90");
    rig_set(r, "lon", "0");
    set_list(r, "0:sunrise!probe note 'sun'");
    boot_run(&r->node, 9008);
    rig_wait_ms(r, 0);
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "cron next 3");
    assert_non_null(strstr(p->heard.data, "node01 $  "));
    tape_clear(&p->heard);
    // The place is gone, as by a file that somebody edited: nothing is due.
    assert_int_equal(settings_set(&r->node.settings, KEY_lat, text_of("n/a"), NULL), 1);
    expect_reply(p, "cron next 3", "");
    expect_reply(p, "cron next 3 >json", "[]\n");
    rig_wait_ms(r, 1000);
    rig_free(r);
}

static void test_why_knows_the_last_run_of_each_entry(void **state)
{
    struct rig *r = boot_at(NOON_S, "*:12:1:0!probe note 'a'; *:23:0:0!probe note 'b'");
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    (void)state;
    expect_reply(p, "cron why 1", "CRON: it has not run since the boot\n");
    expect_reply(p, "cron why 3", "CRON: there is no such entry; cron next shows them\n");
    rig_wait_ms(r, 61000);
    expect_reply(p, "cron why 1", "2026-11-22 12:01:00, late by 0 s, worked: probe note 'a'\n");
    expect_reply(p, "cron why 2 >json", "{\"error\": \"it has not run since the boot\"}\n");
    rig_free(r);
}

static void test_entries_beyond_the_notes_run_all_the_same(void **state)
{
    char list[1024] = "";
    struct rig *r;
    struct peer *p;

    (void)state;
    for (int i = 0; i < CFG_CRON_NOTES + 1; i++)
        strcat(list, "*:12:1:0!probe note 'a';");
    r = boot_at(NOON_S, list);
    rig_wait_ms(r, 60000);
    assert_int_equal(probe_runs(), CFG_CRON_NOTES + 1);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "cron why 16", "2026-11-22 12:01:00, late by 0 s, worked: probe note 'a'\n");
    expect_reply(p, "cron why 17", "CRON: it has not run since the boot\n");
    rig_free(r);
}

static void test_what_is_no_command_of_the_calendar(void **state)
{
    static const char *const lines[] = {
        "cron",         "cron nxt",       "cron next 0",   "cron next -1",
        "cron next x",  "cron why",       "cron why 0",    "cron why x",
        "cron why 1 2", "cron next 1001", "cron why 1001", "cron next 9999999999",
    };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        expect_reply(p, lines[i], "Invalid cron cmd! Help: cron next [n] / why <entry>\n");
}

static void test_mistakes_in_a_list_are_told_with_their_place(void **state)
{
    static const struct {
        const char *list, *why;
    } rows[] = {
        { "*:25:0:0!light on", "at 3: an hour is 0 to 23" },
        { "*:8:0:0!light on; *:9:0!light off", "at 24: " },
        { "*:8:0:0", "at 8: " },
        { "sunset!light on", "at 1: the sun needs a place: set lat and lon first" },
        { "*:8:0:0!light on;0:sunrise+5!light off",
          "at 18: the sun needs a place: set lat and lon first" },
    };
    struct rig *r = *state;
    char text[160];
    struct out o;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        out_init(&o, text, sizeof text);
        assert_int_equal(set_check(&r->node, KEY_crontasks, text_of(rows[i].list), &o), ERR_RANGE);
        if (strncmp(text, rows[i].why, strlen(rows[i].why)))
            fail_msg("%s: %s, not %s", rows[i].list, text, rows[i].why);
    }
    rig_set(r, "lat", "47.5");
    rig_set(r, "lon", "19.04");
    assert_int_equal(set_check(&r->node, KEY_crontasks, text_of("sunset-15!light on"), &o), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_entries_run_at_their_instants_once),
        TEST(test_an_entry_may_hold_several_commands),
        TEST(test_two_entries_of_one_instant_run_in_their_order),
        TEST(test_it_is_off_without_its_switch),
        TEST(test_what_was_due_while_it_was_off_is_not_made_up_for),
        TEST(test_a_new_rule_is_none_for_the_past),
        TEST(test_the_clock_must_be_trusted),
        TEST(test_what_a_restart_left_behind_is_run_late),
        TEST(test_cronlate_is_the_most),
        TEST(test_an_entry_due_just_as_long_ago_as_cronlate_runs),
        TEST(test_after_a_power_cut_nothing_runs_twice),
        TEST(test_a_stop_in_order_says_up_to_when_all_is_done),
        TEST(test_a_damaged_mark_is_none),
        TEST(test_an_old_mark_leaves_the_past_out),
        TEST(test_a_mark_that_cannot_be_written_is_told),
        TEST(test_what_was_due_in_an_outage_before_the_first_run),
        TEST(test_it_begins_when_it_is_switched_on),
        TEST(test_what_moves_an_entry_back_does_not_run_it_after_a_cut),
        TEST(test_a_cut_right_after_the_change),
        TEST(test_a_file_that_was_edited_while_the_node_was_off),
        TEST(test_a_change_right_before_the_stop),
        TEST(test_off_and_on_again_over_a_cut),
        TEST(test_a_mark_that_cannot_be_removed_is_not_believed),
        TEST(test_other_settings_cost_no_mark),
        TEST(test_a_mark_of_an_earlier_release_counts),
        TEST(test_a_clock_set_back_repeats_nothing),
        TEST(test_a_clock_set_back_by_more_than_an_hour_was_wrong),
        TEST(test_a_clock_set_forward_runs_what_it_passed),
        TEST(test_a_clock_that_was_never_set),
        TEST(test_parts_of_seconds_are_waited_for),
        TEST(test_a_command_may_change_the_list_it_stands_in),
        TEST(test_a_command_may_switch_the_calendar_off),
        TEST(test_it_works_with_settings_in_an_image),
        TEST(test_a_time_zone_moves_it_at_once),
        TEST(test_it_rests_where_its_seconds_end),
        TEST(test_a_clock_after_its_end_runs_nothing_and_marks_nothing),
        TEST(test_next_goes_over_the_end_of_summer_time),
        TEST(test_next_goes_over_the_begin_of_summer_time),
        RIG_TEST(test_next_says_why_there_is_nothing),
        TEST(test_next_of_nothing_but_polar_night),
        TEST(test_why_knows_the_last_run_of_each_entry),
        TEST(test_entries_beyond_the_notes_run_all_the_same),
        RIG_TEST(test_what_is_no_command_of_the_calendar),
        RIG_TEST(test_mistakes_in_a_list_are_told_with_their_place),
    };

    return RUN(tests);
}
