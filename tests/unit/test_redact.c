// Passwords stay out of the log.
#include "node/keys.h"
#include "node/redact.h"
#include "test.h"
#include <stdio.h>
#include <string.h>

static void expect(const char *line, const char *shown)
{
    char text[256];

    snprintf(text, sizeof text, "%s", line);
    size_t len = redact_line(text, strlen(text), sizeof text - 1);
    text[len] = '\0';
    assert_string_equal(text, shown);
}

static void test_the_value_of_every_secret_setting_is_hidden(void **state)
{
    (void)state;
    for (unsigned key = 0; key < KEY_COUNT; key++) {
        char line[128], hidden[128];
        snprintf(line, sizeof line, "1.000 [INTERCON] conf;%s Sesame 1; x -> door:9008",
                 keys[key].name);
        snprintf(hidden, sizeof hidden, "1.000 [INTERCON] conf;%s ***", keys[key].name);
        expect(line, keys[key].flags & F_SECRET ? hidden : line);
    }
}

static void test_however_it_is_divided_from_its_name(void **state)
{
    (void)state;
    expect("appwd=Sesame", "appwd=***");
    expect("{\"appwd\": \"Sesame\"}", "{\"appwd\": \"***");
    expect("'stapwd' 'S", "'stapwd' '***");
    expect("x hostpwd  a=b;c", "x hostpwd  ***");
    expect("appwd x", "appwd ***"); // longer than before
}

static void test_other_words_stay(void **state)
{
    (void)state;
    expect("10.0.0.7 set appwd", "10.0.0.7 set appwd");
    expect("10.0.0.7 set appwd ", "10.0.0.7 set appwd ");
    expect("myappwd Sesame", "myappwd Sesame");
    expect("appwd2 Sesame", "appwd2 Sesame");
    expect("appwd_ Sesame", "appwd_ Sesame");
    expect("appw", "appw");
    expect("", "");
}

static void test_a_full_line_stays_inside_its_room(void **state)
{
    char text[] = "appwd x!";

    (void)state;
    assert_int_equal(redact_line(text, 7, 7), 7);
    assert_string_equal(text, "appwd *!");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_value_of_every_secret_setting_is_hidden),
        TEST(test_however_it_is_divided_from_its_name),
        TEST(test_other_words_stay),
        TEST(test_a_full_line_stays_inside_its_room),
    };

    return RUN(tests);
}
