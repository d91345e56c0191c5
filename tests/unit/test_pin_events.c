// Pin events: bounce, edges that count, storms, pins that are taken.
#include "automation/pin_events.h"
#include "probe.h"
#include "test.h"

static int blink(struct call *c)
{
    return call_pwm(c, 0, 480, (unsigned)c->in[0].i);
}

// Has the pin of extirq.
static const struct pin_need lamp_pins[] = { { "pwm_4", PIN_PWM } };
static const struct field lamp_in[] = { { "duty", K_INT, "" } };
static const struct verb lamp_verbs[] = { { "blink", blink, "", IN(lamp_in) } };
static const struct module mod_lamp = {
    .name = "lamp", .help = "", PINS(lamp_pins), VERBS(lamp_verbs)
};
const struct module *const modules[] = { &mod_probe, &mod_lamp };
const unsigned module_count = 2;

enum { IRQ1 = 12, IRQ2 = 13, IRQ4 = 5, EXTIRQ = 12 }; // GPIOs on an esp8266

static struct rig *start(void)
{
    struct rig *r = rig_new(&board_esp8266);

    probe_use(r);
    rig_load(r);
    return r;
}

static struct rig *boot_with(const char *trigger, const char *quiet_ms)
{
    struct rig *r = start();

    rig_set(r, "irq1", "true");
    rig_set(r, "irq1_cbf", "probe note 'e'");
    rig_set(r, "irq1_trig", trigger);
    rig_set(r, "irq_prell_ms", quiet_ms);
    boot_run(&r->node, 9008);
    return r;
}

static void drive(struct rig *r, unsigned gpio, bool high)
{
    assert_int_equal(hw_pin_drive(&r->sim.hw, gpio, high), OK);
    rig_wait_ms(r, 0);
}

static void test_the_first_edge_counts_at_once(void **state)
{
    struct rig *r = boot_with("n/a", "300");

    (void)state;
    assert_int_equal(r->sim.use[IRQ1], PIN_IN_DOWN);
    assert_true(rig_logged(r, "[IRQ] EVENTIRQ ENABLED PIN: 12 (irq1)"));
    rig_wait_ms(r, 1000);
    drive(r, IRQ1, true);
    expect_notes("e@1000");
    for (unsigned i = 0; i < 20; i++) { // bounce
        rig_wait_ms(r, 5);
        drive(r, IRQ1, i % 2);
    }
    rig_wait_ms(r, 1000);
    drive(r, IRQ1, false); // no rising edge
    rig_wait_ms(r, 1000);
    expect_notes("");
    drive(r, IRQ1, true);
    expect_notes("e@3100");
    rig_free(r);
}

static void test_what_the_pin_shows_when_it_is_quiet_counts_when_it_differs(void **state)
{
    struct rig *r = boot_with("both", "100");

    (void)state;
    drive(r, IRQ1, true);
    rig_wait_ms(r, 40);
    drive(r, IRQ1, false); // a short press
    rig_wait_ms(r, 59);
    expect_notes("e@0");
    rig_wait_ms(r, 1);
    expect_notes("e@100");
    rig_wait_ms(r, 50);
    drive(r, IRQ1, true); // bounces still: the quiet time began anew
    rig_wait_ms(r, 50);
    expect_notes("e@200");
    rig_free(r);
}

static void test_each_trigger_takes_its_edges(void **state)
{
    static const struct {
        const char *trigger, *notes;
    } rows[] = {
        { "up", "e@0 e@2000" },
        { "down", "e@1000 e@3000" },
        { "both", "e@0 e@1000 e@2000 e@3000" },
        { "n/a", "e@0 e@2000" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = boot_with(rows[i].trigger, "300");
        for (unsigned k = 0; k < 4; k++) {
            drive(r, IRQ1, !(k % 2));
            rig_wait_ms(r, 1000);
        }
        expect_notes(rows[i].notes);
        rig_free(r);
    }
}

static void test_without_a_quiet_time_every_edge_counts(void **state)
{
    struct rig *r = boot_with("both", "0");

    (void)state;
    drive(r, IRQ1, true);
    drive(r, IRQ1, false);
    drive(r, IRQ1, true);
    drive(r, IRQ1, true); // no edge
    expect_notes("e@0 e@0 e@0");
    assert_int_equal(pin_events_room.poll(&r->node), UINT32_MAX);
    rig_free(r);
}

static void test_a_storm_is_bounded_and_told_once(void **state)
{
    struct rig *r = boot_with("both", "0");

    (void)state;
    for (unsigned i = 0; i < 100000; i++)
        rooms_edge(&r->node, IRQ1, !(i % 2));
    tape_clear(&r->log);
    rig_wait_ms(r, 1);
    assert_int_equal(probe_runs(), 8); // 1,000 bytes of irqmembuf, 125 for one
    assert_true(rig_logged(r, "warn 0.000 [IRQ] pin irq1: 255 edges were too many"));
    assert_null(strstr(strstr(r->log.data, "too many") + 1, "too many"));
    tape_clear(&r->log);
    rig_wait_ms(r, 1000);
    assert_false(rig_logged(r, "too many"));
    rooms_edge(&r->node, IRQ1, true);
    rig_wait_ms(r, 1);
    assert_int_equal(probe_runs(), 9);
    rig_free(r);
}

static void test_a_storm_with_a_quiet_time_is_a_few_edges(void **state)
{
    struct rig *r = boot_with("up", "300");

    (void)state;
    for (unsigned i = 0; i < 100000; i++) {
        r->now_ms = i / 100; // for a second
        (void)hw_pin_drive(&r->sim.hw, IRQ1, !(i % 2));
        rig_wait_ms(r, 0);
    }
    assert_in_range(probe_runs(), 1, 4);
    assert_false(rig_logged(r, "too many"));
    rig_free(r);
}

static void test_irqmembuf_is_the_room_for_events(void **state)
{
    static const struct {
        const char *bytes;
        unsigned runs;
    } rows[] = { { "0", 1 }, { "125", 1 }, { "250", 2 }, { "1000", 8 }, { "1000000", 255 } };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig *r = boot_with("both", "0");
        rig_set(r, "irqmembuf", rows[i].bytes);
        for (unsigned k = 0; k < 300; k++)
            rooms_edge(&r->node, IRQ1, !(k % 2));
        rig_wait_ms(r, 1);
        assert_int_equal(probe_runs(), rows[i].runs);
        rig_free(r);
    }
}

static void test_a_line_needs_its_switch_and_its_commands(void **state)
{
    struct rig *r = start();

    (void)state;
    rig_set(r, "irq1", "true"); // without commands
    rig_set(r, "irq2_cbf", "probe note 'e'");
    boot_run(&r->node, 9008);
    assert_int_equal(r->sim.use[IRQ1], PIN_FREE);
    assert_int_equal(r->sim.use[IRQ2], PIN_FREE);
    rooms_edge(&r->node, IRQ1, true);
    rooms_edge(&r->node, 99, true);
    rig_wait_ms(r, 1000);
    expect_notes("");
    rig_free(r);
}

static void test_the_original_s_line_is_pulled_up_and_rises(void **state)
{
    struct rig *r = start();

    (void)state;
    rig_set(r, "extirq", "true");
    rig_set(r, "extirqcbf", "probe note 'a'; probe note 'b'");
    boot_run(&r->node, 9008);
    assert_int_equal(r->sim.use[EXTIRQ], PIN_IN_UP);
    assert_true(rig_logged(r, "[IRQ] EVENTIRQ ENABLED PIN: 12 (pwm_4)"));
    drive(r, EXTIRQ, false); // the button
    rig_wait_ms(r, 500);
    expect_notes("");
    drive(r, EXTIRQ, true);
    expect_notes("a@500 b@500");
    rig_free(r);
}

static void test_two_lines_of_one_pin_are_told(void **state)
{
    struct rig *r = start();

    (void)state;
    rig_set(r, "extirq", "true");
    rig_set(r, "extirqcbf", "probe note 'a'");
    rig_set(r, "irq1", "true");
    rig_set(r, "irq1_cbf", "probe note 'b'");
    boot_run(&r->node, 9008);
    assert_true(rig_logged(r, "error 0.000 [IRQ] pin irq1: "));
    drive(r, EXTIRQ, false);
    rig_wait_ms(r, 1000);
    drive(r, EXTIRQ, true);
    expect_notes("a@1000"); // the first has it
    rig_free(r);
}

static void test_a_pin_that_a_module_has_is_not_taken(void **state)
{
    struct rig *r = start();
    struct peer *p;

    (void)state;
    rig_set(r, "boothook", "lamp blink 500");
    rig_set(r, "extirq", "true");
    rig_set(r, "extirqcbf", "probe note 'a'");
    boot_run(&r->node, 9008);
    assert_true(rig_logged(r, "error 0.000 [IRQ] pin pwm_4: is in use"));
    assert_int_equal(r->sim.use[EXTIRQ], PIN_PWM);
    rig_set(r, "boothook", "n/a"); // and the other way round
    rig_reboot(r);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "lamp blink 500",
                 "execute_LM_function LM_lamp->blink: pin pwm_4 (GPIO12) is in use as in_up by the "
                 "node\n");
    rig_free(r);
}

static void test_edges_while_a_command_runs_are_kept(void **state)
{
    struct rig *r = start();

    (void)state;
    rig_set(r, "irq1", "true");
    rig_set(r, "irq1_cbf", "probe note 'a'; probe hold 500");
    rig_set(r, "irq2", "true");
    rig_set(r, "irq2_cbf", "probe note 'b'");
    rig_set(r, "irq_prell_ms", "50");
    boot_run(&r->node, 9008);
    (void)hw_pin_drive(&r->sim.hw, IRQ1, true);
    (void)hw_pin_drive(&r->sim.hw, IRQ2, true);
    rig_wait_ms(r, 0);
    expect_notes("a@0 b@500");
    rig_wait_ms(r, 100);
    drive(r, IRQ1, false);
    rig_wait_ms(r, 100);
    drive(r, IRQ1, true);
    expect_notes("a@700");
    rig_free(r);
}

static void test_several_lines_have_their_own_commands(void **state)
{
    struct rig *r = start();
    struct peer *p;

    (void)state;
    rig_set(r, "irq2", "true");
    rig_set(r, "irq2_cbf", "probe note '2'");
    rig_set(r, "irq2_trig", "down");
    rig_set(r, "irq4", "true");
    rig_set(r, "irq4_cbf", "probe note '4'; probe wait 200");
    boot_run(&r->node, 9008);
    p = rig_enter(r, LINK_LOOPBACK);
    drive(r, IRQ2, true);
    drive(r, IRQ4, true);
    rig_wait_ms(r, 400);
    drive(r, IRQ2, false);
    expect_notes("4@0 step0@0 step1@200 2@400");
    expect_reply(p, "task show probe.wait", "waited 1\n"); // one that waits became a task
    rig_free(r);
}

static void test_a_command_that_changes_the_settings_is_the_last(void **state)
{
    struct rig *r = start();

    (void)state;
    rig_set(r, "irq1", "true");
    rig_set(r, "irq1_cbf", "probe set 'irq1_cbf' 'probe note \"new\"'; probe note 'old'");
    boot_run(&r->node, 9008);
    drive(r, IRQ1, true);
    rig_wait_ms(r, 500);
    expect_notes("");
    drive(r, IRQ1, false);
    rig_wait_ms(r, 500);
    drive(r, IRQ1, true);
    expect_notes("new@1000");
    rig_free(r);
}

static void test_the_quiet_time_holds_over_the_wrap_of_the_clock(void **state)
{
    struct rig *r = boot_with("both", "300");

    (void)state;
    r->now_ms = UINT32_MAX - 100;
    drive(r, IRQ1, true);
    rig_wait_ms(r, 200);
    drive(r, IRQ1, false);
    rig_wait_ms(r, 99);
    expect_notes("e@4294967195");
    rig_wait_ms(r, 1);
    expect_notes("e@4294967495");
    rig_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_first_edge_counts_at_once),
        TEST(test_what_the_pin_shows_when_it_is_quiet_counts_when_it_differs),
        TEST(test_each_trigger_takes_its_edges),
        TEST(test_without_a_quiet_time_every_edge_counts),
        TEST(test_a_storm_is_bounded_and_told_once),
        TEST(test_a_storm_with_a_quiet_time_is_a_few_edges),
        TEST(test_irqmembuf_is_the_room_for_events),
        TEST(test_a_line_needs_its_switch_and_its_commands),
        TEST(test_the_original_s_line_is_pulled_up_and_rises),
        TEST(test_two_lines_of_one_pin_are_told),
        TEST(test_a_pin_that_a_module_has_is_not_taken),
        TEST(test_edges_while_a_command_runs_are_kept),
        TEST(test_several_lines_have_their_own_commands),
        TEST(test_a_command_that_changes_the_settings_is_the_last),
        TEST(test_the_quiet_time_holds_over_the_wrap_of_the_clock),
    };

    return RUN(tests);
}
