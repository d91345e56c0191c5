// Fails every hardware operation in turn, for every load module of the target: each answers with an
// error, keeps its state true to what the pins carry, drives nothing that nobody asked for, works
// again afterwards, and has let go of every pin once it is unloaded.
#include "loader/slots.h"
#include "rig.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum {
    QUIET = 1,  // a failure need not reach the answer (the LED, a release, a tick)
    SAFE = 2,   // after a failure no pin is driven
    VARIES = 4, // given again, it has another answer
    LETS_GO = 8 // what fails may be that a pin is released
};

// A command that drives the board, after others that prepare it, and the time after it in which its
// module goes on by itself.
struct drive {
    const char *prepare[3];
    const char *command;
    unsigned flags;
    uint32_t after_ms;
};

static const struct drive drives[] = {
    { { NULL }, "system heartbeat", 0, 200 },
    { { NULL }, "system wifirssi", 0, 0 },
    { { "light rgb 1 2 3" }, "system module 'LM_light'", QUIET | LETS_GO, 0 },
    { { NULL }, "light rgb 10 20 30", SAFE, 0 },
    { { "light rgb 1 2 3" }, "light rgb 10 20 30", SAFE, 0 },
    { { "light rgb 1 2 3" }, "light toggle", SAFE | VARIES, 0 },
    { { NULL }, "light rgb_cache_load_n_init", SAFE, 0 },
    { { NULL }, "dimmer set_value 300", SAFE, 0 },
    { { "dimmer set_value 5" }, "dimmer toggle", VARIES, 0 },
    { { NULL }, "dimmer dimmer_cache_load_n_init", SAFE, 0 },
    { { NULL }, "switch set_state 1", SAFE, 0 },
    { { "switch set_state 1" }, "switch toggle", VARIES, 0 },
    { { NULL }, "switch switch_cache_load_n_init", SAFE, 0 },
    { { NULL }, "servo Servo 77", SAFE, 0 },
    { { NULL }, "servo Servo2 77", SAFE, 0 },
    { { NULL }, "servo Servo_demo", QUIET, 4000 },
    { { "servo Servo 77" }, "servo Servo_deinit", QUIET | LETS_GO, 0 },
    { { NULL }, "gpio RGB(1,2,3)", 0, 0 },
    { { "gpio RGB(1,2,3)" }, "gpio RGB_deinit()", QUIET | LETS_GO, 0 },
    { { NULL }, "gpio Servo 50", SAFE, 0 },
    { { "gpio Servo 50" }, "gpio Servo_deinit", QUIET | LETS_GO, 0 },
    { { NULL }, "intercon sendcmd 'hello' 'nowhere'", 0, 0 },
    { { NULL }, "sim press irq1", 0, 200 },
    { { NULL }, "sim set irq1 1", 0, 0 },
    { { NULL }, "dht11 measure", 0, 0 },
    { { NULL }, "dht11 measure_w_co2", 0, 0 },
    { { NULL }, "dht22 measure", 0, 0 },
    { { NULL }, "dht22 measure_w_co2", 0, 0 },
    { { NULL }, "co2 measure_mq135 20 50", 0, 0 },
    { { NULL }, "air temp", 0, 0 },
    { { NULL }, "air measure", 0, 0 },
    { { NULL }, "adc measure", 0, 0 },
    { { NULL }, "adc action_fltr 100 0.1", 0, 0 },
    { { NULL }, "bme280 measure", 0, 0 },
    { { NULL }, "distance_HCSR04 distance_mm", 0, 0 },
    { { "distance_HCSR04 distance_cm" }, "distance_HCSR04 deinit", QUIET | LETS_GO, 0 },
    { { NULL }, "motion_sensor get_PIR_state", 0, 0 },
    { { "motion_sensor get_PIR_state" }, "motion_sensor PIR_deinit", QUIET | LETS_GO, 0 },
    { { NULL }, "light_sensor intensity", 0, 0 },
    { { NULL }, "light_sensor illuminance", 0, 0 },
    { { NULL }, "ph_sensor measure", 0, 0 },
    { { NULL }, "esp32 hall", 0, 0 },
    { { NULL }, "esp32 intemp", 0, 0 },
    { { NULL }, "esp32 touchpin14", 0, 0 },
    { { NULL }, "oled_128x64i2c text 'hi' 0 0", 0, 0 },
    { { NULL }, "oled_128x64i2c draw_line 0 0 127 63", 0, 0 },
    { { "oled_128x64i2c poweron" }, "oled_128x64i2c poweroff", 0, 0 },
    { { NULL }, "oled_widgets simple_page", 0, 0 },
    { { NULL }, "neopixel neopixel 10 20 30", 0, 0 },
    { { NULL }, "neopixel fade 10 20 30 100", QUIET, 300 },
    { { NULL }, "neopixel pattern rainbow 200", QUIET, 300 },
    { { NULL }, "rgb color 10 20 30 False", SAFE, 0 },
    { { "rgb color 10 20 30 False" }, "rgb toggle", SAFE | VARIES, 500 },
    { { "rgb color 10 20 30 False" }, "rgb transition 0 255 0 0.2", SAFE, 500 },
    { { "rgb color 10 20 30 False" }, "rgb brightness 100", SAFE, 500 },
    { { NULL }, "rgb random", SAFE | VARIES, 500 },
    { { NULL }, "rgb load", 0, 0 },
    { { NULL }, "cct white 200 100", SAFE, 500 },
    { { "cct white 200 100 False" }, "cct hue 10", SAFE, 500 },
    { { NULL }, "buzzer tone 440 50", SAFE, 100 },
    { { NULL }, "buzzer beep 3", SAFE, 1000 },
    { { NULL }, "buzzer play 'x:d=16,b=200:c,d,p,e'", SAFE, 1000 },
    { { "buzzer tone 440 5000" }, "buzzer stop", SAFE, 300 },
    { { NULL }, "rencoder value", 0, 0 },
    { { "rencoder on_turn 'dimmer set_value'" }, "sim set rencoder.step 2", QUIET, 0 },
    { { NULL }, "ds18 search", 0, 0 },
    { { NULL }, "ds18 measure", 0, 0 },
    { { "sim set ds18.count 2" }, "ds18 measure", QUIET, 0 }, // one of them is still told
    { { NULL }, "button load irq3", 0, 0 },
    { { "button on click 'light toggle'" }, "sim press irq3 100", QUIET | VARIES, 500 },
    { { "button on long 'light toggle'" }, "sim press irq3 2000", QUIET | VARIES, 3000 },
    { { NULL }, "relay status", QUIET | SAFE, 0 }, // all are off when it is loaded
    { { "relay status" }, "relay set 0 True", SAFE, 300 },
    { { "relay set 0 True" }, "relay toggle", SAFE | VARIES, 300 },
    { { "relay setup 4 interlock=True", "relay set 2 True" }, "relay set 3 True 1", SAFE, 1300 },
    { { "relay setup 3", "relay set 2 True" }, "relay off", SAFE, 300 },
    { { "relay status" }, "relay setup 2", SAFE, 0 },
    { { NULL }, "presence load 5", 0, 0 },
    { { "presence subscribe on='light toggle'", "presence load 1" }, "sim set pir 1", QUIET, 3000 },
    { { "pid input 'ds18 measure' 2" }, "pid set 90", SAFE, 0 },
    { { "pid input 'ds18 measure' 2" }, "pid set 90", QUIET | VARIES, 9000 },
    { { "pid input 'ds18 measure' 2", "pid output relay", "pid set 90" }, "pid off", QUIET, 0 },
    { { "pid input 'robustness recursion 2' 2", "pid tune 5 0 0", "pid output relay" },
      "pid set 90",
      QUIET | VARIES,
      9000 },
    { { NULL }, "genio set_out simple_1 True", SAFE, 0 },
    { { "genio set_out simple_1 True" }, "genio set_out simple_1 True", SAFE, 0 },
    { { NULL }, "genio set_pwm pwm_4 300", SAFE, 0 },
    { { NULL }, "genio get_in irq1 up", 0, 0 },
    { { NULL }, "genio get_adc adc_0", 0, 0 },
    { { "genio set_out simple_1 True" }, "genio release simple_1", QUIET | VARIES | LETS_GO, 0 },
    { { NULL }, "i2c scan", QUIET, 0 }, // who does not answer is not there
    { { NULL }, "i2c read 0x76 0xd0", 0, 0 },
    { { NULL }, "i2c write 0x76 0xf2 1", 0, 0 },
    { { NULL }, "robustness recursion 3", 0, 0 },
};

enum { LED = 16 }; // it is the node's, from its boot on

static struct rig rig;
static struct simdisk disk;
static unsigned long failures;

static void start(const struct drive *d)
{
    simdisk_init(&disk);
    rig_boot(&rig, &disk);
    rig_say(&rig, "conf");
    rig_say(&rig, "pled false"); // its own operations are not the module's
    rig_say(&rig, "noconf");
    rig_wait(&rig, 1000); // until the LED rests
    for (int i = 0; i < 3 && d->prepare[i]; i++)
        rig_say(&rig, d->prepare[i]);
}

static bool is_error(const char *answer)
{
    return !strncmp(answer, "execute_LM_function", 19);
}

// Operations up to the answer, and after it.
struct operations {
    unsigned answer, after;
};

static struct operations operations_of(const struct drive *d)
{
    struct operations o;

    start(d);
    unsigned before = rig.faulty.calls;
    const char *answer = rig_say(&rig, d->command);

    o.answer = rig.faulty.calls - before;
    if (is_error(answer))
        fail_msg("%s: %s", d->command, answer);
    rig_wait(&rig, d->after_ms);
    o.after = rig.faulty.calls - before - o.answer;
    return o;
}

// ---- what modules say of themselves: the state that they declare ----

enum { STATES_MAX = 64 };

struct snapshot {
    const struct module *module; // of the command
    char values[STATES_MAX][96];
};

static const struct module *module_of(const char *command)
{
    for (unsigned i = 0; i < module_count; i++) {
        size_t len = strlen(modules[i]->name);
        if (!strncmp(command, modules[i]->name, len) && command[len] == ' ')
            return modules[i];
    }
    fail_msg("%s: there is no such module", command);
    return NULL;
}

// A module that is not loaded yet has what it will begin with.
static void read_value(const struct field *f, const char *self, char *to, size_t cap)
{
    int32_t v = f->flags & F_KEEP ? f->def : 0;

    if (f->kind == K_TEXT) {
        snprintf(to, cap, "%s", self ? self + f->at : "");
        return;
    }
    if (self)
        memcpy(&v, self + f->at, sizeof v);
    snprintf(to, cap, "%d", (int)v);
}

static void take_snapshot(const char *command, struct snapshot *s)
{
    const struct module *m = module_of(command);
    const struct module_slot *slot = slots_find(&rig.node, m);

    s->module = m;
    assert_true(m->n_state <= STATES_MAX);
    for (unsigned i = 0; i < m->n_state; i++)
        read_value(&m->state[i], slot ? (const char *)slot->self : NULL, s->values[i],
                   sizeof s->values[i]);
}

// What an output does now. It may have gone off, which is safe; then it must say so.
static bool tells_of_output(const struct field *f)
{
    static const char *const names[] = { "playing", "hz", "output", "health", "on" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(f->name, names[i]))
            return true;
    return f->class == CLASS_ON_OFF;
}

// A command that has failed has changed nothing that it was to change.
static void expect_same_state(const struct drive *d, const char *what,
                              const struct snapshot *before)
{
    struct snapshot now;

    take_snapshot(d->command, &now);
    for (unsigned i = 0; i < now.module->n_state; i++) {
        const struct field *f = &now.module->state[i];
        bool may_rest = tells_of_output(f) && (f->kind == K_CHOICE || !strcmp(now.values[i], "0"));
        if (strcmp(now.values[i], before->values[i]) != 0 && !may_rest)
            fail_msg("%s: %s, and %s went from %s to %s", d->command, what, f->name,
                     before->values[i], now.values[i]);
    }
}

// Nothing is driven: no module says that it drives something. What was not driven before says what
// it was before the reboot.
static void expect_says_off(const struct drive *d, unsigned n)
{
    struct snapshot now;

    take_snapshot(d->command, &now);
    for (unsigned i = 0; i < now.module->n_state && d->prepare[0]; i++)
        if (now.module->state[i].class == CLASS_ON_OFF && strcmp(now.values[i], "0") != 0)
            fail_msg("%s: operation %u failed, and %s is %s", d->command, n,
                     now.module->state[i].name, now.values[i]);
}

static void expect_nothing_driven(const struct drive *d, unsigned n)
{
    for (unsigned gpio = 0; gpio < GPIO_MAX; gpio++) {
        bool is_pwm = rig.sim.use[gpio] == PIN_PWM && rig.sim.duty_permille[gpio];
        bool is_high = rig.sim.use[gpio] == PIN_OUT && rig.sim.level >> gpio & 1;
        if (gpio != LED && (is_pwm || is_high))
            fail_msg("%s: operation %u failed, and GPIO%u is driven", d->command, n, gpio);
    }
}

// Stops every module; then no pin belongs to any of them.
static void expect_pins_released(const struct drive *d, unsigned n)
{
    rooms_stop(&rig.node);
    for (unsigned gpio = 0; gpio < GPIO_MAX; gpio++)
        if (gpio != LED && rig.sim.use[gpio] != PIN_FREE)
            fail_msg("%s: after operation %u failed GPIO%u was not released", d->command, n, gpio);
}

// One failure. The answer tells of it when it comes before the answer.
static void fail_one(const struct drive *d, const struct operations *o, unsigned n,
                     const char *right)
{
    struct snapshot before;
    char what[40];

    start(d);
    take_snapshot(d->command, &before);
    rig.faulty.fail_at = rig.faulty.calls + n;
    const char *answer = rig_say(&rig, d->command);
    bool told = strstr(answer, "did not answer");

    snprintf(what, sizeof what, "operation %u failed", n);
    if (is_error(answer))
        expect_same_state(d, what, &before);

    if (!told && n <= o->answer && !(d->flags & QUIET))
        fail_msg("%s: operation %u failed, and the answer was %s", d->command, n, answer);
    rig_wait(&rig, d->after_ms);
    if (d->flags & SAFE && (told || n > o->answer)) {
        expect_nothing_driven(d, n);
        expect_says_off(d, n);
    }
    rig.faulty.fail_at = 0;
    answer = rig_say(&rig, d->command);
    if (!(d->flags & (VARIES | QUIET)) && strcmp(answer, right) != 0)
        fail_msg("%s: after operation %u had failed the answer was %s", d->command, n, answer);
    if (!(d->flags & LETS_GO))
        expect_pins_released(d, n);
}

static void sweep(const struct drive *d)
{
    struct operations o = operations_of(d);
    char right[512];

    snprintf(right, sizeof right, "%.500s", rig.reply);
    for (unsigned n = 1; n <= o.answer + o.after; n++) {
        fail_one(d, &o, n, right);
        failures++;
    }
}

static void test_every_failed_operation_is_told_and_survived(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof drives / sizeof *drives; i++)
        sweep(&drives[i]);
    print_message("hardware operations failed in turn: %lu\n", failures);
}

// ---- pins that somebody else has ----

enum { STRANGER = PIN_OWNERS - 1 };

// Takes the pin for another use than that of the module; false: it is no pin that can be taken.
static bool take_pin(const struct pin_need *need)
{
    enum pin_use use = need->use == PIN_IN ? PIN_IN_UP : PIN_IN;
    unsigned gpio;

    return !board_gpio(rig.node.board, need->logical, &gpio) && gpio != LED &&
           !(need->use == PIN_ADC && rig.node.board->adc_is_channel) &&
           !pins_claim_gpio(&rig.node.pins, STRANGER, gpio, use);
}

static unsigned refuse_one(const struct drive *d, const struct pin_need *need)
{
    static const struct drive nothing = { .command = "" };
    struct snapshot before;
    char what[80];

    start(&nothing);
    if (!take_pin(need))
        return 0;
    for (int i = 0; i < 3 && d->prepare[i]; i++)
        rig_say(&rig, d->prepare[i]);
    take_snapshot(d->command, &before);
    snprintf(what, sizeof what, "%s was taken", need->logical);
    if (!is_error(rig_say(&rig, d->command)))
        return 0; // it needs another one
    assert_non_null(strstr(rig.reply, "is in use as in"));
    expect_same_state(d, what, &before);
    rig_wait(&rig, d->after_ms);
    expect_same_state(d, what, &before);
    return 1;
}

static void test_a_refused_pin_changes_no_state(void **state)
{
    unsigned refusals = 0;

    (void)state;
    for (size_t i = 0; i < sizeof drives / sizeof *drives; i++) {
        const struct module *m = module_of(drives[i].command);
        for (unsigned k = 0; k < m->n_pins; k++)
            refusals += refuse_one(&drives[i], &m->pins[k]);
    }
    print_message("pins refused in turn: %u\n", refusals);
    assert_true(refusals > 60);
}

static bool has_drive(const char *module)
{
    size_t len = strlen(module);

    for (size_t i = 0; i < sizeof drives / sizeof *drives; i++)
        if (!strncmp(drives[i].command, module, len) && drives[i].command[len] == ' ')
            return true;
    return false;
}

static void test_every_module_is_swept(void **state)
{
    (void)state;
    for (unsigned i = 0; i < module_count; i++)
        if (!has_drive(modules[i]->name))
            fail_msg("LM_%s has no commands in the table of this test", modules[i]->name);
}

static void test_a_board_that_refuses_everything_still_boots(void **state)
{
    (void)state;
    for (unsigned n = 1; n < 12; n++) {
        simdisk_init(&disk);
        rig_boot(&rig, &disk); // counts the operations of a boot
        unsigned operations = rig.faulty.calls;
        if (n > operations)
            return;
        rig.faulty.fail_at = n;
        rooms_stop(&rig.node);
        boot_load(&rig.node);
        boot_run(&rig.node, 9008);
        assert_true(rig.node.is_up);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_failed_operation_is_told_and_survived),
        cmocka_unit_test(test_a_refused_pin_changes_no_state),
        cmocka_unit_test(test_every_module_is_swept),
        cmocka_unit_test(test_a_board_that_refuses_everything_still_boots),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
