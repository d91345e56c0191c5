// DNS messages: what is written is read again, and what is broken ends the reading.
#include "net/dns.h"
#include "test.h"

static const char name[] = "\4lamp\5local", service[] = "\7_micros\4_tcp\5local";

static struct text wire(const char *s)
{
    return text_make(s, strlen(s) + 1);
}

static size_t write_message(uint8_t *data, size_t cap)
{
    struct dns_record a = { .section = DNS_ANSWERS, .is_marked = true, .type = DNS_A, .ttl = 120 };
    struct dns_record srv = { .section = DNS_ADDITIONALS, .type = DNS_SRV, .ttl = 7 };
    struct dns_writer w;

    dns_begin(&w, data, cap, 5, DNS_RESPONSE);
    dns_ask(&w, wire(name), DNS_ANY, false);
    dns_start(&w, &a, wire(name));
    dns_u32(&w, 0x0a000001);
    dns_end(&w);
    dns_start(&w, &srv, wire(service));
    dns_u32(&w, 0);
    dns_u16(&w, 9008);
    dns_bytes(&w, wire(name));
    dns_end(&w);
    return w.is_full ? 0 : w.len;
}

static void test_what_is_written_is_read_again(void **state)
{
    uint8_t data[200];
    struct dns_reader r;
    struct dns_record record;
    uint32_t address;
    uint16_t port;
    size_t at;

    (void)state;
    assert_true(dns_open(&r, data, write_message(data, sizeof data)));
    assert_int_equal(r.id, 5);
    assert_true(dns_next(&r, &record));
    assert_true(record.section == DNS_QUESTIONS && record.type == DNS_ANY);
    assert_true(record.ttl == 0 && record.len == 0);
    assert_true(dns_is(&r, record.name_at, wire("\4LaMP\5LOCAL")));
    assert_false(dns_is(&r, record.name_at, wire("\4lamp\6locals")));
    assert_true(dns_next(&r, &record));
    assert_true(record.is_marked && record.class == DNS_IN && record.ttl == 120);
    assert_true(dns_address(&r, &record, &address));
    assert_int_equal(address, 0x0a000001);
    assert_false(dns_pointed(&r, &record, &at));
    assert_true(dns_next(&r, &record));
    assert_true(dns_service(&r, &record, &port, &at));
    assert_int_equal(port, 9008);
    assert_true(dns_is(&r, at, wire(name)));
    assert_false(dns_next(&r, &record));
    assert_false(r.is_bad);
}

static void test_a_message_that_does_not_fit_is_not_written(void **state)
{
    uint8_t data[200];

    (void)state;
    size_t whole = write_message(data, sizeof data);
    for (size_t cap = 0; cap < whole; cap++)
        assert_int_equal(write_message(data, cap), 0);
    assert_int_equal(write_message(data, whole), whole);
}

static void test_a_message_cut_anywhere_is_bad(void **state)
{
    uint8_t data[200];
    struct dns_reader r;
    struct dns_record record;

    (void)state;
    size_t whole = write_message(data, sizeof data);
    for (size_t len = 0; len < whole; len++) {
        if (!dns_open(&r, data, len))
            continue;
        while (dns_next(&r, &record))
            assert_true(record.at + record.len <= len);
        assert_true(r.is_bad);
    }
}

// A question with this name behind 12 bytes of header.
static bool reads(const uint8_t *bytes, size_t len)
{
    uint8_t data[600] = { [5] = 1 };
    struct dns_reader r;
    struct dns_record record;

    memcpy(data + 12, bytes, len);
    assert_true(dns_open(&r, data, 12 + len));
    return dns_next(&r, &record);
}

static void test_pointers_lead_back_only(void **state)
{
    static const uint8_t to_itself[] = { 0xc0, 12, 0, 1, 0, 1 };
    static const uint8_t into_itself[] = { 1, 'a', 0xc0, 12, 0, 1, 0, 1 };
    static const uint8_t onward[] = { 0xc0, 14, 0, 0, 1, 0, 1 };
    static const uint8_t into_the_header[] = { 0xc0, 5, 0, 1, 0, 1 };
    static const uint8_t reserved[] = { 0x41, 'a', 0, 0, 1, 0, 1 };

    (void)state;
    assert_false(reads(to_itself, sizeof to_itself));
    assert_false(reads(into_itself, sizeof into_itself));
    assert_false(reads(onward, sizeof onward));
    assert_false(reads(into_the_header, sizeof into_the_header));
    assert_false(reads(reserved, sizeof reserved));
}

// Two questions: one for the whole name, one for a label and a pointer into it.
static void test_a_pointer_leads_to_the_rest_of_a_name(void **state)
{
    static const uint8_t message[] =
        "\0\0\0\0\0\3\0\0\0\0\0\0" // the name of the first question begins at 12
        "\7_micros\4_tcp\5local\0\0\14\0\1"
        "\4lamp\300\31\0\1\0\1"     // 25: "local"
        "\4lamp\300\14\0\41\200\1"; // 12: the whole name
    struct dns_reader r;
    struct dns_record record;
    struct text label;
    char to[64];

    (void)state;
    assert_true(dns_open(&r, message, sizeof message - 1) && dns_next(&r, &record));
    assert_true(dns_next(&r, &record));
    assert_true(record.type == DNS_A && !record.is_marked);
    assert_true(dns_is(&r, record.name_at, wire(name)));
    assert_int_equal(dns_copy(&r, record.name_at, to, sizeof to), sizeof name);
    assert_memory_equal(to, name, sizeof name);
    assert_true(dns_next(&r, &record));
    assert_true(record.type == DNS_SRV && record.is_marked);
    assert_true(dns_is_below(&r, record.name_at, wire(service), &label));
    assert_true(text_is(label, "lamp"));
    assert_true(!dns_next(&r, &record) && !r.is_bad);
}

static void test_a_name_has_255_bytes_at_the_most(void **state)
{
    uint8_t bytes[300] = { 0 };

    (void)state;
    for (size_t i = 0; i < 4; i++)
        bytes[i * 64] = 63;
    assert_false(reads(bytes, 4 * 64 + 1 + 4)); // 257
    bytes[3 * 64] = 61;
    assert_true(reads(bytes, 4 * 64 - 2 + 1 + 4)); // 255
}

static void test_labels_and_names_are_joined_up_to_their_limits(void **state)
{
    static const char long_label[DNS_LABEL_MAX + 1] = { 'x' };
    char to[DNS_NAME_MAX + 1], rest[DNS_NAME_MAX] = { 0 };

    (void)state;
    assert_int_equal(dns_join(to, sizeof to, text_make(long_label, 63), wire(name)), 1 + 63 + 12);
    assert_int_equal(to[0], 63);
    assert_int_equal(dns_join(to, sizeof to, text_make(long_label, 64), wire(name)), 0);
    assert_int_equal(dns_join(to, sizeof to, text_of("ab"), text_make(rest, 252)), 255);
    assert_int_equal(dns_join(to, sizeof to, text_of("ab"), text_make(rest, 253)), 0);
    assert_int_equal(dns_join(to, 254, text_of("ab"), text_make(rest, 252)), 0);
}

static void test_a_label_of_any_bytes_is_handed_out_as_it_is(void **state)
{
    static const uint8_t question[] =
        "\0\0\0\0\0\1\0\0\0\0\0\0\3\33.\n\7_micros\4_tcp\5local\0\0\14\0\1";
    struct dns_reader r;
    struct dns_record record;
    struct text label;
    char to[64];

    (void)state;
    assert_true(dns_open(&r, question, sizeof question - 1) && dns_next(&r, &record));
    assert_true(dns_is_below(&r, record.name_at, wire(service), &label));
    assert_true(text_same(label, text_make("\33.\n", 3)));
    assert_false(dns_is_below(&r, record.name_at, wire(name), &label));
    size_t len = dns_join(to, sizeof to, label, wire(service));
    assert_true(dns_is(&r, record.name_at, text_make(to, len)));
    assert_int_equal(dns_copy(&r, record.name_at, to, len), len);
    assert_int_equal(dns_copy(&r, record.name_at, to, len - 1), 0);
    assert_int_equal(dns_join(to, sizeof to, text_make(NULL, 0), wire(service)), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read_again),
        cmocka_unit_test(test_a_message_that_does_not_fit_is_not_written),
        cmocka_unit_test(test_a_message_cut_anywhere_is_bad),
        cmocka_unit_test(test_pointers_lead_back_only),
        cmocka_unit_test(test_a_pointer_leads_to_the_rest_of_a_name),
        cmocka_unit_test(test_a_name_has_255_bytes_at_the_most),
        cmocka_unit_test(test_labels_and_names_are_joined_up_to_their_limits),
        cmocka_unit_test(test_a_label_of_any_bytes_is_handed_out_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
