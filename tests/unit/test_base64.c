// Base64 against RFC 4648.
#include "base/base64.h"
#include "base/err.h"
#include "test.h"

static const struct {
    const char *plain, *coded;
} vectors[] = {
    // RFC 4648, section 10
    { "", "" },
    { "f", "Zg==" },
    { "fo", "Zm8=" },
    { "foo", "Zm9v" },
    { "foob", "Zm9vYg==" },
    { "fooba", "Zm9vYmE=" },
    { "foobar", "Zm9vYmFy" },
};

static void test_the_vectors_of_the_rfc_are_written(void **state)
{
    char text[16];
    struct out o;

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        out_init(&o, text, sizeof text);
        base64_write(&o, (const uint8_t *)vectors[i].plain, strlen(vectors[i].plain));
        assert_string_equal(text, vectors[i].coded);
    }
}

static void test_the_vectors_of_the_rfc_are_read(void **state)
{
    uint8_t data[16];

    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        int n = base64_read(text_of(vectors[i].coded), data, sizeof data);
        assert_int_equal(n, strlen(vectors[i].plain));
        assert_memory_equal(data, vectors[i].plain, (size_t)n);
    }
}

static void test_every_byte_comes_back(void **state)
{
    uint8_t data[256], back[256];
    char text[400];
    struct out o;

    (void)state;
    for (int i = 0; i < 256; i++)
        data[i] = (uint8_t)i;
    for (size_t len = 0; len <= 256; len++) {
        out_init(&o, text, sizeof text);
        base64_write(&o, data, len);
        assert_int_equal(base64_read(out_written(&o), back, sizeof back), len);
        assert_memory_equal(back, data, len);
    }
}

static void test_what_is_no_base64_is_refused(void **state)
{
    static const char *const wrong[] = {
        "Z",    "Zg",        "Zg=",  "Zg===", "====",     "A===",
        "AA=A", "Zm9v Zg==", "Zm-v", "=Zg=",  "Zg==Zg==", "\nZg=="
    };
    uint8_t data[16];

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(base64_read(text_of(wrong[i]), data, sizeof data), ERR_ARG);
}

static void test_it_never_writes_past_the_room_it_has(void **state)
{
    uint8_t data[6] = { 0, 0, 0, 0, 0, 0xee };

    (void)state;
    assert_int_equal(base64_read(text_of("Zm9vYmFy"), data, 5), ERR_FULL);
    assert_int_equal(data[5], 0xee);
    assert_int_equal(base64_read(text_of("Zm9vYmFy"), data, 6), 6);
    assert_int_equal(base64_read(text_of("Zg=="), data, 0), ERR_FULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_vectors_of_the_rfc_are_written),
        TEST(test_the_vectors_of_the_rfc_are_read),
        TEST(test_every_byte_comes_back),
        TEST(test_what_is_no_base64_is_refused),
        TEST(test_it_never_writes_past_the_room_it_has),
    };

    return RUN(tests);
}
