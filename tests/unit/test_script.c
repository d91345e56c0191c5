// Load modules in Lua: the engine inside a node on the bench, and what it must withstand.
#include "loader/loader.h"
#include "mod/help.h"
#include "node/room.h"
#include "script.h"
#include "test.h"
#include "usermod_posix.h"
#include <math.h>
#include <time.h>

enum { MODULES = 8, ENTRY_MS = 200 }; // far more than a budget, far less than an endless loop
enum { SHARE_MS = 2000 };             // after which a module may go on that took far too much

static struct loaded {
    struct script *script;
    struct user_module link;
} loaded[MODULES];
static unsigned n_loaded, n_failed;
static char failed_why[256], logged[1024];
static struct budget budget;

static void log_line(void *ctx, const struct module *m, struct text line)
{
    size_t len = strlen(logged);

    (void)ctx;
    snprintf(logged + len, sizeof logged - len, "%s: %.*s\n", m->name, (int)line.len, line.p);
}

static void failed(void *ctx, const struct module *m, const char *why)
{
    (void)ctx;
    (void)m;
    n_failed++;
    snprintf(failed_why, sizeof failed_why, "%s", why);
}

static struct script *try_load(const char *name, const char *source, size_t len, char why[256])
{
    struct script_env env = { NULL, &budget, usermod_posix_resize, log_line, failed };
    struct script_limits limits = script_limits(64, 20);
    struct out o;

    why[0] = '\0';
    out_init(&o, why, 256);
    return script_new(&env, &limits, text_of(name), text_make(source, len), &o);
}

static void load(struct rig *r, const char *name, const char *source)
{
    char why[256];
    struct loaded *m = &loaded[n_loaded++];

    assert_true(n_loaded <= MODULES);
    m->script = try_load(name, source, strlen(source), why);
    if (!m->script)
        fail_msg("%s", why);
    m->link.module = script_module(m->script);
    loader_add_module(&r->node, &m->link);
}

static void expect_refused(const char *source, const char *reason)
{
    char why[256];
    struct script *s = try_load("x", source, strlen(source), why);

    if (s)
        script_free(s);
    if (s || !strstr(why, reason))
        fail_msg("\"%s\": \"%s\", expected \"%s\"", source, s ? "it was taken" : why, reason);
}

static int start(void **state)
{
    n_loaded = n_failed = 0;
    logged[0] = failed_why[0] = '\0';
    budget_init(&budget);
    return test_boot_rig(state);
}

static void unload_last(struct rig *r)
{
    loader_remove_module(&r->node, &loaded[--n_loaded].link);
    script_free(loaded[n_loaded].script);
}

static int stop(void **state)
{
    struct rig *r = *state;

    while (n_loaded)
        unload_last(r);
    return test_free_rig(state);
}

// A module with one verb, whose function has this body.
static struct peer *load_body(struct rig *r, const char *head, const char *body)
{
    char source[4096];

    snprintf(source, sizeof source, "%s\nreturn { verbs = { v = { run = function()\n%s\nend } } }",
             head, body);
    load(r, "x", source);
    return rig_enter(r, LINK_LOOPBACK);
}

static void answers(struct rig *r, const char *body, const char *text, const char *file, int line)
{
    char expected[1024];
    struct peer *p = load_body(r, "", body);

    snprintf(expected, sizeof expected, "%snode01 $  ", text);
    peer_say(p, "x v");
    if (strcmp(p->heard.data ? p->heard.data : "", expected))
        print_error("after %s\n", body);
    peer_expect(p, expected, file, line);
    unload_last(r);
}

#define expect_v(r, body, text) answers(r, body, text, __FILE__, __LINE__)

static void test_a_table_becomes_a_module(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "lamp",
         "return { help = 'a lamp', pins = { lamp = 'pwm_1:pwm' }, state = { level = 300 },\n"
         "verbs = {\n"
         "set = { help = 'brightness', args = { { 'level', 'int', min = 0, max = 1000, step = 10,\n"
         "  clamp = true, optional = true } },\n"
         "  run = function(level) state.level = level or state.level; pin.lamp:pwm(1000, "
         "state.level)\n"
         "  return 'SET ' .. state.level end },\n"
         "get = function() return { level = state.level } end } }");
    expect_reply(p, "lamp set 2000", "SET 1000\n");
    assert_int_equal(r->sim.duty_permille[13], 1000);
    expect_reply(p, "lamp get", "level: 1000\n");
    expect_reply(p, "lamp set(level=20)", "SET 20\n");
    expect_reply(p, "lamp set", "SET 20\n");
    expect_reply(p, "lamp help", "('set level=<0-1000-10>', 'get')\n");
    expect_reply(p, "lamp get >json", "{\"level\": 20}\n");
}

static void test_answers_have_the_shape_of_what_is_returned(void **state)
{
    struct rig *r = *state;

    expect_v(r, "return 'text'", "text\n");
    expect_v(r, "return 42", "42\n");
    expect_v(r, "return 21.5", "21.5\n");
    expect_v(r, "return -0.25", "-0.25\n");
    expect_v(r, "return true", "True\n");
    expect_v(r, "return", "None\n");
    expect_v(r, "return { 1, 'a', false }", "[1, 'a', False]\n");
    expect_v(r, "return { b = 1, a = 'x', c = 1.5 }", "a: x\nb: 1\nc: 1.5\n");
    expect_v(r, "return {}", "\n");
    expect_v(r, "return { {} }",
             "execute_LM_function LM_x->v: an answer holds texts, numbers, true and false, not a "
             "table\n");
    expect_v(r, "return 1e300",
             "execute_LM_function LM_x->v: a number of the answer does not fit 64 bits\n");
    expect_v(r, "error('no water')", "execute_LM_function LM_x->v: LM_x.lua:3: no water\n");
    expect_v(r, "error({})", "execute_LM_function LM_x->v: LM_x: an error that is no text\n");
    expect_v(r, "return nothing.at_all",
             "execute_LM_function LM_x->v: LM_x.lua:3: attempt to index a nil value (global "
             "'nothing')\n");
}

// Milliseconds since the start after 24.8 days, and after 49.7.
static void test_time_goes_on_past_32_bits(void **state)
{
    static const uint64_t starts_ms[] = { INT32_MAX - 500ull, UINT32_MAX - 500ull, 1ull << 40 };
    struct rig *r = *state;

    load(r, "x",
         "return { state = { at = { 0, keep = true }, sec = 0.5, ticks = 0 }, verbs = {\n"
         "go = { run = function() every(100, function() state.ticks = state.ticks + 1\n"
         "state.at = uptime_ms() state.sec = uptime_ms() / 1000 end) end },\n"
         "v = { answer = 'value', out = { { 'ms', 'int' } }, run = function() return state.at end "
         "},\n"
         "s = { run = function() return state.sec end },\n"
         "t = { run = function() return state.ticks end } } }");
    for (unsigned i = 0; i < sizeof starts_ms / sizeof *starts_ms; i++) {
        char text[64];
        struct peer *p;
        r->now_ms = starts_ms[i];
        rig_tell_time(r);
        p = rig_enter(r, LINK_LOOPBACK);
        expect_reply(p, "x go", "None\n");
        rig_wait_ms(r, 1000); // it passes the limit
        unsigned long long up_ms = r->now_ms - r->node.boot_ms;
        snprintf(text, sizeof text, "%llu\nnode01 $  ", up_ms);
        peer_expect_answer(p, "x v", text, __FILE__, __LINE__);
        peer_say(p, "x s");
        peer_heard(p, text, sizeof text);
        assert_true(fabs(strtod(text, NULL) - (double)up_ms / 1000) < 0.0005);
        expect_reply(p, "x t", "10\n");
        snprintf(text, sizeof text, "%llu", up_ms);
        rig_wait_ms(r, 70000); // what it changes often is written by the minute
        assert_true(strlen(ram_get(&r->ram, "LM_x.pds")) >= strlen(text));
        expect_reply(p, "system module 'x'", "Module unload x done.\n");
        peer_close(p);
    }
}

static void test_numbers_have_64_bits(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { state = { n = { 5000000000, min = -6000000000, max = 6000000000, keep = true } "
         "},\n"
         "verbs = { v = { args = { { 'n', 'int', min = 0, max = 9000000000, default = 7000000000 } "
         "},\n"
         "answer = 'value', out = { { 'n', 'int', min = 0, max = 9000000000 } },\n"
         "run = function(n) return n end }, get = { run = function() return state.n end },\n"
         "set = { args = { { 'n', 'int' } }, run = function(n) state.n = n end },\n"
         "any = { run = function() return { 9223372036854775807, 4294967296.5 } end } } }");
    expect_reply(p, "x v", "7000000000\n");
    expect_reply(p, "x v 4294967296 >json", "4294967296\n");
    expect_reply(p, "x v 9000000001",
                 "execute_LM_function LM_x->v: n: 9000000001 is out of range, it takes 0 to "
                 "9000000000\n");
    expect_reply(p, "x get", "5000000000\n");
    expect_reply(p, "x set -4294967297", "None\n");
    expect_reply(p, "x get", "-4294967297\n");
    assert_string_equal(ram_get(&r->ram, "LM_x.pds"), "-4294967297");
    expect_reply(p, "system module 'x'", "Module unload x done.\n");
    expect_reply(p, "x get", "-4294967297\n");
    expect_reply(p, "x set 9223372036854775807",
                 "execute_LM_function LM_x->set: LM_x.lua:5: n is out of its range\n");
    expect_reply(
        p, "x set 9223372036854775808",
        "execute_LM_function LM_x->set: n: 9223372036854775808 is out of range, it takes a whole "
        "number, as 10\n");
    expect_reply(p, "x any", "[9223372036854775807, 4294967296.5]\n");
    expect_refused("return { state = { n = { 1, step = 70000 } }, verbs = { v = function() end } }",
                   "step is up to 65535");
}

static void test_arguments_come_as_declared(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { verbs = { v = { args = { { 'on', 'bool', optional = true },\n"
         "{ 'n', 'int', default = 0 }, { 't', 'fixed', decimals = 2, min = -1, max = 1.5, default "
         "= 0.25 },\n"
         "{ 'mode', 'choice', choices = 'off|low|high', default = 'low' },\n"
         "{ 'who', 'text', max = 5, optional = true, word = true } },\n"
         "run = function(on, n, t, mode, who)\n"
         "return table.concat({ tostring(on), tostring(n), tostring(t), tostring(mode), "
         "tostring(who) }, ' ')\n"
         "end } } }");
    expect_reply(p, "x v", "nil 0 0.25 low nil\n");
    expect_reply(p, "x v True 7 -0.5 'high' bob", "true 7 -0.5 high bob\n");
    expect_reply(
        p, "x v who=sixsix",
        "execute_LM_function LM_x->v: who: sixsix is out of range, it takes 0 to 5 bytes\n");
    expect_reply(p, "x v t=1.75",
                 "execute_LM_function LM_x->v: t: 1.75 is out of range, it takes -1.00 to 1.50\n");
}

static const struct field hello_in[] = {
    { "level", K_INT, "how much", .unit = "mV", .hi = 1000, .step = 10,
      .flags = F_OPTIONAL | F_CLAMP },
    { "t", K_FIXED, "how warm", .lo = -400, .hi = 1250, .decimals = 1 },
    { "mode", K_CHOICE, "how", .choices = "off|on", .flags = F_OPTIONAL },
};
static const struct verb hello_verbs[] = { { "first", NULL, "the first", IN(hello_in) },
                                           { "second", NULL, "the second" } };
static const struct module hello = { "hello", "says hello", VERBS(hello_verbs) };

static void test_the_manifest_is_that_of_the_same_module_in_c(void **state)
{
    struct rig *r = *state;
    char in_c[2048], in_lua[2048];
    struct out o;

    load(r, "hello",
         "return { help = 'says hello', verbs = {\n"
         "first = { help = 'the first', args = {\n"
         " { 'level', 'int', help = 'how much', unit = 'mV', min = 0, max = 1000, step = 10, "
         "optional = true, clamp = true },\n"
         " { 't', 'fixed', help = 'how warm', min = -40, max = 125, decimals = 1 },\n"
         " { 'mode', 'choice', help = 'how', choices = 'off|on', optional = true } }, run = "
         "function() end },\n"
         "second = { help = 'the second', run = function() end } } }");
    out_init(&o, in_c, sizeof in_c);
    describe_module(&hello, &o);
    out_init(&o, in_lua, sizeof in_lua);
    describe_module(script_module(loaded[0].script), &o);
    assert_string_equal(in_lua, in_c);
    assert_true(is_json(in_lua));
}

static const struct field measured_out[] = {
    { "temp", K_FIXED, "in the shade", .unit = "C", .lo = -400, .hi = 850, .decimals = 1,
      .class = CLASS_TEMPERATURE },
    { "mode", K_CHOICE, .choices = "off|on", .flags = F_OPTIONAL },
};
static const struct field list_out[] = { { "n", K_INT, .hi = 9 } };
static const struct verb climate_verbs[] = {
    { "measure", NULL, "", OUT(MAP, measured_out) }, { "all", NULL, "", OUT(LIST, list_out) },
    { "one", NULL, "", OUT(VALUE, list_out) },       { "words", NULL, "", OUT_ONLY(TEXT) },
    { "quiet", NULL, "", OUT_ONLY(NOTHING) },
};
static const struct module climate = { "climate", "a module of the user's", VERBS(climate_verbs) };
static const char climate_text[] =
    "given = {}\n"
    "return { verbs = {\n"
    "measure = { out = { { 'temp', 'fixed', help = 'in the shade', unit = 'C', min = -40, "
    "max = 85, class = 'temperature' }, { 'mode', 'choice', choices = 'off|on', optional = true } "
    "}, run = function() return given.map end },\n"
    "all = { answer = 'list', out = { { 'n', 'int', max = 9 } }, run = function() return "
    "given.list end },\n"
    "one = { answer = 'value', out = { { 'n', 'int', max = 9 } }, run = function() return "
    "given.value end },\n"
    "words = { answer = 'text', run = function() return given.text end },\n"
    "quiet = { answer = 'nothing', run = function() return given.value end } },\n"
    "start = function() given = GIVEN end }";

static void load_climate(struct rig *r, const char *given)
{
    char text[2048];
    const char *at = strstr(climate_text, "GIVEN");

    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - climate_text), climate_text, given, at + 5);
    if (n_loaded)
        unload_last(r);
    load(r, "climate", text);
}

static void test_declared_answers_are_those_of_the_same_module_in_c(void **state)
{
    char in_c[2048], in_lua[2048];
    struct out o;

    load_climate(*state, "{}");
    out_init(&o, in_c, sizeof in_c);
    describe_module(&climate, &o);
    out_init(&o, in_lua, sizeof in_lua);
    describe_module(script_module(loaded[0].script), &o);
    assert_string_equal(in_lua, in_c);
}

static void test_what_is_declared_is_written_as_declared(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load_climate(r, "{ map = { mode = 'on', temp = 21 }, list = { 1, 2 }, value = 3, text = 'a' }");
    expect_reply(p, "climate measure", "temp: 21.0\nmode: on\n"); // in the order of the rows
    expect_reply(p, "climate measure >json", "{\"temp\": 21.0, \"mode\": \"on\"}\n");
    expect_reply(p, "climate all", "[1, 2]\n");
    expect_reply(p, "climate one", "3\n");
    expect_reply(p, "climate words", "a\n");
    load_climate(r, "{ map = { temp = -40 }, list = {} }");
    expect_reply(p, "climate measure", "temp: -40.0\n");
    expect_reply(p, "climate all >json", "[]\n");
    expect_reply(p, "climate quiet", "None\n");
}

static void test_an_answer_that_is_not_as_declared_is_an_error(void **state)
{
    static const struct {
        const char *given, *command, *why;
    } rows[] = {
        { "{ map = { temp = 85.1 } }", "measure", "temp is out of its range" },
        { "{ map = { temp = 'hot' } }", "measure", "temp is a number" },
        { "{ map = { mode = 'on' } }", "measure", "the answer declares temp, which is missing" },
        { "{ map = { temp = 1, mode = 'dim' } }", "measure", "mode is one of off|on" },
        { "{ map = { temp = 1, hum = 2 } }", "measure", "has hum, which out does not declare" },
        { "{ map = 7 }", "measure", "the answer is declared as a map" },
        { "{ list = { 1, 2.5 } }", "all", "n is a whole number" },
        { "{ list = 1 }", "all", "the answer is declared as a list" },
        { "{ value = 10 }", "one", "n is out of its range" },
        { "{}", "one", "the answer declares n, which is missing" },
        { "{ text = 1 }", "words", "the answer is declared as a text" },
        { "{ value = 1 }", "quiet", "the answer is declared as nothing" },
    };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char command[64], heard[512];

    for (unsigned i = 0; i < COUNT(rows); i++) {
        load_climate(r, rows[i].given);
        snprintf(command, sizeof command, "climate %s", rows[i].command);
        peer_say(p, command);
        peer_heard(p, heard, sizeof heard);
        if (!strstr(heard, rows[i].why) || heard[0] != 'e')
            fail_msg("%s: '%s', expected '%s'", rows[i].given, heard, rows[i].why);
    }
}

static void test_heads_and_line_ends_of_other_systems_are_taken(void **state)
{
    static const char *const heads[] = { "",
                                         "\xef\xbb\xbf",
                                         "#!/usr/bin/lua\n",
                                         "#!/usr/bin/lua\r\n",
                                         "\xef\xbb\xbf#!/usr/bin/env lua\n",
                                         "# x\r\n" };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    char source[200];

    for (size_t i = 0; i < COUNT(heads); i++) {
        snprintf(source, sizeof source,
                 "%slocal n = 7\r\nreturn { verbs = { v = function()\r\n return n end } }\r\n",
                 heads[i]);
        load(r, "x", source);
        expect_reply(p, "x v", "7\n");
    }
    expect_refused("#!/usr/bin/lua\nlocal t\nt.a = 1", "LM_x.lua:3: attempt to index a nil value");
}

static void test_a_text_that_is_a_command_is_tried(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { verbs = { v = { args = { { 'what', 'text', command = true } },\n"
         "run = function(what) return { done = 1 } end } } }");
    expect_reply(p, "x v 'light toggle'", "done: 1\n");
    expect_reply(p, "x v 'lihgt toggle'",
                 "done: 1\nwarning: there is no module lihgt now; did you mean light?\n");
    expect_refused("return { verbs = { v = { args = { { 'a', 'int', command = true } }, run = "
                   "function() end } } }",
                   "command is for texts");
}

static void test_declarations_that_are_wrong_are_refused_with_the_place(void **state)
{
    (void)state;
    expect_refused("return 1", "LM_x.lua: it must end with return");
    expect_refused("x = = 1", "LM_x.lua:1: unexpected symbol near '='");
    expect_refused("local t\nt.a = 1", "LM_x.lua:2: attempt to index a nil value");
    expect_refused("return {}", "neither verbs nor a start");
    expect_refused("return { verb = {} }", "there is no 'verb'; it takes help, pins");
    expect_refused("return { verbs = { v = 1 } }", "verbs.v: write it as");
    expect_refused("return { verbs = { v = tostring } }", "verbs.v: write it as");
    expect_refused("return { verbs = { help = function() end } }", "'help' is no name for a verb");
    expect_refused("return { verbs = { ['a b'] = function() end } }", "'a b' is no name");
    expect_refused("return { pins = { a = 'pwm_1' }, start = function() end }",
                   "pins.a: write it as");
    expect_refused("return { pins = { a = 'pwm_1:servo' }, start = function() end }",
                   "'servo' is no use");
    expect_refused("return { pins = { a = 'i2c_sda:i2c' }, start = function() end }",
                   "call the pins of i2c sda");
    expect_refused("return { state = { a = {} }, start = function() end }",
                   "state.a: begin it with");
    expect_refused("return { state = { a = { 5, max = 3 } }, start = function() end }",
                   "a is out of its range");
    expect_refused(
        "return { verbs = { v = { args = { { 'a', 'integer' } }, run = function() end } } }",
        "'integer' is no kind; there are bool, int");
    expect_refused(
        "return { verbs = { v = { args = { { 'a', 'int', mni = 1 } }, run = function() end } } }",
        "there is no 'mni'; it takes help, unit, min");
    expect_refused("return { verbs = { v = { args = { { 'a', 'int' }, { 'a', 'int' } }, run = "
                   "function() end } } }",
                   "two arguments called a");
    expect_refused("return { verbs = { v = { out = { { 'a', 'int', class = 'warmth' } }, run = "
                   "function() end } } }",
                   "verbs.v.out: 'warmth' is no class");
    expect_refused("return { verbs = { v = { out = { 'a' }, run = function() end } } }",
                   "verbs.v.out: a value is {");
    expect_refused("return { verbs = { v = { out = { { 'a', 'int', clamp = true } }, run = "
                   "function() end } } }",
                   "there is no 'clamp'");
    expect_refused("return { verbs = { v = { answer = 'table', run = function() end } } }",
                   "verbs.v: an answer is text, value, map, list or nothing, not table");
    expect_refused("return { verbs = { v = { answer = 'value', run = function() end } } }",
                   "verbs.v: out has a row for each value");
    expect_refused("return { verbs = { v = { out = { { 'a', 'int' }, { 'a', 'int' } }, run = "
                   "function() end } } }",
                   "two values called a");
    expect_refused("return { memory = 100, start = function() end }", "luamem allows 1 to 64 KiB");
    expect_refused("return { uses = { 'a b' }, start = function() end }",
                   "uses: a list of modules");
    expect_refused("\x1bLua", "attempt to load a binary chunk");
    expect_refused("while true do end", "it runs too long");
    expect_refused("return { verbs = setmetatable({}, { __index = {} }), start = 1 }",
                   "start is a function");
    expect_refused("pin.a:write(true)", "pins = { ... } does not declare a");
    expect_refused("state.x = 1", "state = { ... } does not declare x");
    expect_refused("every(100, function() end)", "works in verbs, timers");
}

static void test_only_the_harmless_part_of_the_library_is_there(void **state)
{
    struct rig *r = *state;

    expect_v(r,
             "local n = {}\n"
             "for _, k in ipairs { 'io', 'os', 'package', 'require', 'load', 'loadfile', 'dofile', "
             "'debug', 'print',\n"
             "'coroutine', 'collectgarbage', 'xpcall', 'warn', 'utf8' } do if _G[k] then n[#n + 1] "
             "= k end end\n"
             "if string.dump then n[#n + 1] = 'dump' end\n"
             "return '[' .. table.concat(n, ' ') .. ']'",
             "[]\n");
    expect_v(r, "return tostring(pcall(setmetatable, {}, { __gc = function() end }))", "false\n");
    expect_v(r, "return tostring(getmetatable(pin)) .. tostring(getmetatable(state))",
             "falsefalse\n");
}

static void test_memory_has_a_ceiling_and_the_module_goes_on(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { verbs = {\n"
         "bomb = function() local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end end,\n"
         "caught = function() local t = {} pcall(function() while true do t[#t + 1] = {} end end) "
         "t = nil return 'ok' end,\n"
         "giant = function() return #('x'):rep(1 << 40) end,\n"
         "double = function() local s = 'x' while true do s = s .. s end end,\n"
         "fine = function() return 'fine' end } }");
    for (unsigned i = 0; i < 3; i++) {
        expect_reply(
            p, "x bomb",
            "execute_LM_function LM_x->bomb: LM_x: it needs more than 64 KiB of memory (luamem)\n");
        expect_reply(p, "x caught", "ok\n");
        expect_reply(p, "x giant",
                     "execute_LM_function LM_x->giant: LM_x.lua:4: resulting string too large\n");
        expect_reply(p, "x double",
                     "execute_LM_function LM_x->double: LM_x: it needs more than 64 KiB of memory "
                     "(luamem)\n");
        expect_reply(p, "x fine", "fine\n");
    }
    assert_true(script_memory_bytes(loaded[0].script) <= 64 * 1024);
}

static double ms_since(const struct timespec *from)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)(now.tv_sec - from->tv_sec) * 1e3 + (double)(now.tv_nsec - from->tv_nsec) / 1e6;
}

// Each is stopped in time, and the module still answers. What is measured is computing, not
// waiting.
static void test_what_would_never_end_is_stopped(void **state)
{
    static const char *const bodies[] = {
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local function f() return pcall(f) end while true do f() end",
        "repeat until false",
        "goto x ::x:: goto x",
        "local t = setmetatable({}, { __index = function(t, k) return t[k + 1] end }) while true "
        "do pcall(function() return t[1] end) end",
        "local s = ('a'):rep(2000) return s:find(('a*'):rep(30) .. 'b')",
        "local s = ('a'):rep(4000) return s:match('.-.-.-.-b')",
        "while true do pcall(string.find, ('a'):rep(2000), ('a?'):rep(100) .. 'b') end",
        "return (('x'):rep(4000):gsub('.-.-.-y', ''))",
        "for w in ('x'):rep(4000):gmatch('.-.-.-y') do end",
        "return #(''):rep(1 << 60)",
        "while true do local s = (''):rep(1 << 60) end",
        "local t = {} for i = 0, 40 do t[1 << i] = 1 end table.insert(t, 1, 0) while true do "
        "table.insert(t, 1, 0) end",
        "table.insert(setmetatable({}, { __len = function() return 1 << 60 end }), 1, 0) while "
        "true do end",
        "local t = {} for i = 1, 1000 do t[i] = i end while true do table.sort(t, function() "
        "return true end) end",
        "local t = {} for i = 1, 2000 do t[i] = true end while true do pcall(table.concat, t) end",
        "while true do pcall(string.rep, 'x', 60000) end",
        "local s = ('x'):rep(6000) while true do local u = s:upper() .. 'y' end",
        "local t = {} for i = 1, 1000 do t[i] = i end for i = 1, 999 do t[i] = nil end while true "
        "do next(t) end",
        "local c <close> = setmetatable({}, { __close = function() while true do end end }) "
        "error('x')",
        "local c <close> = setmetatable({}, { __close = function() while true do end end }) while "
        "true do end",
        "while true do log('flood') end",
        "while true do pcall(call, 'x v') end",
        "while true do pin.p:adc() end",
    };
    struct rig *r = *state;
    char heard[1024], source[1024];

    budget.spent_us = usermod_posix_spent_us;
    for (size_t i = 0; i < COUNT(bodies); i++) {
        struct timespec from;
        snprintf(source, sizeof source,
                 "return { pins = { p = 'adc_0:adc' }, uses = { 'x' }, verbs = { v = "
                 "function()\n%s\nend,\n"
                 "fine = function() return 'fine' end } }",
                 bodies[i]);
        load(r, "x", source);
        struct peer *p = rig_enter(r, LINK_LOOPBACK);
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
        peer_say(p, "x v");
        rig_wait_ms(r, SHARE_MS);
        tape_clear(&p->heard);
        peer_say(p, "x v"); // what was stopped once is stopped again
        rig_wait_ms(r, SHARE_MS);
        double ms = ms_since(&from) / 2;
        peer_heard(p, heard, sizeof heard);
        if (ms > (double)ENTRY_MS)
            fail_msg("%.0f ms: %s", ms, bodies[i]);
        if (!strstr(heard, "execute_LM_function") && !strstr(bodies[i], "return #"))
            fail_msg("%s: %s", bodies[i], heard);
        expect_reply(p, "x fine", "fine\n");
        unload_last(r);
    }
}

static void test_deep_recursion_ends(void **state)
{
    struct rig *r = *state;
    struct peer *p = load_body(r, "local function f(n) return 1 + f(n + 1) end", "return f(1)");
    char heard[1024];

    peer_say(p, "x v");
    peer_heard(p, heard, sizeof heard);
    assert_true(strstr(heard, "stack overflow") || strstr(heard, "luamem"));
    unload_last(r);
    expect_v(r, "local s = ('('):rep(5000) return tostring(s:match(s))",
             "execute_LM_function LM_x->v: LM_x.lua:3: too many captures\n");
    expect_v(r,
             "local t = setmetatable({}, { __tostring = function(t) return tostring(t) end }) "
             "return tostring(t)",
             "execute_LM_function LM_x->v: C stack overflow\n");
}

static void test_patterns_are_those_of_the_manual(void **state)
{
    static const struct {
        const char *body, *text;
    } rows[] = {
        { "return table.concat({ ('hello world'):find('o w') }, ',')", "5,7\n" },
        { "return table.concat({ ('hello'):find('l+') }, ',')", "3,4\n" },
        { "return table.concat({ ('key = value'):match('^(%w+)%s*=%s*(%w+)$') }, ',')",
          "key,value\n" },
        { "return ('  trim  '):match('^%s*(.-)%s*$') .. '|'", "trim|\n" },
        { "return (('hello world'):gsub('o', '0', 1))", "hell0 world\n" },
        { "return (('hello'):gsub('', '-'))", "-h-e-l-l-o-\n" },
        { "return (('abc'):gsub('%w', '%0%0'))", "aabbcc\n" },
        { "return (('$name is'):gsub('%$(%w+)', { name = 'Bob' }))", "Bob is\n" },
        { "return (('a1b2'):gsub('%d', function(d) return d * 2 end))", "a2b4\n" },
        { "local t = {} for k, v in ('a=1, b=2'):gmatch('(%w+)=(%w+)') do t[#t + 1] = k .. v end "
          "return table.concat(t)",
          "a1b2\n" },
        { "return ('THE (quick) fox'):find('%((%a+)%)')", "5\n" },
        { "return ('f(a(b)c)d'):match('%b()')", "(a(b)c)\n" },
        { "return (('THE (quick) fox'):gsub('%f[%a]%a+', 'W'))", "W (W) W\n" },
        { "return ('\"it\\'s\"'):match([[(['\"])(.-)%1]]) or 'nil'", "\"\n" },
        { "return table.concat({ ('abc'):match('()b()') }, ',')", "2,3\n" },
        { "return tostring(('abc'):find('b', 3))", "nil\n" },
        { "return tostring(('abc'):find('b', -2))", "2\n" },
        { "return tostring(('a.b'):find('.', 1, true))", "2\n" },
        { "return tostring(('a]b'):find('[]]'))", "2\n" },
        { "return tostring(('x-y'):find('[a%-z]'))", "2\n" },
        { "return tostring(('é'):match('[^a]') == '\\xc3')", "true\n" },
        { "return ('2026-11-23'):gsub('(%d+)-(%d+)-(%d+)', '%3.%2.%1')", "23.11.2026\n" },
        { "local n = select(2, ('aaa'):gsub('a', 'b')) return n", "3\n" },
        { "return tostring(('abc'):match('^b'))", "nil\n" },
        { "return ('  x'):match('^%s+')  .. '|'", "  |\n" },
        { "return ('abc'):match('a.-c')", "abc\n" },
        { "return ('aXb'):match('%u')", "X\n" },
        { "return ('x'):rep(3, ',')", "x,x,x\n" },
    };
    struct rig *r = *state;

    for (size_t i = 0; i < COUNT(rows); i++)
        expect_v(r, rows[i].body, rows[i].text);
    expect_v(r, "return ('a'):find('[a')",
             "execute_LM_function LM_x->v: LM_x.lua:3: malformed pattern (missing ']')\n");
    expect_v(r, "return ('a'):find('%')",
             "execute_LM_function LM_x->v: LM_x.lua:3: malformed pattern (ends with '%')\n");
    expect_v(r, "return ('a'):find('(a')",
             "execute_LM_function LM_x->v: LM_x.lua:3: unfinished capture\n");
    expect_v(r, "return ('a'):find('%1')",
             "execute_LM_function LM_x->v: LM_x.lua:3: invalid capture index\n");
}

static void test_tables_are_sorted_and_changed(void **state)
{
    struct rig *r = *state;

    expect_v(r, "local t = { 3, 1, 2, 5, 4 } table.sort(t) return table.concat(t, ' ')",
             "1 2 3 4 5\n");
    expect_v(r,
             "local t = { 'b', 'a', 'c' } table.sort(t, function(a, b) return a > b end) return "
             "table.concat(t)",
             "cba\n");
    expect_v(r,
             "local t = { 1, 2, 3 } table.insert(t, 4) table.insert(t, 1, 0) return "
             "table.concat(t, ' ')",
             "0 1 2 3 4\n");
    expect_v(r,
             "local t = { 1, 2, 3 } local x = table.remove(t, 1) return x .. ':' .. "
             "table.concat(t, ' ')",
             "1:2 3\n");
    expect_v(r, "local t = { 1, 2, 3 } return table.remove(t) .. ':' .. #t", "3:2\n");
    expect_v(r, "return #table.pack(table.unpack({ 1, 2, 3 }, 2))", "2\n");
    expect_v(r, "return tostring(table.remove({}))", "nil\n");
}

static void test_timers_run_until_they_are_cancelled(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct fault fault;

    load(
        r, "x",
        "local id\n"
        "return { state = { n = 0 }, start = function()\n"
        "id = every(100, function() state.n = state.n + 1 end)\n"
        "after(250, function() state.n = state.n + 100 end) end,\n"
        "verbs = { n = function() return state.n end, halt = function() return cancel(id) end } }");
    assert_int_equal(loader_start(&r->node, script_module(loaded[0].script), &fault), OK);
    rig_wait_ms(r, 99);
    expect_reply(p, "x n", "0\n");
    rig_wait_ms(r, 1);
    expect_reply(p, "x n", "1\n");
    rig_wait_ms(r, 150);
    expect_reply(p, "x n", "102\n");
    rig_wait_ms(r, 750);
    expect_reply(p, "x n", "110\n");
    expect_reply(p, "x halt", "True\n");
    expect_reply(p, "x halt", "False\n");
    rig_wait_ms(r, 1000);
    expect_reply(p, "x n", "110\n");
    assert_int_equal(loader_room.poll(&r->node), UINT32_MAX);
}

static void test_a_verb_may_wait(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK), *q = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { verbs = { slow = { args = { { 'ms', 'int' } }, run = function(ms)\n"
         "for i = 1, 3 do pcall(wait, ms) end return 'after ' .. 3 * ms end },\n"
         "quick = function() return 'quick' end } }");
    peer_say(p, "x slow 100");
    peer_say(q, "x slow 200");
    expect_heard(p, "");
    rig_wait_ms(r, 299);
    expect_heard(p, "");
    rig_wait_ms(r, 1);
    expect_heard(p, "after 300\nnode01 $  ");
    expect_reply(p, "x quick", "quick\n");
    rig_wait_ms(r, 300);
    expect_heard(q, "after 600\nnode01 $  ");
    peer_say(p, "x slow 100");
    (void)loader_unload(&r->node, text_of("x"));
    rig_wait_ms(r, 100);
    expect_heard(p, "execute_LM_function LM_x->slow: LM_x was loaded anew meanwhile\nnode01 $  ");
}

static void test_verbs_that_nobody_goes_on_with_are_given_up(void **state)
{
    struct rig *r = *state;

    load(r, "x", "return { verbs = { slow = function() wait(1000) return 'done' end } }");
    for (unsigned i = 0; i < 4; i++) {
        struct peer *gone = rig_enter(r, LINK_LOOPBACK);
        peer_say(gone, "x slow");
        peer_close(gone);
    }
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "x slow", "execute_LM_function LM_x->slow: 4 calls of LM_x are not over yet\n");
    rig_wait_ms(r, 62000);
    peer_say(p, "x slow");
    rig_wait_ms(r, 1000);
    expect_heard(p, "done\nnode01 $  ");
    for (unsigned i = 0; i < 4; i++) {
        struct peer *gone = rig_enter(r, LINK_LOOPBACK);
        peer_say(gone, "x slow");
        peer_close(gone);
    }
    r->now_ms += 30ull * 86400000; // past 2^31 ms
    rig_wait_ms(r, 1);
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "x slow");
    rig_wait_ms(r, 1000);
    expect_heard(p, "done\nnode01 $  ");
}

static void test_edges_call_who_listens(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { pins = { button = 'irq3:in_up' }, state = { n = 0 },\n"
         "start = function() on('button', 'fall', function(high) state.n = state.n + (high and 100 "
         "or 1) end) end,\n"
         "verbs = { n = function() return state.n end, deaf = function() on(pin.button, 'fall') "
         "end,\n"
         "level = function() return pin.button:read() end } }");
    expect_reply(p, "x n", "0\n");
    for (unsigned i = 0; i < 3; i++) {
        (void)hw_pin_drive(&r->sim.hw, 14, i & 1);
        rig_wait_ms(r, 0);
    }
    expect_reply(p, "x n", "2\n");
    expect_reply(p, "x level", "False\n");
    expect_reply(p, "x deaf", "None\n");
    (void)hw_pin_drive(&r->sim.hw, 14, true);
    (void)hw_pin_drive(&r->sim.hw, 14, false);
    rig_wait_ms(r, 0);
    expect_reply(p, "x n", "2\n");
}

static char changes[128]; // by whom: the verb, or - for the module itself

static void note_change(struct node *n, struct module_slot *slot, const struct change *change)
{
    size_t len = strlen(changes);

    (void)n;
    (void)slot;
    snprintf(changes + len, sizeof changes - len, "%s ", change->verb ? change->verb->name : "-");
}

static void test_a_change_of_the_state_is_told_whatever_did_it(void **state)
{
    static const struct room noting = { .changed = note_change };
    static struct rooms rooms; // the node ends after this test
    static const struct room *room[16] = { &noting };
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    rooms = *r->node.rooms;
    for (unsigned i = 0; i + 2 < COUNT(room) && r->node.rooms->room[i]; i++)
        room[i + 1] = r->node.rooms->room[i];
    rooms.room = room;
    r->node.rooms = &rooms;
    changes[0] = '\0';
    load(r, "x",
         "return { pins = { b = 'irq3:in_up' }, state = { n = 0, who = 'a' }, verbs = {\n"
         "set = function() state.n = state.n + 1 end,\n"
         "same = function() state.n, state.who = state.n, 'a' end,\n"
         "get = function() return state.n end,\n"
         "slow = function() wait(100) state.who = 'b' end,\n"
         "later = function() after(50, function() state.n = 100 end) end,\n"
         "watch = function() on('b', 'fall', function() state.n = state.n + 1 end) end } }");
    expect_reply(p, "x set", "None\n");
    expect_reply(p, "x same", "None\n");
    expect_reply(p, "x get", "1\n");
    expect_reply(p, "x watch", "None\n");
    assert_string_equal(changes, "set ");
    peer_say(p, "x slow");
    rig_wait_ms(r, 100);
    assert_string_equal(changes, "set slow ");
    peer_say(p, "x later");
    rig_wait_ms(r, 50);
    assert_string_equal(changes, "set slow - ");
    (void)hw_pin_drive(&r->sim.hw, 14, false);
    rig_wait_ms(r, 0);
    assert_string_equal(changes, "set slow - - ");
    tape_clear(&p->heard);
}

static void test_kept_state_is_there_after_a_reboot(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { state = { n = { 7, min = 0, max = 99, keep = true }, who = { 'nobody', max = "
         "20, keep = true },\n"
         "t = { 1.5, keep = true }, gone = 3 }, verbs = {\n"
         "set = function() state.n = 42 state.who = \"it's, me\" state.t = -2.25 state.gone = 4 "
         "end,\n"
         "get = function() return { n = state.n, who = state.who, t = state.t, gone = state.gone } "
         "end,\n"
         "wrong = function() state.n = 100 end, long = function() state.who = ('x'):rep(21) end } "
         "}");
    expect_reply(p, "x get", "gone: 3\nn: 7\nt: 1.5\nwho: nobody\n");
    expect_reply(p, "x set", "None\n");
    expect_reply(p, "x wrong",
                 "execute_LM_function LM_x->wrong: LM_x.lua:5: n is out of its range\n");
    expect_reply(p, "x long",
                 "execute_LM_function LM_x->long: LM_x.lua:5: state.who takes 0 to 20 bytes\n");
    rig_reboot(r);
    loader_add_module(&r->node, &loaded[0].link);
    p = rig_enter(r, LINK_LOOPBACK);
    expect_reply(p, "x get", "gone: 3\nn: 42\nt: -2.25\nwho: it's, me\n");
}

static void test_a_module_reaches_what_it_has_declared_only(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "local function try(...) local ok, text = call(...) return tostring(ok) .. ': ' .. text "
         "end\n"
         "return { pins = { lamp = 'pwm_1:pwm' }, uses = { 'light' }, verbs = {\n"
         "a = function() return try('light toggle True') end, b = function() return try('light "
         "nothing') end,\n"
         "c = function() return try('system reboot') end, d = function() return try('light toggle "
         ">>node02') end,\n"
         "f = function() pin.lamp:write(true) end,\n"
         "g = function() pin.other:pwm(1, 1) end, h = function() return try('conf') end } }");
    expect_reply(p, "x a", "true: ON\n");
    expect_reply(p, "x b",
                 "false: execute_LM_function LM_light->nothing: 'module' object has no attribute "
                 "'nothing'\n");
    expect_reply(p, "x c",
                 "execute_LM_function LM_x->c: LM_x.lua:1: LM_x may not call 'system': uses = { "
                 "... } does not name it\n");
    expect_reply(p, "x d",
                 "execute_LM_function LM_x->d: LM_x.lua:1: another node is reached by intercon: "
                 "uses = { ... } does not "
                 "name it\n");
    expect_reply(p, "x f",
                 "execute_LM_function LM_x->f: LM_x.lua:5: pin.lamp is declared as pwm, which has "
                 "no write\n");
    expect_reply(
        p, "x g",
        "execute_LM_function LM_x->g: LM_x.lua:6: pins = { ... } does not declare other\n");
    expect_reply(p, "x h",
                 "execute_LM_function LM_x->h: LM_x.lua:1: LM_x may not call 'conf': uses = { ... "
                 "} does not name it\n");
}

static void test_a_timer_that_fails_leaves_its_pins_at_rest(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { pins = { lamp = 'pwm_1:pwm' }, start = function() pin.lamp:pwm(1000, 500)\n"
         "every(100, function() error('broken') end) end, verbs = { v = function() return 'v' end "
         "} }");
    expect_reply(p, "x v", "v\n");
    assert_int_equal(r->sim.use[13], PIN_PWM);
    rig_wait_ms(r, 100);
    assert_int_equal(r->sim.use[13], PIN_FREE);
    assert_int_equal(n_failed, 1);
    assert_string_equal(failed_why, "LM_x.lua:2: broken");
    assert_true(rig_logged(r, "[EXEC-ERROR] LM_x tick: LM_x.lua:2: broken"));
    rig_wait_ms(r, 10000);
    assert_int_equal(n_failed, 1);
}

static void test_a_start_that_fails_leaves_nothing_claimed(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { pins = { lamp = 'pwm_1:pwm' }, start = function() every(100, function() end)\n"
         "pin.lamp:pwm(1000, 500) error('no') end, verbs = { v = function() return 'v' end } }");
    expect_reply(p, "x v", "execute_LM_function LM_x->v: LM_x.lua:2: no\n");
    assert_int_equal(r->sim.use[13], PIN_FREE);
    assert_null(r->node.slots);
}

static void test_a_failing_module_leaves_the_pins_of_others_alone(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    expect_reply(p, "light rgb 500 0 0 >json", "\"SET rgb: R500G0B0\"\n");
    load(r, "x",
         "return { pins = { lamp = 'pwm_1:pwm' }, start = function()\n"
         "every(100, function() error('broken') end) end, verbs = { v = function() return 'v' end "
         "} }");
    expect_reply(p, "x v", "v\n");
    rig_wait_ms(r, 100);
    assert_int_equal(n_failed, 1);
    assert_int_equal(r->sim.use[13], PIN_PWM);
}

static void test_a_module_that_unloads_itself_ends_there(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { uses = { 'system' }, state = { n = 1 }, verbs = { v = function()\n"
         "pcall(call, \"system module 'LM_x'\") state.n = 2 return 'never' end,\n"
         "fine = function() return state.n end } }");
    peer_say(p, "x v");
    char heard[512];
    peer_heard(p, heard, sizeof heard);
    assert_non_null(strstr(heard, "execute_LM_function LM_x->v: "));
    assert_null(strstr(heard, "never"));
    expect_reply(p, "x fine", "1\n");
}

#define SCRIPT_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

// ---- pins and buses, with the parts of the simulated board on them ----

// A module with these pins and one verb, whose function has this body: what it answers after so
// many milliseconds.
static void pins_answer(struct rig *r, const char *pins, const char *body, uint32_t ms,
                        const char *text, const char *file, int line)
{
    char source[1024], heard[512];
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    snprintf(source, sizeof source, "return { pins = { %s }, verbs = { v = function() %s end } }",
             pins, body);
    load(r, "x", source);
    peer_say(p, "x v");
    rig_wait_ms(r, ms);
    peer_heard(p, heard, sizeof heard);
    if (strncmp(heard, text, strlen(text)) != 0 || strcmp(heard + strlen(text), "node01 $  ") != 0)
        print_error("%s\nheard:    %s\nexpected: %s\n", body, heard, text);
    _assert_true(!strncmp(heard, text, strlen(text)), body, file, line);
    peer_close(p);
    unload_last(r);
}

#define SAYS(line)                       "execute_LM_function LM_x->v: LM_x.lua:1: " line "\n"
#define expect_pins(r, pins, body, text) pins_answer(r, pins, body, 0, text, __FILE__, __LINE__)

static void test_plain_pins(void **state)
{
    static const char pins[] = "o = 'simple_1:out', i = 'irq3:in_down', p = 'pwm_4:pwm', "
                               "a = 'adc_0:adc', t = 'pwm_1:touch', x = 'pwm_3:pixels'";
    struct rig *r = *state;

    expect_pins(r, pins, "pin.o:write(true) return pin.o:read()", "True\n");
    expect_pins(r, pins, "pin.p:pwm(1000, 250) return 'ok'", "ok\n");
    expect_pins(r, pins, "pin.p:pwm(1000, 1001)",
                SAYS("bad argument #2 to 'pwm' (0 to 1000 permille)"));
    expect_pins(r, pins, "pin.o:pwm(1000, 1)", SAYS("pin.o is declared as out, which has no pwm"));
    expect_pins(r, pins, "return { pin.a:adc(), pin.t:touch() }", "[1353, 700]\n");
    expect_pins(r, pins, "pin.x:pixels({ 1, 2, 3, 4, 5, 6 }) return 'ok'", "ok\n");
    assert_int_equal(r->parts.pixels.given, 2);
    assert_int_equal(r->parts.pixels.grb[1][2], 6);
    expect_pins(r, pins, "pin.x:pixels('\\x07\\x08\\x09') return 'ok'", "ok\n");
    assert_int_equal(r->parts.pixels.grb[0][0], 7);
    expect_pins(r, pins, "pin.x:pixels({ 256 })",
                SAYS("bad argument #1 to 'pixels' (a byte is 0 to 255)"));
    expect_pins(r, pins, "pin.x:pixels(string.rep('x', 513))",
                SAYS("bad argument #1 to 'pixels' (too many bytes)"));
    expect_pins(r, pins, "pin.o:write(true) pin.o:release() return 'ok'", "ok\n");
    assert_int_equal(r->sim.use[10], PIN_FREE);
    expect_pins(r, pins, "return pin.none:read()", SAYS("pins = { ... } does not declare none"));
    expect_pins(r, pins, "pin.o = 1", SAYS("pins are declared in pins = { ... }"));
    expect_pins(r, pins, "on(pin.o, 'rise', print)",
                SAYS("pin.o is declared as out, which has no edges"));
    expect_pins(r, pins, "on('i', 'up', function() end)",
                SAYS("bad argument #2 to 'on' (invalid option 'up')"));
    expect_pins(r, pins, "on('i', 'rise', 5)",
                SAYS("bad argument #3 to 'on' (function expected, got number)"));
}

static void test_i2c_of_a_module(void **state)
{
    static const char pins[] = "sda = 'i2c_sda:i2c', scl = 'i2c_scl:i2c'";
    struct rig *r = *state;

    expect_pins(r, pins, "return i2c(0x76, '\\xd0', 1):byte()", "96\n"); // a BME280's identifier
    expect_pins(r, pins, "i2c(0x76, { 0xf2, 5 }) return i2c(0x76, { 0xf2 }, 1):byte()", "5\n");
    expect_pins(r, pins, "return #i2c(0x76, '\\x88', 26)", "26\n");
    expect_pins(r, pins, "i2c(0x10, 'a')", SAYS("I2C address 0x10: device did not answer"));
    expect_pins(r, pins, "i2c(0x80, 'a')",
                SAYS("bad argument #1 to 'i2c' (an address has 7 bits)"));
    expect_pins(r, pins, "i2c(-1, 'a')", SAYS("bad argument #1 to 'i2c' (an address has 7 bits)"));
    expect_pins(r, pins, "i2c(1, { -1 })", SAYS("bad argument #2 to 'i2c' (a byte is 0 to 255)"));
    expect_pins(r, pins, "i2c(1, 'a', 513)",
                SAYS("bad argument #3 to 'i2c' (up to 512 bytes are read)"));
    expect_pins(r, pins, "i2c(1, string.rep('x', 513))",
                SAYS("bad argument #2 to 'i2c' (too many bytes)"));
    expect_pins(r, "", "i2c(0x76, '')", SAYS("not supported on this board"));
}

// From MOSI to MISO there is a wire.
static void test_spi_of_a_module(void **state)
{
    static const char pins[] = "clock = 'pwm_0:spi', mosi = 'pwm_1:spi', miso = 'pwm_2:spi', "
                               "select = 'pwm_3:spi'";
    struct rig *r = *state;

    expect_pins(r, pins, "local a = spi(1000000, 3, { 1, 2, 255 }) return { #a, a:byte(1, 3) }",
                "[3, 1, 2, 255]\n");
    expect_pins(r, pins, "return #spi(1000, 0, '')", "0\n");
    expect_pins(r, pins, "spi(999, 0, 'a')",
                SAYS("bad argument #1 to 'spi' (1000 to 80000000 Hz)"));
    expect_pins(r, pins, "spi(80000001, 0, 'a')",
                SAYS("bad argument #1 to 'spi' (1000 to 80000000 Hz)"));
    expect_pins(r, pins, "spi(1000, 4, 'a')", SAYS("bad argument #2 to 'spi' (a mode is 0 to 3)"));
    expect_pins(r, pins, "spi(1000, -1, 'a')", SAYS("bad argument #2 to 'spi' (a mode is 0 to 3)"));
    r->sim.hw.spi_transfer = NULL;
    expect_pins(r, pins, "spi(1000, 0, 'a')", SAYS("not supported on this board"));
}

static void test_a_wire_of_a_module(void **state)
{
    static const char pins[] = "w = 'pwm_4:1-wire', sda = 'i2c_sda:i2c'";
    struct rig *r = *state;

    expect_pins(r, pins, "return pin.w:onewire('\\xcc\\xbe', 9):byte(5)", "127\n"); // 12 bits
    expect_pins(r, pins,
                "local first = pin.w:onewire_next() return { #first, first:byte(1), "
                "tostring(pin.w:onewire_next(first)) }",
                "[8, 40, 'nil']\n");
    expect_pins(r, pins, "pin.w:onewire_next('abc')",
                SAYS("bad argument #1 to 'onewire_next' (a device has 8 bytes)"));
    expect_pins(r, pins, "pin.sda:onewire('a')",
                SAYS("pin.sda is declared as i2c, which has no onewire"));
    expect_pins(r, pins, "pin.sda:onewire_next()",
                SAYS("pin.sda is declared as i2c, which has no onewire_next"));
    r->parts.ds18.fault = PART_SILENT;
    expect_pins(r, pins, "pin.w:onewire('\\xcc')", SAYS("device did not answer"));
    expect_pins(r, pins, "return tostring(pin.w:onewire_next())", "nil\n");
}

static void test_pulses_of_a_module(void **state)
{
    static const char pins[] = "d = 'simple_1:pulse', o = 'pwm_4:out'";
    struct rig *r = *state;

    // A DHT22 answers with 84 levels, the first of which is 30 us; the bit of 80 us is its
    // response.
    pins_answer(
        r, pins,
        "pin.d:pulse(pin.d, false, 1100) wait(30) local us = pin.d:pulse_take(128) return { "
        "#us, us[1], us[2] }",
        40, "[84, 30, 80]\n", __FILE__, __LINE__);
    expect_pins(r, pins, "pin.d:pulse(pin.d, true, 0)",
                SAYS("bad argument #3 to 'pulse' (1 to 30000 microseconds)"));
    expect_pins(r, pins, "pin.d:pulse(pin.d, true, 30001)",
                SAYS("bad argument #3 to 'pulse' (1 to 30000 microseconds)"));
    expect_pins(r, pins, "pin.o:pulse(pin.d, true, 1)",
                SAYS("pin.o is declared as out, which has no pulse"));
    expect_pins(r, pins, "pin.d:pulse_take(0)",
                SAYS("bad argument #1 to 'pulse_take' (1 to 128 levels)"));
    expect_pins(r, pins, "pin.d:pulse_take(129)",
                SAYS("bad argument #1 to 'pulse_take' (1 to 128 levels)"));
    expect_pins(r, pins, "pin.o:pulse_take(1)",
                SAYS("pin.o is declared as out, which has no pulse_take"));
}

// Each bus, with a pin of it in another use by somebody else.
static void test_a_pin_that_is_taken_is_told_to_a_module(void **state)
{
    static const struct {
        const char *logical, *pins, *body;
    } rows[] = {
        { "i2c_scl", "sda = 'i2c_sda:i2c', scl = 'i2c_scl:i2c'", "i2c(0x76, '')" },
        { "pwm_2",
          "clock = 'pwm_0:spi', mosi = 'pwm_1:spi', miso = 'pwm_2:spi', select = 'pwm_3:spi'",
          "spi(1000, 0, 'a')" },
        { "pwm_4", "w = 'pwm_4:1-wire'", "pin.w:onewire('a')" },
        { "pwm_4", "w = 'pwm_4:1-wire'", "pin.w:onewire_next()" },
        { "simple_1", "d = 'simple_1:pulse'", "pin.d:pulse(pin.d, true, 5)" },
        { "simple_1", "d = 'simple_1:pulse'", "pin.d:pulse_take(5)" },
        { "pwm_3", "x = 'pwm_3:pixels'", "pin.x:pixels('abc')" },
        { "pwm_4", "p = 'pwm_4:pwm'", "pin.p:pwm(1000, 5)" },
        { "irq3", "i = 'irq3:in_up'", "on('i', 'both', function() end)" },
    };
    struct rig *r = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[160];
        unsigned gpio = 0;
        assert_int_equal(pins_claim(&r->node.pins, PIN_OWNERS - 1, rows[i].logical, PIN_IN, &gpio),
                         OK);
        snprintf(text, sizeof text, SAYS("pin %s (GPIO%u) is in use as in by the node"),
                 rows[i].logical, gpio);
        pins_answer(r, rows[i].pins, rows[i].body, 0, text, __FILE__, __LINE__);
        pins_release(&r->node.pins, gpio);
    }
}

static void test_edges_of_a_pulled_down_pin(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    load(r, "x",
         "return { pins = { b = 'irq3:in_down' }, state = { n = 0 }, verbs = {\n"
         "go = function() on('b', 'rise', function() state.n = state.n + 1 end) end,\n"
         "stop = function() on('b', 'rise') end, n = function() return state.n end } }");
    expect_reply(p, "x go", "None\n");
    assert_int_equal(r->sim.use[14], PIN_IN_DOWN);
    assert_int_equal(hw_pin_drive(&r->sim.hw, 14, true), OK);
    rig_wait_ms(r, 1);
    assert_int_equal(hw_pin_drive(&r->sim.hw, 14, false), OK);
    rig_wait_ms(r, 1);
    expect_reply(p, "x n", "1\n");
    expect_reply(p, "x stop", "None\n");
    assert_int_equal(hw_pin_drive(&r->sim.hw, 14, true), OK);
    rig_wait_ms(r, 1);
    expect_reply(p, "x n", "1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRIPT_TEST(test_a_table_becomes_a_module),
        SCRIPT_TEST(test_answers_have_the_shape_of_what_is_returned),
        SCRIPT_TEST(test_time_goes_on_past_32_bits),
        SCRIPT_TEST(test_numbers_have_64_bits),
        SCRIPT_TEST(test_arguments_come_as_declared),
        SCRIPT_TEST(test_plain_pins),
        SCRIPT_TEST(test_i2c_of_a_module),
        SCRIPT_TEST(test_spi_of_a_module),
        SCRIPT_TEST(test_a_wire_of_a_module),
        SCRIPT_TEST(test_pulses_of_a_module),
        SCRIPT_TEST(test_a_pin_that_is_taken_is_told_to_a_module),
        SCRIPT_TEST(test_edges_of_a_pulled_down_pin),
        SCRIPT_TEST(test_the_manifest_is_that_of_the_same_module_in_c),
        SCRIPT_TEST(test_declared_answers_are_those_of_the_same_module_in_c),
        SCRIPT_TEST(test_what_is_declared_is_written_as_declared),
        SCRIPT_TEST(test_an_answer_that_is_not_as_declared_is_an_error),
        SCRIPT_TEST(test_heads_and_line_ends_of_other_systems_are_taken),
        SCRIPT_TEST(test_a_text_that_is_a_command_is_tried),
        SCRIPT_TEST(test_declarations_that_are_wrong_are_refused_with_the_place),
        SCRIPT_TEST(test_only_the_harmless_part_of_the_library_is_there),
        SCRIPT_TEST(test_memory_has_a_ceiling_and_the_module_goes_on),
        SCRIPT_TEST(test_what_would_never_end_is_stopped),
        SCRIPT_TEST(test_deep_recursion_ends),
        SCRIPT_TEST(test_patterns_are_those_of_the_manual),
        SCRIPT_TEST(test_tables_are_sorted_and_changed),
        SCRIPT_TEST(test_timers_run_until_they_are_cancelled),
        SCRIPT_TEST(test_a_verb_may_wait),
        SCRIPT_TEST(test_verbs_that_nobody_goes_on_with_are_given_up),
        SCRIPT_TEST(test_edges_call_who_listens),
        SCRIPT_TEST(test_a_change_of_the_state_is_told_whatever_did_it),
        SCRIPT_TEST(test_kept_state_is_there_after_a_reboot),
        SCRIPT_TEST(test_a_module_reaches_what_it_has_declared_only),
        SCRIPT_TEST(test_a_timer_that_fails_leaves_its_pins_at_rest),
        SCRIPT_TEST(test_a_start_that_fails_leaves_nothing_claimed),
        SCRIPT_TEST(test_a_failing_module_leaves_the_pins_of_others_alone),
        SCRIPT_TEST(test_a_module_that_unloads_itself_ends_there),
    };

    return RUN(tests);
}
