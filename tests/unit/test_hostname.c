// The label that a node's name becomes on the network.
#include "net/hostname.h"
#include "test.h"

static const struct {
    const char *name, *label;
} rows[] = {
    { "node01", "node01" },
    { "Lamp-8", "Lamp-8" },
    { "living.room", "living-room" },
    { "my_lamp", "my-lamp" },
    { "a..b__c", "a--b--c" },
    { "-lamp-", "lamp" },
    { "._lamp_.", "lamp" },
    { "...", "node" },
    { "-", "node" },
    { "", "node" },
    { "\xd0\xbb\xd0\xb0", "node" }, // Cyrillic, which the setting does not take
    { "la m", "la-m" },
    { "0123456789012345678901234567890_", "0123456789012345678901234567890" },
    { "01234567890123456789012345678901", "01234567890123456789012345678901" },
    { "012345678901234567890123456789012", "01234567890123456789012345678901" },
};

static void test_each_name_has_a_label(void **state)
{
    char label[HOSTNAME_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct text t = hostname_of(text_of(rows[i].name), label);
        assert_string_equal(label, rows[i].label);
        expect_text(t, rows[i].label);
        assert_int_equal(hostname_is(text_of(rows[i].label), text_of(rows[i].name)),
                         text_is_name(text_of(rows[i].name), "-_."));
    }
    assert_false(hostname_is(text_of("lamp2"), text_of("lamp")));
    assert_false(hostname_is(text_of("living.room"), text_of("living.room")));
}

static void test_a_longer_name_is_another_hosts(void **state)
{
    static const char longer[] = "a-host-whose-name-is-longer-than-that-of-any-node";
    char label[HOSTNAME_MAX + 1];

    (void)state;
    expect_text(hostname_sought(text_of(longer), label), longer);
    expect_text(hostname_sought(text_of("my_lamp"), label), "my-lamp");
    assert_int_equal(hostname_sought(text_of(""), label).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_name_has_a_label),
        TEST(test_a_longer_name_is_another_hosts),
    };

    return RUN(tests);
}
