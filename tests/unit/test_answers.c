// Answers by what a verb declares, and the watch over them: it finds every kind of lie.
#include "answers.h"
#include "test.h"

enum { LEVEL, VOLTS, SPEED, ON, NAME };

static int level(struct call *c)
{
    reply_int(c->reply, 11);
    return OK;
}

static int map(struct call *c)
{
    call_out(c, LEVEL, 7);
    call_out(c, VOLTS, -125);
    call_out(c, SPEED, 1);
    call_out(c, ON, true);
    call_out_text(c, NAME, text_of("a"));
    return OK;
}

static int numbers(struct call *c)
{
    return call_answer(c, (const int64_t[]){ 3, -125, 2 });
}

static int list(struct call *c)
{
    call_out(c, 0, 1);
    call_out(c, 0, 2);
    return OK;
}

static int words(struct call *c)
{
    reply_text(c->reply, "LEVEL %d of %d", 11, 12);
    return OK;
}

static int switched(struct call *c)
{
    reply_text(c->reply, "%s", "DIM");
    return OK;
}

static int none(struct call *c)
{
    (void)c;
    return OK;
}

static int refuse(struct call *c)
{
    reply_refuse(c->reply, "not now");
    return OK;
}

static int other_name(struct call *c)
{
    reply_pair_int(c->reply, "Level", 1);
    return OK;
}

static int whole(struct call *c)
{
    reply_pair_int(c->reply, "level", 1);
    reply_pair_int(c->reply, "volts", 1);
    return OK;
}

static int text(struct call *c)
{
    reply_pair_text(c->reply, "level", text_of("1"));
    reply_pair_bool(c->reply, "volts", true);
    return OK;
}

static int turned(struct call *c)
{
    reply_pair_fixed(c->reply, "volts", 1, 2);
    reply_pair_int(c->reply, "level", 1);
    return OK;
}

static int quoted(struct call *c)
{
    char chunk[8];
    struct out o = reply_open(c->reply, "volts", chunk, sizeof chunk);

    out_text(&o, "more than one chunk: 1.50 V");
    reply_close(c->reply, &o);
    return OK;
}

#define LEVEL_ROW                                                                                  \
    {                                                                                              \
        "level", K_INT, "how much", .hi = 10                                                       \
    }
#define VOLTS_ROW                                                                                  \
    {                                                                                              \
        "volts", K_FIXED, "there", .unit = "V", .lo = -150, .hi = 330, .decimals = 2,              \
                                   .class = CLASS_VOLTAGE                                          \
    }
#define SPEED_ROW                                                                                  \
    {                                                                                              \
        "speed", K_CHOICE, "how fast", .choices = "off|low|high"                                   \
    }
static const struct field all_out[] = {
    LEVEL_ROW, VOLTS_ROW, SPEED_ROW, { "on", K_BOOL }, { "name", K_TEXT },
};
static const struct field three_out[] = { LEVEL_ROW, VOLTS_ROW, SPEED_ROW };
static const struct field two_out[] = { LEVEL_ROW, VOLTS_ROW };
static const struct field level_out[] = { LEVEL_ROW };
static const struct field any_out[] = { { ANY_NAME, K_INT } };
static const struct field state_out[] = { { "state", K_CHOICE, .choices = "OFF|ON" } };
static const struct field quoted_out[] = {
    { "volts", K_FIXED, .decimals = 2, .flags = F_QUOTED },
};
static const struct field none_out[] = {
    { "volts", K_FIXED, .decimals = 2, .flags = F_QUOTED | F_OPTIONAL },
};
static const struct verb verbs[] = {
    { "map", map, "", OUT(MAP, all_out) },
    { "tuple", numbers, "", OUT(TUPLE, three_out) },
    { "list", list, "", OUT(LIST, level_out) },
    { "any", other_name, "", OUT(MAP, any_out) },
    { "quiet", none, "", OUT_ONLY(NOTHING) },
    { "refuse", refuse, "", OUT(MAP, all_out) },
    { "undeclared", level, "" },
    { "maybe", quoted, "", OUT(MAP, none_out) },
    { "nothing", none, "", OUT(MAP, none_out) },
    // lies
    { "range", level, "", OUT(VALUE, level_out) },
    { "words", words, "", OUT(TEXT, level_out) },
    { "more_words", words, "", OUT(TEXT, three_out) },
    { "choice", switched, "", OUT(TEXT, state_out) },
    { "name", other_name, "", OUT(MAP, level_out) },
    { "decimals", whole, "", OUT(MAP, two_out) },
    { "kind", text, "", OUT(MAP, two_out) },
    { "order", turned, "", OUT(MAP, two_out) },
    { "missing", none, "", OUT(MAP, level_out) },
    { "more", list, "", OUT(TUPLE, level_out) },
    { "shape", level, "", OUT(MAP, level_out) },
    { "quoted", quoted, "", OUT(MAP, quoted_out) },
};
static const struct module liar = { "liar", "says what it does not", VERBS(verbs) };
const struct module *const modules[] = { &liar };
const unsigned module_count = 1;

static char complaints[1024];

static void hear(const char *complaint)
{
    size_t n = strlen(complaints);

    snprintf(complaints + n, sizeof complaints - n, "%s\n", complaint);
}

static int start(void **state)
{
    complaints[0] = '\0';
    answers_tell(hear);
    return test_boot_rig(state);
}

static int stop(void **state)
{
    answers_tell(NULL);
    return test_free_rig(state);
}

static void test_what_is_declared_is_written_by_its_row(void **state)
{
    struct peer *p = rig_enter(*state, LINK_LOOPBACK);

    expect_reply(p, "liar map", "level: 7\nvolts: -1.25\nspeed: low\non: True\nname: a\n");
    expect_reply(p, "liar map >json",
                 "{\"level\": 7, \"volts\": -1.25, \"speed\": \"low\", \"on\": true, "
                 "\"name\": \"a\"}\n");
    expect_reply(p, "liar tuple", "(3, -1.25, 'high')\n");
    expect_reply(p, "liar list", "[1, 2]\n");
    assert_string_equal(complaints, "");
    assert_int_equal(answers_seen(&verbs[0]), 2);
}

static void test_what_may_be_otherwise_is_no_lie(void **state)
{
    struct peer *p = rig_enter(*state, LINK_LOOPBACK);

    expect_reply(p, "liar any", "Level: 1\n");
    expect_reply(p, "liar quiet", "None\n");
    expect_reply(p, "liar refuse", "not now\n");
    expect_reply(p, "liar undeclared", "11\n");
    expect_reply(p, "liar maybe", "volts: more than one chunk: 1.50 V\n");
    expect_reply(p, "liar nothing", "None\n");
    assert_string_equal(complaints, "");
    assert_int_equal(answers_seen(&verbs[5]), 0); // a refusal tells nothing about the answer
}

static void test_every_kind_of_lie_is_told(void **state)
{
    static const struct {
        const char *verb, *complaint;
    } rows[] = {
        { "range", "'level' is 11, declared is 0 to 10" },
        { "words", "'level' is 11, declared is 0 to 10" },
        { "more_words", "'volts' has 0 decimals in 'LEVEL 11 of 12', declared are 2" },
        { "more_words", "'speed' is not in 'LEVEL 11 of 12'" },
        { "choice", "'state' is 'DIM', declared are OFF|ON" },
        { "name", "answers 'Level', value 1, which it does not declare" },
        { "name", "'level' is declared and missing" },
        { "decimals", "'volts' has 0 decimals, declared are 2" },
        { "kind", "'level' is the text '1', declared as int" },
        { "kind", "'volts' is True or False, declared as fixed" },
        { "order", "answers 'level' after another row, or twice" },
        { "missing", "answers in shape 0, declared is 4" },
        { "more", "answers '', value 2, which it does not declare" },
        { "shape", "answers in shape 2, declared is 4" },
        { "quoted", "'volts' is 'more than one chunk: 1.50 V', declared is a text that begins" },
    };
    struct peer *p = rig_enter(*state, LINK_LOOPBACK);
    char command[64];

    for (unsigned i = 0; i < 2 * COUNT(rows); i++) {
        complaints[0] = '\0';
        snprintf(command, sizeof command, i % 2 ? "liar %s >json" : "liar %s", rows[i / 2].verb);
        peer_say(p, command);
        if (!strstr(complaints, rows[i / 2].complaint))
            fail_msg("%s: no complaint '%s' in '%s'", command, rows[i / 2].complaint, complaints);
    }
    tape_clear(&p->heard);
}

#define ANSWERS_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ANSWERS_TEST(test_what_is_declared_is_written_by_its_row),
        ANSWERS_TEST(test_what_may_be_otherwise_is_no_lie),
        ANSWERS_TEST(test_every_kind_of_lie_is_told),
    };

    return RUN(tests);
}
