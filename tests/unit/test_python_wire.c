// Frames between the node and a worker: whole ones, pieces of them, and what is none.
#include "python_wire.h"
#include "test.h"

static int calls_left = -1; // until one fails; below 0: none does

void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_realloc(void *memory, size_t size)
{
    return calls_left >= 0 && !calls_left-- ? NULL : __real_realloc(memory, size);
}

static void test_what_is_written_is_read(void **state)
{
    struct python_bytes b = { 0 };
    struct python_body body;
    char kind;

    (void)state;
    size_t start = python_frame(&b, PYTHON_CALL);
    python_add_text(&b, text_of("rgb"));
    python_add_number(&b, -7);
    python_add_text(&b, text_of(""));
    python_frame_end(&b, start);
    assert_int_equal(python_next(&b, &kind, &body), b.len);
    assert_int_equal(kind, PYTHON_CALL);
    assert_true(text_is(python_take_text(&body), "rgb"));
    assert_int_equal(python_take_number(&body), -7);
    assert_int_equal(python_take_text(&body).len, 0);
    assert_int_equal(body.left, 0);
    assert_false(body.is_bad);
    python_free_bytes(&b);
}

static void test_a_piece_of_a_frame_is_waited_for(void **state)
{
    struct python_bytes b = { 0 };
    struct python_body body;
    char kind;

    (void)state;
    python_add_text(&b, text_of("Rwords"));
    python_add(&b, "next", 4);
    for (size_t len = b.len - 5, whole = b.len; b.len > 0; b.len--)
        assert_int_equal(python_next(&b, &kind, &body), b.len > len ? (long)whole - 4 : 0);
    python_free_bytes(&b);
}

static void test_lengths_that_cannot_be_are_refused(void **state)
{
    static const int32_t sizes[] = { 0, -1, INT32_MIN, PYTHON_FRAME_MAX + 1, INT32_MAX };
    struct python_bytes b = { 0 };
    struct python_body body;
    char kind;

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        b.len = 0;
        python_add_number(&b, sizes[i]);
        assert_int_equal(python_next(&b, &kind, &body), -1);
    }
    python_free_bytes(&b);
}

// Every body that is cut short anywhere, and every length in it that lies.
static void test_a_body_that_lies_reads_as_nothing(void **state)
{
    struct python_bytes b = { 0 };

    (void)state;
    python_add_number(&b, 5);
    python_add_text(&b, text_of("abcd"));
    for (size_t len = 0; len < b.len; len++) {
        struct python_body body = { b.data, len, false };
        (void)python_take_number(&body);
        struct text t = python_take_text(&body);
        assert_true(body.is_bad);
        assert_int_equal(t.len + body.left, 0);
    }
    for (int32_t lie = -3; lie < 100; lie++) {
        struct python_bytes liar = { 0 };
        python_add_number(&liar, lie);
        python_add(&liar, "abc", 3);
        struct python_body body = { liar.data, liar.len, false };
        struct text t = python_take_text(&body);
        assert_int_equal(body.is_bad, lie < 0 || lie > 3);
        assert_int_equal(t.len, body.is_bad ? 0 : lie);
        python_free_bytes(&liar);
    }
    python_free_bytes(&b);
}

static void test_the_first_bytes_can_be_dropped(void **state)
{
    struct python_bytes b = { 0 };

    (void)state;
    for (int i = 0; i < 1000; i++)
        python_add(&b, "0123456789", 10);
    python_drop(&b, 9995);
    assert_int_equal(b.len, 5);
    assert_memory_equal(b.data, "56789", 5);
    python_drop(&b, 5);
    assert_int_equal(b.len, 0);
    python_free_bytes(&b);
}

// Each time the bytes would have to grow, there is no memory: what was there stays, what comes
// after it is left out, and once they are cleared all is as before.
static void test_no_memory_loses_nothing_but_what_was_to_be_added(void **state)
{
    static const char more[4096] = "more";

    (void)state;
    for (int fails_at = 0; fails_at < 4; fails_at++) {
        struct python_bytes b = { 0 };
        calls_left = fails_at;
        for (int i = 0; i < 4; i++)
            python_add(&b, more, 256u << i);
        assert_true(b.is_short);
        assert_int_equal(b.len, (256u << fails_at) - 256u);
        for (int i = 0; i < 4; i++) // now there would be some
            python_add(&b, more, sizeof more);
        assert_int_equal(b.len, (256u << fails_at) - 256u);
        python_frame_end(&b, python_frame(&b, PYTHON_CALL));
        python_clear(&b);
        python_add(&b, more, sizeof more);
        assert_false(b.is_short);
        assert_memory_equal(b.data, more, sizeof more);
        python_free_bytes(&b);
    }
    calls_left = -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_written_is_read),
        TEST(test_a_piece_of_a_frame_is_waited_for),
        TEST(test_lengths_that_cannot_be_are_refused),
        TEST(test_a_body_that_lies_reads_as_nothing),
        TEST(test_the_first_bytes_can_be_dropped),
        TEST(test_no_memory_loses_nothing_but_what_was_to_be_added),
    };

    return RUN(tests);
}
