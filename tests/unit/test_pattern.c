// Our patterns beside those of the Lua library: the same answers for thousands of texts and
// patterns.
#include "../../engines/lua/script_inside.h"
#include "pattern.h"
#include "test.h"
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

// Runs in a plain Lua: `string` is the library's, `ours` are our functions. Returns what differs.
static const char compare[] =
    "local SEED, ROUNDS = ...\n"
    "math.randomseed(SEED)\n"
    "local items = { 'a', 'b', '.', '%a', '%d', '%s', '%W', '[ab]', '[^a]', '[a-c]', '[%d_]', "
    "'[]]', '[^]-]', '(', ')', '()',\n"
    "  '*', '+', '-', '?', '^', '$', '%1', '%2', '%b()', '%bab', '%f[%a]', '%f[^a]', '%', '[', "
    "'%%', '1', ' ', ']', '%f' }\n"
    "local letters = { 'a', 'b', 'c', '1', ' ', '(', ')', '_', '%', 'A', ']', '-' }\n"
    "local function some(from, most)\n"
    "  local t = {}\n"
    "  for i = 1, math.random(0, most) do t[i] = from[math.random(#from)] end\n"
    "  return table.concat(t)\n"
    "end\n"
    "local function all(f, ...)\n"
    "  local t = table.pack(pcall(f, ...))\n"
    "  if not t[1] then return 'error', t[2] end\n"
    "  for i = 1, t.n do t[i] = tostring(t[i]) end\n"
    "  return table.concat(t, '|')\n"
    "end\n"
    "local function each(gmatch, s, p)\n"
    "  local t = {}\n"
    "  for x, y in gmatch(s, p) do t[#t + 1] = tostring(x) .. ',' .. tostring(y) end\n"
    "  return table.concat(t, ';')\n"
    "end\n"
    "local matched = 0\n"
    "for i = 1, ROUNDS do\n"
    "  local s, p, init = some(letters, 12), some(items, 6), math.random(-14, 14)\n"
    "  local replace = ({ '<%0>', '%1', 'x', '%%' })[math.random(4)]\n"
    "  for _, row in ipairs {\n"
    "    { 'find', s, p, init }, { 'match', s, p, init }, { 'gsub', s, p, replace },\n"
    "    { 'gsub', s, p, function(a, b) return b and a .. '-' .. b end, 3 }, { 'find', s, p, init, "
    "true } } do\n"
    "    local theirs = all(string[row[1]], table.unpack(row, 2))\n"
    "    local own, why = all(ours[row[1]], table.unpack(row, 2))\n"
    "    matched = matched + (own:find('true|nil', 1, true) and 0 or 1)\n"
    "    if theirs ~= own and why ~= 'unfinished capture' then\n"
    "      return ('%s(%q, %q, %s): %s, the library says %s %s'):format(row[1], s, p, "
    "tostring(row[4]), own, theirs, why or '')\n"
    "    end\n"
    "  end\n"
    "  local theirs, own = all(each, string.gmatch, s, p), all(each, ours.gmatch, s, p)\n"
    "  if theirs ~= own then return ('gmatch(%q, %q): %s, the library says %s'):format(s, p, own, "
    "theirs) end\n"
    "end\n"
    "if matched < ROUNDS then return 'too few of them match anything' end\n";

enum { SEEDS = 5, ROUNDS = 4000 };

static void test_they_answer_as_the_library_does(void **state)
{
    static struct budget budget;
    static struct script script = { .env.budget = &budget };
    lua_State *l = luaL_newstate();

    (void)state;
    luaL_openlibs(l);
    *(struct script **)lua_getextraspace(l) = &script;
    lua_createtable(l, 0, 4);
    luaL_setfuncs(l, script_patterns, 0);
    lua_setglobal(l, "ours");
    assert_int_equal(luaL_loadstring(l, compare), LUA_OK);
    for (int seed = 1; seed <= SEEDS; seed++) {
        budget = (struct budget){ .steps_left = UINT32_MAX };
        lua_pushvalue(l, 1);
        lua_pushinteger(l, seed);
        lua_pushinteger(l, ROUNDS);
        if (lua_pcall(l, 2, 1, 0) || !lua_isnil(l, -1))
            fail_msg("seed %d: %s", seed, lua_tostring(l, -1));
        lua_pop(l, 1);
    }
    lua_close(l);
}

static void test_the_steps_are_bounded(void **state)
{
    struct pattern p = { .subject = text_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                         .text = text_of("a*a*a*a*a*a*a*a*b"),
                         .steps_max = 5000 };
    size_t end;

    (void)state;
    assert_false(pattern_at(&p, 0, &end));
    assert_ptr_equal(p.error, pattern_too_long);
    assert_true(p.steps <= 5000 + 100);
}

// Steps that a match at one place takes.
static size_t steps_of(const char *subject, const char *text)
{
    struct pattern p = { .subject = text_of(subject),
                         .text = text_of(text),
                         .steps_max = SIZE_MAX };
    size_t end;

    (void)pattern_at(&p, 0, &end);
    return p.steps;
}

// A set is gone over to find its end, too, each time that it is met.
static void test_every_character_of_a_set_is_a_step(void **state)
{
    char set[1004];

    (void)state;
    snprintf(set, sizeof set, "[%0*d]", 1000, 0);
    assert_true(steps_of("x", set) >= 2000);
    snprintf(set, sizeof set, "%%f[%0*d]", 900, 0);
    assert_true(steps_of("x", set) >= 2700); // its end, the letter before, the letter here
}

static bool once(struct pattern *p)
{
    unsigned *asked = p->ctx;

    p->steps = 0;
    return ++*asked < 3;
}

static void test_who_matches_is_asked_whether_to_go_on(void **state)
{
    unsigned asked = 0;
    struct pattern p = { .subject = text_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                         .text = text_of("a*a*a*a*a*a*a*a*b"),
                         .steps_max = 100,
                         .more = once,
                         .ctx = &asked };
    size_t end;

    (void)state;
    assert_false(pattern_at(&p, 0, &end));
    assert_ptr_equal(p.error, pattern_too_long);
    assert_int_equal(asked, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_they_answer_as_the_library_does),
        TEST(test_the_steps_are_bounded),
        TEST(test_every_character_of_a_set_is_a_step),
        TEST(test_who_matches_is_asked_whether_to_go_on),
    };

    return RUN(tests);
}
