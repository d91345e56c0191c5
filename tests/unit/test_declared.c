// Every verb of every load module declares what it answers, in rows that make sense, and is called
// once in its turn: what it answers then is what it declares (tests/lib/answers.c).
#include "answers.h"
#include "test.h"

enum { ROUNDS = 3 };

static void check_row(const struct module *m, const struct verb *v, const struct field *f)
{
    char words[64];

    snprintf(words, sizeof words, "%s %s", m->name, v ? v->name : "state");
    bool is_number = f->kind == K_INT || f->kind == K_FIXED;
    if (!f->name || !*f->name || f->lo > f->hi || f->class >= CLASS_COUNT)
        fail_msg("%s: a row without a name, or with a range that is none", words);
    if ((f->kind == K_CHOICE) != (f->kind == K_CHOICE && f->choices && *f->choices))
        fail_msg("%s: '%s' is a choice of nothing", words, f->name);
    if ((f->kind == K_FIXED) != (f->decimals > 0))
        fail_msg("%s: '%s' is %s with %u decimals", words, f->name, field_kind_name(f->kind),
                 f->decimals);
    if (f->flags & F_QUOTED && !is_number)
        fail_msg("%s: '%s' is quoted and no number", words, f->name);
    // A temperature or a length says nothing without its unit.
    if (f->class >= CLASS_TEMPERATURE && f->class <= CLASS_SIGNAL_STRENGTH && !f->unit &&
        f->class != CLASS_DURATION)
        fail_msg("%s: '%s' is a %s without a unit", words, f->name,
                 field_class_name((enum field_class)f->class));
}

static void check_names(const struct module *m, const struct verb *v)
{
    for (unsigned i = 0; i < v->n_out; i++) {
        if (!strcmp(v->out[i].name, ANY_NAME) && (i + 1 < v->n_out || v->answer != ANSWER_MAP))
            fail_msg("%s %s: any name is the last row of a map", m->name, v->name);
        for (unsigned k = 0; k < i; k++)
            if (!strcmp(v->out[i].name, v->out[k].name))
                fail_msg("%s %s: two rows '%s'", m->name, v->name, v->out[i].name);
    }
}

static void check_verb(const struct module *m, const struct verb *v)
{
    bool is_one = v->answer == ANSWER_VALUE || v->answer == ANSWER_LIST;
    bool is_some = v->answer == ANSWER_MAP || v->answer == ANSWER_TUPLE;
    bool is_none = v->answer == ANSWER_NOTHING || v->answer >= ANSWER_STATE;

    if (v->answer == ANSWER_ANY)
        fail_msg("%s %s: does not declare what it answers", m->name, v->name);
    if ((is_one && v->n_out != 1) || (is_some && !v->n_out) || (is_none && v->n_out) ||
        (v->answer == ANSWER_STATE && !m->n_state))
        fail_msg("%s %s: %u rows do not fit its shape", m->name, v->name, v->n_out);
    for (unsigned i = 0; i < v->n_out; i++)
        check_row(m, v, &v->out[i]);
    check_names(m, v);
}

static void test_every_verb_declares_its_answer(void **state)
{
    (void)state;
    for (unsigned i = 0; i < module_count; i++) {
        for (unsigned k = 0; k < modules[i]->n_verbs; k++)
            check_verb(modules[i], &modules[i]->verbs[k]);
        for (unsigned k = 0; k < modules[i]->n_state; k++)
            check_row(modules[i], NULL, &modules[i]->state[k]);
    }
}

static void test_classes_have_names_that_are_found(void **state)
{
    (void)state;
    for (unsigned i = CLASS_NONE + 1; i < CLASS_COUNT; i++)
        assert_int_equal(field_class_of(text_of(field_class_name((enum field_class)i))), i);
    assert_null(field_class_name(CLASS_NONE));
    assert_int_equal(field_class_of(text_of("warmth")), CLASS_NONE);
}

// Something that an argument takes. `round`: another one.
static void write_argument(const struct field *f, unsigned round, struct out *o)
{
    int32_t middle = f->lo + (f->hi - f->lo) / 2;
    bool is_most = !strcmp(f->name, "hi"), is_level = !strcmp(f->name, "value");
    struct text choices;

    switch (f->kind) {
    case K_BOOL: out_text(o, round ? "True" : "False"); break;
    case K_CHOICE:
        choices = text_of(f->choices);
        out_char(o, '\'');
        out_slice(o, text_until(&choices, '|'));
        out_char(o, '\'');
        break;
    case K_TEXT: out_text(o, is_level ? "'1'" : f->lo > 4 ? "'x:d=4,o=5,b=63:c'" : "'irq1'"); break;
    default: out_fixed(o, is_most ? f->hi : round ? middle : f->lo, f->decimals);
    }
}

// On a node of its own, since some verbs end it. The last round leaves out what may be left out.
static void call_verb_of(const struct module *m, const struct verb *v, unsigned round)
{
    struct rig *r = rig_new(&board_esp32);
    char command[200];
    struct out o;

    rig_boot(r);
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    out_init(&o, command, sizeof command);
    out_format(&o, "%s %s(", m->name, v->name);
    for (unsigned i = 0; i < v->n_in && (round < ROUNDS - 1 || !(v->in[i].flags & F_OPTIONAL));
         i++) {
        out_text(&o, i ? ", " : "");
        write_argument(&v->in[i], round, &o);
    }
    out_text(&o, round % 2 ? ") >json" : ")");
    peer_say(p, command);
    rig_wait_ms(r, 2000);
    tape_clear(&p->heard);
    rig_free(r);
}

// What cannot answer here.
static bool is_exception(const char *module, const char *verb)
{
    static const char *const rows[][2] = {
        { "intercon", "sendcmd" },       // there is no other node
        { "robustness", "raise_error" }, // it never answers
        { "genio", "release" },          // of what it does not have
        { "i2c", "write" },              // to an address where nobody is
        { "i2c", "read" },
        { "pid", "set" },    // before it knows what measures
        { "system", "sun" }, // it does not know where it is
    };

    for (unsigned i = 0; i < COUNT(rows); i++)
        if (!strcmp(rows[i][0], module) && !strcmp(rows[i][1], verb))
            return true;
    return false;
}

static void test_every_verb_answers_as_declared(void **state)
{
    char unseen[2048] = "";

    (void)state;
    for (unsigned i = 0; i < module_count; i++) {
        const struct module *m = modules[i];
        for (unsigned k = 0; k < m->n_verbs; k++) {
            const struct verb *v = &m->verbs[k];
            for (unsigned round = 0; round < ROUNDS; round++)
                call_verb_of(m, v, round);
            if (!answers_seen(v) != is_exception(m->name, v->name))
                snprintf(unseen + strlen(unseen), sizeof unseen - strlen(unseen), " %s.%s", m->name,
                         v->name);
        }
    }
    if (*unseen)
        fail_msg("no answer of these, or one that was not expected:%s", unseen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_verb_declares_its_answer),
        TEST(test_classes_have_names_that_are_found),
        TEST(test_every_verb_answers_as_declared),
    };

    return RUN(tests);
}
