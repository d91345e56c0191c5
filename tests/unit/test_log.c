// The log ring.
#include "run/log.h"
#include "test.h"

// All lines of a log, as "level text|".
static const char *all(const struct log *l, char *text, size_t cap)
{
    enum log_level level;
    size_t cursor = 0;
    struct out o;

    out_init(&o, text, cap);
    for (;;) {
        char line[64];
        struct out one;
        out_init(&one, line, sizeof line);
        if (!log_next(l, &cursor, &level, &one))
            return text;
        out_format(&o, "%s %s|", log_level_name(level), line);
    }
}

static void test_lines_come_back_in_order_with_their_level(void **state)
{
    char ring[64], text[256];
    struct log l;

    (void)state;
    log_init(&l, ring, sizeof ring);
    assert_string_equal(all(&l, text, sizeof text), "");
    log_add(&l, LOG_ERROR, text_of("one"));
    log_add(&l, LOG_WARN, text_of(""));
    log_add(&l, LOG_INFO, text_of("three"));
    log_add(&l, LOG_DEBUG, text_of("four"));
    assert_string_equal(all(&l, text, sizeof text), "error one|warn |info three|debug four|");
}

static void test_the_oldest_lines_make_room_at_every_place_of_the_ring(void **state)
{
    char ring[20], text[256], line[16], want[256];
    struct log l;

    (void)state;
    log_init(&l, ring, sizeof ring);
    for (int i = 0; i < 200; i++) {
        snprintf(line, sizeof line, "line%d", i);
        log_add(&l, LOG_INFO, text_of(line));
        assert_true(l.len <= sizeof ring);
        all(&l, text, sizeof text);
        snprintf(want, sizeof want, "info %s|", line);
        assert_non_null(strstr(text, want)); // the newest is always there
        assert_string_equal(text + strlen(text) - strlen(want), want);
    }
    assert_string_equal(text, "info line198|info line199|");
}

static void test_a_line_longer_than_the_ring_loses_its_end(void **state)
{
    char ring[8], text[64];
    struct log l;

    (void)state;
    log_init(&l, ring, sizeof ring);
    log_add(&l, LOG_INFO, text_of("abcdefghij"));
    assert_string_equal(all(&l, text, sizeof text), "info abcdef|");
    log_add(&l, LOG_INFO, text_of("k"));
    assert_string_equal(all(&l, text, sizeof text), "info k|");
}

static void test_a_zero_byte_in_a_line_does_not_split_it(void **state)
{
    char ring[32], text[64];
    struct log l;

    (void)state;
    log_init(&l, ring, sizeof ring);
    log_add(&l, LOG_INFO, text_make("a\0b", 3));
    assert_string_equal(all(&l, text, sizeof text), "info a b|");
}

static void test_a_ring_without_room_takes_nothing(void **state)
{
    char ring[2] = { 'x', 'y' }, text[64];
    struct log l;

    (void)state;
    log_init(&l, ring, sizeof ring);
    log_add(&l, LOG_INFO, text_of("a"));
    assert_string_equal(all(&l, text, sizeof text), "");
    assert_int_equal(ring[0], 'x');
}

// Own lines of every length among many of strangers: the newest of each stay, and never do
// strangers have more than half.
static void test_strangers_never_push_out_the_others(void **state)
{
    char ring[64], text[512], want[64], line[16];
    struct log l;

    (void)state;
    log_init(&l, ring, sizeof ring);
    for (int i = 0; i < 300; i++) {
        snprintf(line, sizeof line, "own%0*d", 1 + i % 5, i);
        log_add(&l, LOG_WARN, text_of(line));
        for (int k = 0; k < 40; k++)
            log_add_strange(&l, (enum log_level)(k % 4), text_of(&"stranger%d"[k % 7]));
        log_add_strange(&l, LOG_INFO, text_of("last"));
        all(&l, text, sizeof text);
        snprintf(want, sizeof want, "warn %s|", line);
        assert_non_null(strstr(text, want));
        assert_string_equal(text + strlen(text) - 10, "info last|");
        assert_true(l.len <= sizeof ring);
    }
    log_add_strange(&l, LOG_INFO, text_of("a line that is much longer than half of this ring"));
    assert_non_null(strstr(all(&l, text, sizeof text), "|info a line that is much longer tha|"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lines_come_back_in_order_with_their_level),
        TEST(test_the_oldest_lines_make_room_at_every_place_of_the_ring),
        TEST(test_a_line_longer_than_the_ring_loses_its_end),
        TEST(test_a_zero_byte_in_a_line_does_not_split_it),
        TEST(test_a_ring_without_room_takes_nothing),
        TEST(test_strangers_never_push_out_the_others),
    };

    return RUN(tests);
}
