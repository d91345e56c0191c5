// The load modules over the shell: replies, pins, limits, what is kept over a reboot.
#include "sim/faulty.h"
#include "test.h"

static int start_esp32(void **state)
{
    struct rig *r = rig_new(&board_esp32);

    rig_boot(r);
    tape_clear(&r->log);
    *state = r;
    return 0;
}

static void expect_duties(const struct rig *r, unsigned red, unsigned green, unsigned blue)
{
    assert_int_equal(r->sim.duty_permille[13], red); // GPIOs of pwm_1, pwm_2, pwm_3 on an esp8266
    assert_int_equal(r->sim.duty_permille[2], green);
    assert_int_equal(r->sim.duty_permille[0], blue);
}

static void test_light_sets_colours_and_keeps_what_is_left_out(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "light rgb 1 2 3", "SET rgb: R1G2B3\n");
    expect_duties(r, 1, 2, 3);
    assert_int_equal(r->sim.frequency_hz[13], 480);
    expect_reply(p, "light rgb r=0 g=10", "SET rgb: R0G10B3\n");
    expect_reply(p, "light rgb(1,2,3)", "SET rgb: R1G2B3\n");
    expect_reply(p, "light rgb(r=4, g=5, b=6)", "SET rgb: R4G5B6\n");
    expect_reply(p, "light rgb -5 5000 3", "SET rgb: R0G1000B3\n");
    expect_reply(p, "light rgb 0 0 0", "SET rgb: R0G0B0\n");
    expect_duties(r, 0, 0, 0);
    expect_reply(p, "light toggle", "ON\n"); // with the colour before the dark
    expect_duties(r, 0, 1000, 3);
    expect_reply(p, "light toggle", "OFF\n");
    expect_reply(p, "light toggle True", "ON\n");
    expect_reply(p, "light toggle state=False", "OFF\n");
    expect_duties(r, 0, 0, 0);
    expect_reply(p, "light rgb >json", "\"SET rgb: R0G1000B3\"\n");
}

static void test_light_comes_back_after_a_reboot(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "light rgb 10 20 30", "SET rgb: R10G20B30\n");
    rig_set(r, "boothook", "light rgb_cache_load_n_init");
    rig_reboot(r);
    expect_duties(r, 10, 20, 30);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "light toggle", "OFF\n");
    rig_reboot(r);
    expect_duties(r, 0, 0, 0);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "light toggle", "ON\n");
    expect_duties(r, 10, 20, 30);
}

static void test_restoring_twice_does_not_undo_what_was_done_since(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    ram_put(&r->ram, "rgb.pds", "10,20,30,1");
    expect_reply(p, "light rgb_cache_load_n_init", "CACHE: True\n");
    expect_duties(r, 10, 20, 30);
    expect_reply(p, "light toggle False", "OFF\n");
    expect_reply(p, "light rgb_cache_load_n_init", "CACHE: True\n");
    expect_duties(r, 0, 0, 0);
}

static void test_without_the_cache_nothing_is_kept(void **state)
{
    static const struct {
        const char *off, *change, *file;
    } rows[] = {
        { "light rgb_cache_load_n_init False", "light rgb 1 2 3", "rgb.pds" },
        { "dimmer dimmer_cache_load_n_init(cache=False)", "dimmer set_value 7", "dimmer.pds" },
        { "switch switch_cache_load_n_init False", "switch set_state 1", "switch.pds" },
    };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_reply(p, rows[i].off, "CACHE: False\n");
        peer_say(p, rows[i].change);
        tape_clear(&p->heard);
        assert_null(ram_get(&r->ram, rows[i].file));
    }
}

static void test_a_lamp_whose_pins_fail_is_dark_and_says_so(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct faulty f;

    rig_set(r, "pled", "false");
    expect_reply(p, "light rgb 1 2 3", "SET rgb: R1G2B3\n");
    faulty_init(&f, &r->sim.hw);
    r->node.pins.hw = &f.hw;
    for (unsigned n = 1; n <= 3; n++) {
        f.calls = 0;
        f.fail_at = n;
        expect_reply(p, "light rgb 7 8 9",
                     "execute_LM_function LM_light->rgb: device did not answer\n");
        expect_duties(r, 0, 0, 0);
    }
    f.fail_at = 0;
    expect_reply(p, "light toggle True", "ON\n");
    expect_duties(r, 1, 2, 3); // the failed colours were not remembered
    f.calls = 0;
    f.fail_at = 1;
    expect_reply(p, "light toggle",
                 "execute_LM_function LM_light->toggle: device did not answer\n");
    r->node.pins.hw = &r->sim.hw;
}

static void test_dimmer_takes_0_to_1000(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "dimmer set_value 400", "SET DIMMER: 400\n");
    assert_int_equal(r->sim.duty_permille[14], 400);
    expect_reply(p, "dimmer set_value 2000", "DIMMER ERROR, VALUE 0-1000 ONLY, GIVEN: 2000\n");
    expect_reply(p, "dimmer set_value -1 >json",
                 "{\"error\": \"DIMMER ERROR, VALUE 0-1000 ONLY, GIVEN: -1\"}\n");
    assert_int_equal(r->sim.duty_permille[14], 400);
    expect_reply(p, "dimmer set_value 0", "SET DIMMER: 0\n");
    assert_int_equal(r->sim.duty_permille[14], 0);
    expect_reply(p, "dimmer toggle", "SET DIMMER: 400\n");
    expect_reply(p, "dimmer toggle", "SET DIMMER: 0\n");
    expect_reply(p, "dimmer toggle True", "SET DIMMER: 400\n");
    expect_reply(p, "dimmer set_value", "SET DIMMER: 400\n");
    assert_string_equal(ram_get(&r->ram, "dimmer.pds"), "1,400");
    rig_reboot(r);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "dimmer dimmer_cache_load_n_init", "CACHE: True\n");
    assert_int_equal(r->sim.duty_permille[14], 400);
}

static void test_dimmer_tells_when_its_pin_fails(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    r->sim.hw.pwm = NULL;
    expect_reply(p, "dimmer set_value 5",
                 "execute_LM_function LM_dimmer->set_value: not supported on this board\n");
    expect_reply(p, "dimmer toggle",
                 "execute_LM_function LM_dimmer->toggle: not supported on this board\n");
    expect_reply(
        p, "dimmer dimmer_cache_load_n_init",
        "execute_LM_function LM_dimmer->dimmer_cache_load_n_init: not supported on this board\n");
}

static void test_switch_takes_0_and_1(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "switch set_state 1", "SET STATE: 1\n");
    assert_true(r->sim.level >> 15 & 1);
    expect_reply(p, "switch set_state 3", "[ERROR] switch input have to 0 or 1\n");
    expect_reply(p, "switch set_state -1 >json",
                 "{\"error\": \"[ERROR] switch input have to 0 or 1\"}\n");
    assert_true(r->sim.level >> 15 & 1);
    expect_reply(p, "switch toggle", "SET STATE: 0\n");
    expect_reply(p, "switch toggle", "SET STATE: 1\n");
    expect_reply(p, "switch toggle False", "SET STATE: 0\n");
    expect_reply(p, "switch set_state(1)", "SET STATE: 1\n");
    expect_reply(p, "switch set_state", "SET STATE: 1\n");
    rig_reboot(r);
    assert_false(r->sim.level >> 15 & 1);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "switch switch_cache_load_n_init", "CACHE: True\n");
    assert_true(r->sim.level >> 15 & 1);
    r->sim.hw.pin_write = NULL;
    expect_reply(p, "switch toggle",
                 "execute_LM_function LM_switch->toggle: not supported on this board\n");
}

static void test_pins_that_cannot_do_it_are_named(void **state)
{
    static const struct board_pin pins[] = { { "simple_0", 34 }, { "pwm_5", 35 }, { 0 } };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct board traps = board_esp32;

    traps.pins = pins;
    r->node.pins.board = &traps;
    expect_reply(
        p, "switch set_state 1",
        "execute_LM_function LM_switch->set_state: pin simple_0 (GPIO34) can only be input\n");
    expect_reply(p, "dimmer set_value 5 >json",
                 "{\"error\": \"pin pwm_5 (GPIO35) can only be input\", \"module\": \"dimmer\", "
                 "\"function\": \"set_value\"}\n");
    r->node.pins.board = &board_esp32;
}

static void test_a_pin_serves_one_use_at_a_time(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "switch set_state 1", "SET STATE: 1\n");
    expect_reply(
        p, "servo Servo 50",
        "execute_LM_function LM_servo->Servo: pin pwm_0 (GPIO15) is in use as out by switch\n");
    expect_reply(p, "system module 'switch'", "Module unload switch done.\n");
    expect_reply(p, "servo Servo 50", "SET SERVO: duty: 50\n");
    expect_reply(p, "switch set_state 1",
                 "execute_LM_function LM_switch->set_state: pin simple_0 (GPIO15) is in use as pwm "
                 "by servo\n");
    expect_reply(p, "servo Servo_deinit", "DEINIT SERVO\n");
    expect_reply(p, "switch set_state 1", "SET STATE: 1\n");
    expect_reply(
        p, "gpio Servo",
        "execute_LM_function LM_gpio->Servo: pin pwm_0 (GPIO15) is in use as out by switch\n");
}

static void test_servos_are_clamped_to_their_range(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "servo Servo 500", "SET SERVO: duty: 115\n");
    assert_int_equal(r->sim.frequency_hz[15], 50);
    assert_int_equal(r->sim.duty_permille[15], 112); // 115 of 1023 steps
    expect_reply(p, "servo Servo 1", "SET SERVO: duty: 40\n");
    expect_reply(p, "servo Servo", "SET SERVO: duty: 100\n");
    expect_reply(p, "servo Servo2 70", "SET SERVO: duty: 70\n");
    assert_int_equal(r->sim.duty_permille[2], 68);
    expect_reply(p, "servo Servo2_deinit", "DEINIT SERVO2\n");
    assert_int_equal(r->sim.use[2], PIN_FREE);
}

static void test_the_servo_demo_goes_left_right_middle_a_second_each(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "servo Servo_demo", "Servo DEMO\n");
    assert_int_equal(r->sim.duty_permille[15], 39); // 40
    rig_wait_ms(r, 999);
    assert_int_equal(r->sim.duty_permille[15], 39);
    rig_wait_ms(r, 1);
    assert_int_equal(r->sim.duty_permille[15], 112); // 115
    rig_wait_ms(r, 1000);
    assert_int_equal(r->sim.duty_permille[15], 68); // 70
    rig_wait_ms(r, 5000);
    assert_int_equal(r->sim.duty_permille[15], 68);
}

static void test_a_move_or_a_deinit_ends_the_demo(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "servo Servo_demo", "Servo DEMO\n");
    expect_reply(p, "servo Servo 100", "SET SERVO: duty: 100\n");
    rig_wait_ms(r, 5000);
    assert_int_equal(r->sim.duty_permille[15], 98);
    expect_reply(p, "servo Servo_demo", "Servo DEMO\n");
    expect_reply(p, "servo Servo_deinit", "DEINIT SERVO\n");
    rig_wait_ms(r, 5000);
    assert_int_equal(r->sim.use[15], PIN_FREE);
}

static void test_a_servo_that_fails_ends_its_demo(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "servo Servo_demo", "Servo DEMO\n");
    r->sim.hw.pwm = NULL;
    rig_wait_ms(r, 5000);
    assert_true(rig_logged(r, "[EXEC-ERROR] LM_servo tick: not supported on this board"));
    expect_reply(p, "servo Servo_demo",
                 "execute_LM_function LM_servo->Servo_demo: not supported on this board\n");
    expect_reply(p, "servo Servo 50",
                 "execute_LM_function LM_servo->Servo: not supported on this board\n");
}

static void test_gpio_answers_as_the_first_generation_did(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "gpio RGB(0,0,0)", "SET RGB\n");
    expect_reply(p, "gpio RGB 100 200 300", "SET RGB\n");
    expect_duties(r, 100, 200, 300);
    assert_int_equal(r->sim.frequency_hz[13], 80);
    expect_reply(p, "gpio RGB g=5", "SET RGB\n"); // only what is given changes
    expect_duties(r, 100, 5, 300);
    expect_reply(p, "gpio RGB_deinit", "DEINIT RGB\n");
    expect_duties(r, 0, 0, 0);
    assert_int_equal(r->sim.use[13], PIN_FREE);
    expect_reply(p, "gpio Servo 500", "SET SERVO: duty: 120\n");
    expect_reply(p, "gpio Servo_deinit", "DEINIT SERVO\n");
    assert_int_equal(r->sim.use[15], PIN_FREE);
    r->sim.hw.pwm = NULL;
    expect_reply(p, "gpio RGB 1",
                 "execute_LM_function LM_gpio->RGB: not supported on this board\n");
    expect_reply(p, "gpio RGB_deinit",
                 "execute_LM_function LM_gpio->RGB_deinit: not supported on this board\n");
}

static void test_system_tells_about_the_node(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "system info",
                 "GC MemFree[byte]: 40000\nCPU[Hz]: 160000000\nFS FREE [%]: 89\n");
    expect_reply(p, "system info >json",
                 "{\"GC MemFree[byte]\": 40000, \"CPU[Hz]\": 160000000, \"FS FREE [%]\": 89}\n");
    expect_reply(p, "system gcollect", "GC MemFree[byte]: 40000\n");
    expect_reply(p, "system memfree", "CPU[Hz]: 160000000\nGC MemFree[byte]: 40000\n");
    expect_reply(p, "system gccollect", "CPU[Hz]: 160000000\nGC MemFree[byte]: 40000\n");
    expect_reply(p, "system clock", "(2026, 11, 22, 14, 13, 48, 6, 326)\n");
    expect_reply(p, "system time >json", "[2026, 11, 22, 14, 13, 48, 6, 326]\n");
    expect_reply(p, "system ntp", "(2026, 11, 22, 14, 13, 48, 6, 326)\n");
    expect_reply(p, "system ifmode", "if_mode: micros\n");
    expect_reply(p, "system cachedump", "\n");
    expect_reply(p, "system cachedump >json", "{}\n");
    expect_reply(p, "system wifirssi", "-55\n");
    expect_reply(p, "system wifirssi 'my net' >json", "-55\n");
    expect_reply(p, "system sessions", "1\n");
    expect_reply(p, "system uptime", "0 0:0:0\n");
    expect_reply(p, "system module", "dict_keys(['LM_system'])\n");
    expect_reply(p, "system >json", "{\"error\": \"unknown command\", \"nearest\": \"system\"}\n");
    r->sim.hw.wifi_rssi_dbm = NULL;
    expect_reply(p, "system wifirssi",
                 "execute_LM_function LM_system->wifirssi: not supported on this board\n");
}

static void test_modules_are_listed_and_unloaded(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "light rgb 1 2 3", "SET rgb: R1G2B3\n");
    expect_reply(p, "dimmer set_value 5", "SET DIMMER: 5\n");
    expect_reply(p, "system module", "dict_keys(['LM_system', 'LM_light', 'LM_dimmer'])\n");
    expect_reply(p, "system module LM_light",
                 "execute_LM_function LM_system->module: unload: 'LM_light' is not accepted; "
                 "text in quotes, as 'LM_light'\n");
    expect_reply(p, "system module unload='LM_light'", "Module unload LM_light done.\n");
    expect_duties(r, 0, 0, 0); // dark, not floating as it was
    expect_reply(p, "system module 'LM_light'", "Module unload failed: LM_light is not loaded\n");
    expect_reply(p, "system module 'dimmer' >json", "\"Module unload dimmer done.\"\n");
    assert_int_equal(r->sim.duty_permille[14], 0);
    expect_reply(p, "system module 'system'", "Module unload system done.\n");
    expect_reply(p, "system module", "dict_keys(['LM_system'])\n");
    expect_reply(p, "system cachedump", "rgb.pds: 1,2,3,1\ndimmer.pds: 1,5\n");
}

static void test_the_heartbeat_is_a_pulse_of_a_tenth_of_a_second(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rig_set(r, "pled", "false");
    unsigned before = (unsigned)(r->sim.level >> 16 & 1);
    expect_reply(p, "system heartbeat", "<3 heartbeat <3\n");
    assert_int_equal(r->sim.level >> 16 & 1, !before);
    rig_wait_ms(r, 50);
    expect_reply(p, "system heartbeat", "<3 heartbeat <3\n"); // prolongs the pulse
    rig_wait_ms(r, 99);
    assert_int_equal(r->sim.level >> 16 & 1, !before);
    rig_wait_ms(r, 1);
    assert_int_equal(r->sim.level >> 16 & 1, before);
    r->sim.hw.pin_read = NULL;
    expect_reply(p, "system heartbeat",
                 "execute_LM_function LM_system->heartbeat: not supported on this board\n");
}

static void test_reboot_by_the_module_is_a_reboot(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_answer(p, "system reboot", "Reboot micrOS system.\nnode01 $  Bye!\n");
    assert_int_equal(r->reboots, 1);
}

static void test_every_verb_of_every_module_answers_strict_json(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char line[128];

    for (unsigned i = 0; i < module_count; i++) {
        for (int k = -1; k < modules[i]->n_verbs; k++) {
            const char *verb = k < 0 ? "help" : modules[i]->verbs[k].name;
            static const char *const arguments[] = { "",         " 1", " 99999", " 'x\"y'",
                                                     " wrong=1", " (", " None",  " 1 2 3 4 5" };
            for (size_t a = 0; a < sizeof arguments / sizeof *arguments; a++) {
                if (!strcmp(verb, "reboot"))
                    continue;
                snprintf(line, sizeof line, "%s %s%s >json", modules[i]->name, verb, arguments[a]);
                peer_say(p, line);
                for (unsigned second = 0; !p->heard.len && second < 100; second++)
                    rig_wait_ms(r, 1000); // some take their time
                assert_true(p->heard.len);
                p->heard.data[p->heard.len - strlen("node01 $  ")] = '\0';
                if (!is_json(p->heard.data))
                    fail_msg("%s answers %s", line, p->heard.data);
                tape_clear(&p->heard);
            }
        }
    }
}

static void test_sim_sets_what_inputs_see(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "sim set 'irq1' 1", "irq1: 1\n");
    assert_int_equal(hw_pin_read(&r->sim.hw, 12), 1);
    expect_reply(p, "sim press irq1 500", "irq1: pressed\n");
    assert_int_equal(hw_pin_read(&r->sim.hw, 12), 0);
    expect_reply(p, "sim press irq4", "irq4: pressed\n"); // lets the other go
    assert_int_equal(hw_pin_read(&r->sim.hw, 12), 1);
    assert_int_equal(hw_pin_read(&r->sim.hw, 5), 1);
    rig_wait_ms(r, 99);
    assert_int_equal(hw_pin_read(&r->sim.hw, 5), 1);
    rig_wait_ms(r, 1);
    assert_int_equal(hw_pin_read(&r->sim.hw, 5), 0);
    rig_wait_ms(r, 1000);
    expect_reply(p, "sim set irq9 1",
                 "execute_LM_function LM_sim->set: irq9: no such name, see sim parts and system "
                 "pinmap; did you mean irq1?\n");
    expect_reply(p, "sim set irq1 2",
                 "execute_LM_function LM_sim->set: irq1: 2 is not accepted, it takes on or off\n");
    expect_reply(p, "sim press x",
                 "execute_LM_function LM_sim->press: x: no such name, see system pinmap\n");
    expect_reply(p, "sim press",
                 "execute_LM_function LM_sim->press: which one? See system pinmap\n");
    expect_reply(p, "sim press irq1 60001",
                 "execute_LM_function LM_sim->press: ms: 60001 is out of "
                 "range, it takes 1 to 60000\n");
    expect_reply(p, "light rgb 1 2 3", "SET rgb: R1G2B3\n");
    expect_reply(p, "sim press pwm_1",
                 "execute_LM_function LM_sim->press: pin pwm_1 (GPIO13) is in use as pwm by "
                 "light\n");
    expect_reply(p, "sim set pwm_1 1",
                 "execute_LM_function LM_sim->set: pin pwm_1 (GPIO13) is in use as pwm by light\n");
}

static void test_system_top_tells_how_busy_the_node_is(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "system top",
                 "load [%]: 0\nworst delay [ms]: 0\ntimer runs: 0\ntimer "
                 "periods missed: 0\n");
    r->node.timer_runs = 12;
    r->node.timer_missed = 3;
    r->node.late_max_ms = 40;
    r->node.load_permille = 999;
    expect_reply(p, "system top >json",
                 "{\"load [%]\": 99, \"worst delay [ms]\": 40, \"timer "
                 "runs\": 12, \"timer periods missed\": 3}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        RIG_TEST(test_light_sets_colours_and_keeps_what_is_left_out),
        RIG_TEST(test_light_comes_back_after_a_reboot),
        RIG_TEST(test_restoring_twice_does_not_undo_what_was_done_since),
        RIG_TEST(test_without_the_cache_nothing_is_kept),
        RIG_TEST(test_a_lamp_whose_pins_fail_is_dark_and_says_so),
        RIG_TEST(test_dimmer_takes_0_to_1000),
        RIG_TEST(test_dimmer_tells_when_its_pin_fails),
        RIG_TEST(test_switch_takes_0_and_1),
        cmocka_unit_test_setup_teardown(test_pins_that_cannot_do_it_are_named, start_esp32,
                                        test_free_rig),
        RIG_TEST(test_a_pin_serves_one_use_at_a_time),
        RIG_TEST(test_servos_are_clamped_to_their_range),
        RIG_TEST(test_the_servo_demo_goes_left_right_middle_a_second_each),
        RIG_TEST(test_a_move_or_a_deinit_ends_the_demo),
        RIG_TEST(test_a_servo_that_fails_ends_its_demo),
        RIG_TEST(test_gpio_answers_as_the_first_generation_did),
        RIG_TEST(test_system_tells_about_the_node),
        RIG_TEST(test_modules_are_listed_and_unloaded),
        RIG_TEST(test_the_heartbeat_is_a_pulse_of_a_tenth_of_a_second),
        RIG_TEST(test_reboot_by_the_module_is_a_reboot),
        RIG_TEST(test_sim_sets_what_inputs_see),
        RIG_TEST(test_system_top_tells_how_busy_the_node_is),
        RIG_TEST(test_every_verb_of_every_module_answers_strict_json),
    };

    return RUN(tests);
}
