// What a node says of itself.
#include "net/description.h"
#include "test.h"

static const struct description lamp = { { "1.2.3", 5 },
                                         { "linux", 5 },
                                         { "esp32", 5 },
                                         { "lamp", 4 },
                                         (const uint8_t *)"\0\1\2\x0d\xe0\xff",
                                         true,
                                         false };

static void test_every_string_stands_behind_its_length(void **state)
{
    static const char wanted[] = "\15version=1.2.3"
                                 "\20mac=0001020de0ff"
                                 "\16platform=linux"
                                 "\13board=esp32"
                                 "\14network=wifi"
                                 "\22friendly_name=lamp"
                                 "\12auth=false";
    char txt[256];

    (void)state;
    assert_int_equal(description_write(&lamp, txt, sizeof txt), sizeof wanted - 1);
    assert_memory_equal(txt, wanted, sizeof wanted - 1);
}

static void test_a_string_without_room_is_left_out_as_a_whole(void **state)
{
    struct description d = lamp;
    char all[256], txt[256], name[256] = "";

    (void)state;
    size_t whole = description_write(&d, all, sizeof all);
    for (size_t cap = 1; cap <= whole; cap++) {
        size_t len = description_write(&d, txt, cap), at = 0;
        assert_true(len <= cap);
        while (at < len)
            at += 1 + (uint8_t)txt[at];
        assert_int_equal(at, len);
    }
    assert_int_equal(description_write(&d, txt, whole + 1), whole);
    memset(name, 'x', sizeof name - 1);
    d.friendly_name = text_make(name, 242); // "friendly_name=" makes it 256
    assert_int_equal(description_write(&d, txt, sizeof txt), whole - 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_string_stands_behind_its_length),
        cmocka_unit_test(test_a_string_without_room_is_left_out_as_a_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
