// What every store of blobs can do with its own operations.
#include "store/blobs.h"
#include "test.h"

static int start(void **state)
{
    struct ram *r = calloc(1, sizeof *r);

    ram_init(r);
    *state = r;
    return 0;
}

static int stop(void **state)
{
    ram_free(*state);
    free(*state);
    return 0;
}

static void test_a_blob_is_put_and_found(void **state)
{
    struct ram *r = *state;

    assert_false(blobs_exists(&r->blobs, "a"));
    assert_int_equal(blobs_put(&r->blobs, "a", text_of("data")), OK);
    assert_true(blobs_exists(&r->blobs, "a"));
    assert_string_equal(ram_get(r, "a"), "data");
}

static void test_a_put_that_fails_leaves_the_old_blob(void **state)
{
    struct ram *r = *state;

    ram_put(r, "a", "old");
    for (unsigned n = 1; n <= 3; n++) {
        r->calls = 0;
        r->fail_at = n;
        assert_int_equal(blobs_put(&r->blobs, "a", text_of("new")), ERR_STORE);
        assert_string_equal(ram_get(r, "a"), "old");
        assert_int_equal(ram_count(r), 1);
    }
    r->fail_at = 0;
    assert_int_equal(blobs_put(&r->blobs, "a", text_of("new")), OK);
    assert_string_equal(ram_get(r, "a"), "new");
}

static void test_a_copy_is_the_same_byte_for_byte_whatever_its_length(void **state)
{
    struct ram *r = *state;
    char data[300];

    memset(data, 'x', sizeof data);
    for (size_t len = 0; len < sizeof data; len += 13) {
        data[len] = (char)len;
        ram_put_bytes(r, "from", data, len);
        assert_int_equal(blobs_copy(&r->blobs, "from", "to"), OK);
        assert_int_equal(ram_size(r, "to"), len);
        assert_memory_equal(ram_get(r, "to"), data, len);
    }
    assert_int_equal(blobs_copy(&r->blobs, "nothing", "to"), ERR_NAME);
}

static void test_a_copy_that_fails_anywhere_leaves_the_old_blob(void **state)
{
    struct ram *r = *state;
    char data[150];
    int err = ERR_STORE;

    memset(data, 'n', sizeof data);
    ram_put_bytes(r, "from", data, sizeof data);
    ram_put(r, "to", "old");
    for (unsigned n = 1; err; n++) {
        r->calls = 0;
        r->fail_at = n;
        err = blobs_copy(&r->blobs, "from", "to");
        if (err)
            assert_string_equal(ram_get(r, "to"), "old");
    }
    assert_int_equal(ram_size(r, "to"), sizeof data);
}

static void test_what_a_blob_holds_is_compared_to_its_last_byte(void **state)
{
    struct ram *r = *state;
    char data[130];

    memset(data, 'd', sizeof data);
    for (size_t len = 0; len < sizeof data; len++) {
        ram_put_bytes(r, "a", data, len);
        assert_true(blobs_holds(&r->blobs, "a", text_make(data, len)));
        assert_false(blobs_holds(&r->blobs, "a", text_make(data, len + 1)));
        if (!len)
            continue;
        assert_false(blobs_holds(&r->blobs, "a", text_make(data, len - 1)));
        data[len - 1] = 'X';
        assert_false(blobs_holds(&r->blobs, "a", text_make(data, len)));
        data[len - 1] = 'd';
    }
    assert_false(blobs_holds(&r->blobs, "nothing", text_of("")));
}

#define STORE_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        STORE_TEST(test_a_blob_is_put_and_found),
        STORE_TEST(test_a_put_that_fails_leaves_the_old_blob),
        STORE_TEST(test_a_copy_is_the_same_byte_for_byte_whatever_its_length),
        STORE_TEST(test_a_copy_that_fails_anywhere_leaves_the_old_blob),
        STORE_TEST(test_what_a_blob_holds_is_compared_to_its_last_byte),
    };

    return RUN(tests);
}
