// An operation is one row of core/hw/operations.h. This program is built with one row more, for a
// converter that the real list does not have: ON_PIN(planted, ...), as CMakeLists.txt here says.
// Nothing else was changed; the board below has it.
#include "hw/boards.h"
#include "mod/call.h"
#include "node/node.h"
#include "sim/faulty.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#ifdef MICROS_LUA
#include "script.h"
#include "usermod_posix.h"
#endif
#ifdef MICROS_PYTHON
#include "python_pins.h"
#endif

enum { GPIO = 15, HALF = 2 };

static unsigned used_gpio;
static enum pin_use used_as;

static int use_pin(void *ctx, unsigned gpio, enum pin_use use)
{
    (void)ctx;
    used_gpio = gpio;
    used_as = use;
    return OK;
}

static int planted(void *ctx, unsigned gpio, uint32_t level, bool is_fast)
{
    (void)ctx;
    if (gpio != GPIO || used_as != PIN_OUT)
        return ERR_IO;
    return (int)level / (is_fast ? HALF : 1);
}

static const struct hw board = { .name = "test", .pin_use = use_pin, .planted = planted };
static const struct pin_need needs[] = { { "simple_0", PIN_OUT } };
static const struct module module = { .name = "x", PINS(needs) };
static struct pins pins;
static struct fault fault;

static int64_t fact(void *ctx, enum node_fact what)
{
    (void)ctx;
    (void)what;
    return 0;
}

static struct call call_of(const struct module *m, const struct hw *hw)
{
    static const struct node_calls calls = { .fact = fact };

    used_as = PIN_FREE;
    pins_init(&pins, hw, &board_esp8266);
    fault = (struct fault){ 0 };
    return (struct call){ .module = m, .pins = &pins, .node = &calls, .fault = &fault };
}

static void test_a_board_without_it_says_so(void **state)
{
    const struct hw none = { .name = "none" };

    (void)state;
    assert_int_equal(hw_planted(&board, GPIO, 1500, false), ERR_IO); // not ready
    assert_int_equal(hw_planted(&none, GPIO, 1500, false), ERR_NOTSUP);
}

static void test_it_can_be_made_to_fail(void **state)
{
    struct faulty f;

    (void)state;
    used_as = PIN_OUT;
    faulty_init(&f, &board);
    f.fail_at = 2;
    assert_int_equal(hw_planted(&f.hw, GPIO, 1500, false), 1500);
    assert_int_equal(hw_planted(&f.hw, GPIO, 1500, false), ERR_IO);
    assert_int_equal(hw_planted(&f.hw, GPIO, 1500, true), 750);
    assert_int_equal(f.calls, 3);
}

static void test_load_modules_have_it_with_its_claim(void **state)
{
    struct call c = call_of(&module, &board);
    int32_t mv = 0;

    (void)state;
    assert_int_equal(call_planted(&c, 0, 1500, true, &mv), OK);
    assert_int_equal(mv, 750);
    assert_int_equal(used_gpio, GPIO);
}

#ifdef MICROS_LUA
static void log_line(void *ctx, const struct module *m, struct text line)
{
    (void)ctx;
    (void)m;
    (void)line;
}

static void failed(void *ctx, const struct module *m, const char *why)
{
    (void)ctx;
    (void)m;
    fail_msg("%s", why);
}

// Starts a script with this body, and gives the words of its error.
static const char *run(const char *body)
{
    static struct budget budget;
    static const struct script_env env = { NULL, &budget, usermod_posix_resize, log_line, failed };
    static char text[512], words[256];
    struct script_limits limits = script_limits(64, 100);
    struct out o;
    uint64_t self[32] = { 0 };

    budget_init(&budget);
    out_init(&o, text, sizeof text);
    out_format(&o,
               "return { pins = { x = 'simple_0:out', y = 'pwm_1:pwm' }, start = function() %s end,"
               " verbs = { v = function() end } }",
               body);
    struct text source = out_written(&o);
    out_init(&o, words, sizeof words);
    struct script *s = script_new(&env, &limits, text_of("x"), source, &o);
    if (!s)
        return words;
    const struct module *m = script_module(s);
    struct call c = call_of(m, &board);
    assert_true(m->size <= sizeof self);
    c.self = self;
    words[0] = '\0';
    if (m->start(&c))
        fault_text(&fault, &o);
    m->stop(&c);
    script_free(s);
    return words;
}

static void test_scripts_have_it(void **state)
{
    (void)state;
    assert_string_equal(run("assert(pin.x:planted(1500, true) == 750)"), "");
    assert_non_null(strstr(run("pin.x:planted(3301)"), "(0 to 3300 mV)"));
    assert_non_null(strstr(run("pin.y:planted(1)"), "declared as pwm, which has no planted"));
}
#endif

#ifdef MICROS_PYTHON
static int ask(struct node *n, int32_t level, char reason[64])
{
    static const char name[] = "planted";
    struct python_usermod u = { .node = n, .owner = 1 };
    struct out why;
    struct python_serve s = {
        &u, n, GPIO, level, true, sizeof name - 1, text_of(name), NULL, &why
    };

    out_init(&why, reason, 64);
    return python_pins_request(PYTHON_ON_PIN)(&s);
}

static void test_modules_in_python_have_it(void **state)
{
    static struct node n;
    char reason[64];

    (void)state;
    used_as = PIN_FREE;
    pins_init(&n.pins, &board, &board_esp8266);
    assert_int_equal(ask(&n, 1500, reason), 750);
    assert_int_equal(ask(&n, 3301, reason), ERR_RANGE);
    assert_string_equal(reason, "3301: it takes 0 to 3300 mV");
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_board_without_it_says_so),
        cmocka_unit_test(test_it_can_be_made_to_fail),
        cmocka_unit_test(test_load_modules_have_it_with_its_claim),
#ifdef MICROS_LUA
        cmocka_unit_test(test_scripts_have_it),
#endif
#ifdef MICROS_PYTHON
        cmocka_unit_test(test_modules_in_python_have_it),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
