// The files of boards/: each is whole, and both of its readers, scripts/board_table as a chip's
// program is built and ports/linux/hw/wiring.c as a node starts, understand it alike.
#include "mod/module.h"
#include "test.h"
#include "wiring.h"
#include <glob.h>

// The whole of a file that is named relative to the project's folder.
static struct text whole(const char *path)
{
    static char text[16 * 1024];
    FILE *f = fopen(path, "r");

    if (!f)
        fail_msg("%s cannot be read", path);
    size_t n = fread(text, 1, sizeof text, f);
    assert_true(n < sizeof text);
    fclose(f);
    return text_make(text, n);
}

static void read_board(struct wiring *w, const char *path)
{
    static char reason[256];
    struct out why;

    out_init(&why, reason, sizeof reason);
    wiring_init(w);
    if (wiring_read(w, path, whole(path), &why) || wiring_finish(w, &why))
        fail_msg("%s", reason);
}

static void expect_same(const struct board *a, const struct board *b)
{
    const struct board_pin *p = a->pins, *q = b->pins;

    assert_string_equal(a->name, b->name);
    for (; p->logical && q->logical; p++, q++) {
        assert_string_equal(p->logical, q->logical);
        assert_int_equal(p->gpio, q->gpio);
    }
    assert_true(!p->logical && !q->logical);
    assert_true(a->input_only == b->input_only);
    assert_true(a->flash == b->flash);
    assert_true(a->analog == b->analog);
    assert_int_equal(a->cpu_hz, b->cpu_hz);
    assert_int_equal(a->cpu_boost_hz, b->cpu_boost_hz);
    assert_int_equal(a->ram_bytes, b->ram_bytes);
    assert_int_equal(a->adc_is_channel, b->adc_is_channel);
}

static bool is_used(const char *logical)
{
    for (unsigned m = 0; m < module_count; m++)
        for (unsigned i = 0; i < modules[m]->n_pins; i++)
            if (!strcmp(modules[m]->pins[i].logical, logical))
                return true;
    return false;
}

// Names that modules know or that come in families of which a board may have more.
static bool is_known(const char *logical)
{
    static const char *const families[] = { "builtin", "pwm_", "simple_", "adc_",
                                            "irq",     "i2c_", "spi_" };

    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        if (!strncmp(logical, families[i], strlen(families[i])))
            return true;
    return is_used(logical);
}

static void expect_pins(const struct board *b, const char *file)
{
    for (const struct board_pin *p = b->pins; p->logical; p++) {
        if (!is_known(p->logical))
            fail_msg("%s: no module has a use for %s", file, p->logical);
        if (board_pin_named(b, text_of(p->logical))->gpio != p->gpio) // a light has alternatives
            fail_msg("%s: %s is two GPIOs", file, p->logical);
        if (p->gpio >= GPIO_MAX)
            fail_msg("%s: GPIO%u of %s", file, p->gpio, p->logical);
    }
}

// Whether every module can use its pins: one that needs an analog input does not run on a board
// without, but a pin that a board names must be able to do it.
static void expect_uses(const struct board *b, const char *file)
{
    for (unsigned m = 0; m < module_count; m++)
        for (unsigned i = 0; i < modules[m]->n_pins; i++) {
            const struct pin_need *need = &modules[m]->pins[i];
            const struct board_pin *p = board_pin_named(b, text_of(need->logical));
            bool is_analog = !strncmp(need->logical, "adc_", 4);
            if (!p && !(is_analog && b->adc_is_channel))
                fail_msg("%s: %s is missing, of module %s", file, need->logical, modules[m]->name);
            if (p && p->gpio < WIRING_GPIOS && board_may(b, p->gpio, need->use))
                fail_msg("%s: %s cannot be used as %s, as module %s does", file, need->logical,
                         pins_use_name(need->use), modules[m]->name);
        }
}

// Two pins of the same kind on one GPIO would be one pin.
static void expect_apart(const struct board *b, const char *file)
{
    for (const struct board_pin *p = b->pins; p->logical; p++)
        for (const struct board_pin *q = p + 1; q->logical; q++)
            if (p->gpio == q->gpio && !strncmp(p->logical, q->logical, 3) &&
                strcmp(p->logical, q->logical) && !board_is_channel(b, p))
                fail_msg("%s: %s and %s are both GPIO%u", file, p->logical, q->logical, p->gpio);
}

static void expect_whole(const struct board *b, const char *file)
{
    expect_pins(b, file);
    expect_uses(b, file);
    expect_apart(b, file);
}

static size_t each(const char *pattern, void check(const struct board *b, const char *file))
{
    static struct wiring w;
    char name[64];
    glob_t found;

    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *file = found.gl_pathv[i];
        read_board(&w, file);
        snprintf(name, sizeof name, "/%s.board", w.board.name);
        assert_non_null(strstr(file, name));
        check(&w.board, file);
    }
    size_t n = found.gl_pathc;
    globfree(&found);
    return n;
}

static void test_each_file_is_whole(void **state)
{
    (void)state;
    assert_true(each(BOARDS "/*/*.board", expect_whole) >= 5);
}

static void expect_same_as_table(const struct board *b, const char *file)
{
    const struct board *table = board_find(text_of(b->name));

    (void)file;
    assert_non_null(table);
    expect_same(b, table);
    assert_true(table->ram_bytes && table->cpu_hz && table->cpu_boost_hz >= table->cpu_hz);
}

static void test_both_readers_see_the_same(void **state)
{
    unsigned n = 0;

    (void)state;
    while (board_at(n))
        n++;
    assert_int_equal(each(BOARDS "/chips/*.board", expect_same_as_table), n);
}

extern const struct board board_many_gpios; // by scripts/board_table, in CMakeLists.txt here

static void test_forty_nine_gpios(void **state)
{
    static struct wiring w;
    const struct board *b = &board_many_gpios;
    unsigned gpio = 0;

    (void)state;
    read_board(&w, MANY_GPIOS);
    expect_same(&w.board, b);
    expect_whole(b, MANY_GPIOS);
    assert_int_equal(board_gpio(b, "builtin", &gpio), OK);
    assert_int_equal(gpio, 48);
    assert_int_equal(board_may(b, 48, PIN_OUT), OK);
    assert_int_equal(board_may(b, 46, PIN_IN), OK);
    assert_int_equal(board_may(b, 46, PIN_PWM), ERR_INPUT_ONLY);
    assert_int_equal(board_may(b, 25, PIN_IN), OK);
    assert_int_equal(board_may(b, 26, PIN_IN), ERR_FLASH_PIN);
    assert_int_equal(board_may(b, 32, PIN_IN), ERR_FLASH_PIN);
    assert_int_equal(board_may(b, 33, PIN_IN), OK);
    assert_int_equal(board_may(b, 0, PIN_ADC), ERR_NOTSUP);
    assert_int_equal(board_may(b, 1, PIN_ADC), OK);
    assert_int_equal(board_may(b, 10, PIN_ADC), OK);
    assert_int_equal(board_may(b, 11, PIN_ADC), ERR_NOTSUP);
}

// Each line of a good file, damaged in one way: the build stops and says where.
static void test_mistakes_stop_the_build(void **state)
{
    static const struct {
        const char *line, *words;
    } mistakes[] = {
        { "pins a gpio 1", "x.board:2: a chip has no pins" },
        { "pin a gpio", "x.board:2: it takes pin LOGICAL gpio GPIO" },
        { "pin a gpio b", "x.board:2: a number is wanted, not b" },
        { "flash 6-", "x.board:2: a GPIO, or the first and the last: 6-11" },
        { "chip /dev/gpiochip0", "x.board:2: a chip has no chip" },
    };
    char command[512], words[256];

    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        snprintf(command, sizeof command,
                 "d=$(mktemp -d) && cd $d && printf 'board x\\n%s\\n' >x.board; " BOARD_TABLE
                 " c x.board 2>&1 >/dev/null || echo stopped; rm -r $d",
                 mistakes[i].line);
        FILE *f = popen(command, "r");
        assert_non_null(f);
        size_t n = fread(words, 1, sizeof words - 1, f);
        words[n] = '\0';
        pclose(f);
        assert_non_null(strstr(words, mistakes[i].words));
        assert_non_null(strstr(words, "stopped"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_file_is_whole),
        TEST(test_both_readers_see_the_same),
        TEST(test_forty_nine_gpios),
        TEST(test_mistakes_stop_the_build),
    };

    return RUN(tests);
}
