// Multicast DNS for one node, with time and packets by hand.
#include "net/responder_records.h"
#include "test.h"

enum { OWN = 0x0a000001, OTHER = 0x0a000009, PLACES = 5, PORT = 9008 }; // places 0 and 2

static const uint32_t own[] = { OWN, 0x0b000001 };
static const struct responder_place place = { 2, OWN, own, 2, { "\3a=b", 4 } };

static struct text wire(const char *s)
{
    return text_make(s, strlen(s) + 1);
}

// The moment of the next job after `now`; it is taken.
static uint32_t next(struct responder *r, uint32_t now, struct responder_job *job)
{
    now += responder_wait_ms(r, PLACES, now);
    assert_true(responder_take(r, PLACES, now, job));
    return now;
}

static uint32_t run_until_quiet(struct responder *r, uint32_t now)
{
    struct responder_job job;

    while (responder_wait_ms(r, PLACES, now) != UINT32_MAX)
        now = next(r, now, &job);
    return now;
}

static size_t ask(uint8_t *data, const char *name, uint16_t type)
{
    struct dns_writer w;

    dns_begin(&w, data, 512, 7, 0);
    dns_ask(&w, wire(name), type, false);
    return w.len;
}

static void hear_question(struct responder *r, const char *name, uint16_t type, uint32_t now)
{
    uint8_t data[512];

    assert_false(responder_hear(r, &place, data, ask(data, name, type), now, 33));
}

// Somebody says, or with DNS_AUTHORITIES proposes, an address for a name.
static bool hear_address(struct responder *r, unsigned section, const char *name, uint32_t address,
                         uint32_t now)
{
    uint8_t data[512];
    struct dns_record a = { .section = (uint8_t)section, .type = DNS_A, .ttl = 120 };
    struct dns_writer w;

    dns_begin(&w, data, sizeof data, 0, section == DNS_ANSWERS ? DNS_RESPONSE : 0);
    dns_start(&w, &a, wire(name));
    dns_u32(&w, address);
    dns_end(&w);
    return responder_hear(r, &place, data, w.len, now, 33);
}

static void test_three_probes_then_two_announcements(void **state)
{
    struct responder r;
    struct responder_job job;
    uint32_t start = UINT32_MAX - 400, now = start; // the clock wraps on the way

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, now, 100);
    for (uint32_t i = 0; i < 3; i++) {
        now = next(&r, now, &job);
        assert_true(job.is_probe && job.places == PLACES);
        assert_int_equal(now - start, 100 + 250 * i);
    }
    for (uint32_t i = 0; i < 2; i++) {
        now = next(&r, now, &job);
        assert_false(job.is_probe);
        assert_int_equal(now - start, 850 + 1000 * i);
    }
    assert_int_equal(responder_wait_ms(&r, PLACES, now), UINT32_MAX);
}

static void test_without_a_network_it_waits(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    assert_int_equal(responder_wait_ms(&r, 0, 0), UINT32_MAX);
    assert_false(responder_take(&r, 0, 5000, &job));
    responder_again(&r, 6000);
    assert_true(responder_take(&r, PLACES, 6000, &job) && job.is_probe);
}

static void test_what_many_may_answer_waits_a_little_and_is_said_once_a_second(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = run_until_quiet(&r, 0) + 5000, asked = now;
    hear_question(&r, RESPONDER_SERVICE, DNS_PTR, now);
    now = next(&r, now, &job);
    assert_true(job.places == 1u << place.number && now - asked == 20 + 33);
    hear_question(&r, "\4LAMP\5local", DNS_A, now);
    hear_question(&r, "\4LAMP\5local", DNS_AAAA, now);
    assert_int_equal(next(&r, now, &job), now + 1000);
    assert_int_equal(responder_wait_ms(&r, PLACES, now + 1000), UINT32_MAX);
    hear_question(&r, "\4lamp\5local", DNS_A, now + 5000);
    assert_int_equal(next(&r, now + 5000, &job), now + 5000);
    hear_question(&r, "\4lump\5local", DNS_ANY, now + 9000);
    assert_int_equal(responder_wait_ms(&r, PLACES, now + 9000), UINT32_MAX);
}

static void test_who_was_not_asked_for_a_month_answers_at_once(void **state)
{
    static const uint32_t days[] = { 1, 25, 26, 40, 49 };
    struct responder r;
    struct responder_job job;

    (void)state;
    for (unsigned i = 0; i < sizeof days / sizeof *days; i++) {
        responder_start(&r, text_of("lamp"), PORT, 0, 0);
        uint32_t now = run_until_quiet(&r, 0) + days[i] * 86400000;
        hear_question(&r, "\4lamp\5local", DNS_A, now);
        assert_int_equal(next(&r, now, &job), now);
    }
}

static void test_a_taken_name_gets_a_number(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    assert_false(hear_address(&r, DNS_ANSWERS, "\4lamp\5local", OTHER, 0)); // it did not ask yet
    uint32_t now = next(&r, 0, &job);
    assert_false(hear_address(&r, DNS_ANSWERS, "\4lamp\5local", own[1], now)); // itself
    assert_true(hear_address(&r, DNS_ANSWERS, "\4Lamp\5local", OTHER, now));
    assert_string_equal(r.label, "lamp-2");
    now = next(&r, now, &job);
    assert_true(hear_address(&r, DNS_ANSWERS, "\6lamp-2\5local", OTHER, now));
    assert_string_equal(r.label, "lamp-3");
}

static void test_its_own_address_is_no_conflict(void **state)
{
    static const struct responder_place only = { 2, OWN, NULL, 0, { "\3a=b", 4 } };
    struct responder r;
    struct responder_job job;
    uint8_t packet[RESPONDER_PACKET_MAX];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = run_until_quiet(&r, 0);
    job = (struct responder_job){ false, ASKED_HOST, PLACES };
    size_t len = responder_write(&r, &only, &job, packet, sizeof packet);
    responder_again(&r, now);
    now = next(&r, now, &job);
    assert_false(responder_hear(&r, &only, packet, len, now, 0));
    assert_string_equal(r.label, "lamp");
}

static void wire_name(const struct responder *r, char name[64])
{
    snprintf(name, 64, "%c%s\5local", (int)strlen(r->label), r->label);
}

static void test_a_liar_slows_it_down(void **state)
{
    struct responder r;
    struct responder_job job;
    uint32_t now = 0;
    char name[64];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    for (int i = 0; i < 20; i++) {
        now = next(&r, now, &job);
        wire_name(&r, name);
        assert_true(hear_address(&r, DNS_ANSWERS, name, OTHER, now));
        assert_false(hear_address(&r, DNS_ANSWERS, name, OTHER, now)); // of that packet
    }
    assert_string_equal(r.label, "lamp-21");
    assert_true(now > 11 * 5000 - 5000);
}

static void test_a_known_name_is_probed_again_when_somebody_else_says_it(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = run_until_quiet(&r, 0);
    assert_false(hear_address(&r, DNS_ANSWERS, "\4lamp\5local", OTHER, now));
    now = next(&r, now, &job);
    assert_true(job.is_probe);
    run_until_quiet(&r, now);
    assert_string_equal(r.label, "lamp"); // nobody answered
}

static void test_of_two_that_probe_the_later_address_wins(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = next(&r, 0, &job);
    hear_address(&r, DNS_AUTHORITIES, "\4lamp\5local", OWN - 1, now);
    assert_int_equal(responder_wait_ms(&r, PLACES, now), 250);
    hear_address(&r, DNS_AUTHORITIES, "\4lamp\5local", OWN, now);
    assert_int_equal(responder_wait_ms(&r, PLACES, now), 250);
    hear_address(&r, DNS_AUTHORITIES, "\4lamp\5local", OTHER, now);
    assert_int_equal(responder_wait_ms(&r, PLACES, now), 1000);
}

// Somebody says, or with DNS_AUTHORITIES proposes, that our service is at a port of a host.
static bool hear_service(struct responder *r, unsigned section, uint16_t port, const char *host,
                         uint32_t now)
{
    uint8_t data[512];
    struct dns_record srv = { .section = (uint8_t)section, .type = DNS_SRV, .ttl = 120 };
    struct dns_writer w;

    dns_begin(&w, data, sizeof data, 0, section == DNS_ANSWERS ? DNS_RESPONSE : 0);
    dns_start(&w, &srv, wire("\4lamp" RESPONDER_SERVICE));
    dns_u32(&w, 0);
    dns_u16(&w, port);
    dns_bytes(&w, wire(host));
    dns_end(&w);
    return responder_hear(r, &place, data, w.len, now, 33);
}

static void test_the_service_of_another_host_is_a_conflict(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = next(&r, 0, &job);
    assert_false(hear_service(&r, DNS_ANSWERS, PORT, "\4lamp\5local", now)); // itself
    assert_true(hear_service(&r, DNS_ANSWERS, PORT, "\4lump\5local", now));
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    now = next(&r, 0, &job);
    assert_true(hear_service(&r, DNS_ANSWERS, PORT + 1, "\4lamp\5local", now));
}

static void test_of_two_that_probe_the_later_service_wins(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = next(&r, 0, &job);
    hear_service(&r, DNS_AUTHORITIES, PORT - 1, "\4lump\5local", now);
    assert_int_equal(responder_wait_ms(&r, PLACES, now), 250);
    hear_service(&r, DNS_AUTHORITIES, PORT, "\4lamp\5local", now);
    assert_int_equal(responder_wait_ms(&r, PLACES, now), 250);
    hear_service(&r, DNS_AUTHORITIES, PORT + 1, "\4lump\5local", now);
    assert_int_equal(responder_wait_ms(&r, PLACES, now), 1000);
}

static void test_a_changed_description_is_announced_twice(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    responder_changed(&r, 0); // it is announced after the probes anyway
    next(&r, 0, &job);
    assert_true(job.is_probe);
    uint32_t now = run_until_quiet(&r, 0) + 5000;
    responder_changed(&r, now);
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(next(&r, now, &job), now + 1000 * i);
        assert_false(job.is_probe);
    }
    assert_int_equal(responder_wait_ms(&r, PLACES, now + 1000), UINT32_MAX);
}

static void test_replies_are_counted(void **state)
{
    struct responder r;
    uint8_t data[512], reply[RESPONDER_PACKET_MAX];
    unsigned n = 0;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    size_t len = ask(data, RESPONDER_SERVICE, DNS_PTR);
    assert_int_equal(responder_reply(&r, &place, data, len, 0, reply, sizeof reply), 0);
    uint32_t now = run_until_quiet(&r, 0) + 5000;
    for (int i = 0; i < 1000; i++)
        n += responder_reply(&r, &place, data, len, now, reply, sizeof reply) > 0;
    assert_int_equal(n, 20);
    assert_true(responder_reply(&r, &place, data, len, now + 1000, reply, sizeof reply) > 0);
    assert_true(reply[0] == 0 && reply[1] == 7); // the number of the question
}

static void test_a_question_comes_back_as_it_was_written(void **state)
{
    static const char asked[] = "\4LaMp\5LOCAL";
    struct responder r;
    uint8_t data[512], reply[RESPONDER_PACKET_MAX];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = run_until_quiet(&r, 0) + 5000;
    size_t len = ask(data, asked, DNS_A);
    assert_true(responder_reply(&r, &place, data, len, now, reply, sizeof reply) > 12);
    assert_memory_equal(reply + 12, asked, sizeof asked); // with the zero at its end
}

// ---- whole messages: RFC 1035, section 4; RFC 6762, sections 6.1, 8.1, 8.3, 10.1, 10.2 ----

#define HOST     "\4lamp\5local\0"
#define SERVICE  "\7_micros\4_tcp\5local\0"
#define INSTANCE "\4lamp" SERVICE
#define ALONE    "\0\1"   // class IN
#define WHOLE    "\200\1" // the same; earlier data is void
#define S_0      "\0\0\0\0"
#define S_10     "\0\0\0\12"
#define S_120    "\0\0\0\170"
#define S_4500   "\0\0\21\224"

#define POINTER(ttl)     SERVICE "\0\14" ALONE ttl "\0\31" INSTANCE
#define SRV(class, ttl)  INSTANCE "\0\41" class ttl "\0\22\0\0\0\0\43\60" HOST // port 9008
#define TXT(class, ttl)  INSTANCE "\0\20" class ttl "\0\4\3a=b"
#define A(class, ttl)    HOST "\0\1" class ttl "\0\4\12\0\0\1"
#define NSEC(class, ttl) HOST "\0\57" class ttl "\0\17" HOST "\0\1\100" // there is only A

#define assert_message(data, len, wanted)                                                          \
    do {                                                                                           \
        assert_int_equal(len, sizeof(wanted) - 1);                                                 \
        assert_memory_equal(data, wanted, sizeof(wanted) - 1);                                     \
    } while (0)

static void test_a_probe_asks_for_the_names_and_proposes_the_records(void **state)
{
    static const char wanted[] = "\0\0\0\0\0\2\0\0\0\3\0\0" HOST "\0\377\0\1" INSTANCE
                                 "\0\377\0\1" SRV(ALONE, S_120) TXT(ALONE, S_4500) A(ALONE, S_120);
    struct responder r;
    struct responder_job job;
    uint8_t packet[RESPONDER_PACKET_MAX];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    next(&r, 0, &job);
    size_t len = responder_write(&r, &place, &job, packet, sizeof packet);
    assert_message(packet, len, wanted);
    assert_int_equal(responder_write(&r, &place, &job, packet, len - 1), 0);
    assert_int_equal(responder_goodbye(&r, &place, packet, sizeof packet),
                     0); // nobody knows it yet
}

static void test_an_announcement_has_all_records_and_a_goodbye_ends_them(void **state)
{
    static const char announced[] = "\0\0\204\0\0\0\0\4\0\0\0\1" POINTER(S_4500) SRV(WHOLE, S_120)
        TXT(WHOLE, S_4500) A(WHOLE, S_120) NSEC(WHOLE, S_120);
    static const char ended[] =
        "\0\0\204\0\0\0\0\4\0\0\0\0" POINTER(S_0) SRV(WHOLE, S_0) TXT(WHOLE, S_0) A(WHOLE, S_0);
    struct responder r;
    struct responder_job job;
    uint8_t packet[RESPONDER_PACKET_MAX];
    uint32_t now = 0;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    do {
        now = next(&r, now, &job);
    } while (job.is_probe);
    size_t len = responder_write(&r, &place, &job, packet, sizeof packet);
    assert_message(packet, len, announced);
    len = responder_goodbye(&r, &place, packet, sizeof packet);
    assert_message(packet, len, ended);
    assert_int_equal(responder_goodbye(&r, &place, packet, len - 1), 0);
}

// The records that the client needs next are in the additional section.
static void test_an_answer_has_what_was_asked_for_first(void **state)
{
    static const char of_the_instance[] = "\0\0\204\0\0\0\0\2\0\0\0\2" SRV(WHOLE, S_120)
        TXT(WHOLE, S_4500) A(WHOLE, S_120) NSEC(WHOLE, S_120);
    static const char of_the_service[] = "\0\0\204\0\0\0\0\1\0\0\0\4" POINTER(S_4500)
        SRV(WHOLE, S_120) TXT(WHOLE, S_4500) A(WHOLE, S_120) NSEC(WHOLE, S_120);
    struct responder r;
    struct responder_job job;
    uint8_t packet[RESPONDER_PACKET_MAX];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = run_until_quiet(&r, 0) + 5000;
    hear_question(&r, "\4lamp" RESPONDER_SERVICE, DNS_SRV, now);
    now = next(&r, now, &job);
    size_t len = responder_write(&r, &place, &job, packet, sizeof packet);
    assert_message(packet, len, of_the_instance);
    hear_question(&r, RESPONDER_SERVICE, DNS_PTR, now + 5000);
    next(&r, now + 5000, &job);
    len = responder_write(&r, &place, &job, packet, sizeof packet);
    assert_message(packet, len, of_the_service);
}

// RFC 6763, section 6.1: a description is never empty.
static void test_without_a_description_there_is_an_empty_string(void **state)
{
    static const struct responder_place bare = { 2, OWN, own, 2, { "", 0 } };
    static const char wanted[] = "\0\0\204\0\0\0\0\2\0\0\0\2" SRV(WHOLE, S_120) INSTANCE
        "\0\20" WHOLE S_4500 "\0\1\0" A(WHOLE, S_120) NSEC(WHOLE, S_120);
    struct responder r;
    struct responder_job job = { false, ASKED_INSTANCE, PLACES };
    uint8_t packet[RESPONDER_PACKET_MAX];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    size_t len = responder_write(&r, &bare, &job, packet, sizeof packet);
    assert_message(packet, len, wanted);
}

// Section 6.7: the question repeated, a short life, no marks.
static void test_a_simple_client_gets_its_own_answer(void **state)
{
    static const char asked[] = "\11_services\7_dns-sd\4_udp\5local";
    static const char wanted[] =
        "\0\7\204\0\0\1\0\1\0\0\0\4"
        "\11_services\7_dns-sd\4_udp\5local\0\0\14\0\1"
        "\11_services\7_dns-sd\4_udp\5local\0\0\14\0\1" S_10 "\0\24" SERVICE SRV(ALONE, S_10)
            TXT(ALONE, S_10) A(ALONE, S_10) NSEC(ALONE, S_10);
    struct responder r;
    uint8_t data[512], reply[RESPONDER_PACKET_MAX];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = run_until_quiet(&r, 0) + 5000;
    size_t len = ask(data, asked, DNS_PTR);
    len = responder_reply(&r, &place, data, len, now, reply, sizeof reply);
    assert_message(reply, len, wanted);
}

// Section 6: a record is not multicast again within a second. A probe tells nobody anything.
static void test_an_announcement_counts_as_told(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = run_until_quiet(&r, 0);
    hear_question(&r, "\4lamp\5local", DNS_A, now + 1);
    assert_int_equal(next(&r, now + 1, &job), now + 1000);
    now += 100000;
    responder_again(&r, now);
    for (int i = 0; i < 2; i++)
        now = next(&r, now, &job);
    assert_true(job.is_probe);
    assert_true(now - r.told_ms[place.number] > 1000);
}

// PLACES has two bits; a question from one is answered there, whatever its number.
static void test_each_place_gets_its_own_answers(void **state)
{
    static const struct responder_place first = { 0, OWN, own, 2, { "\3a=b", 4 } };
    struct responder r;
    struct responder_job job;
    uint8_t data[512];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    uint32_t now = run_until_quiet(&r, 0) + 5000;
    size_t len = ask(data, "\4lamp\5local", DNS_A);
    assert_false(responder_hear(&r, &first, data, len, now, 0));
    assert_int_equal(responder_wait_ms(&r, PLACES, now), 0);
    assert_int_equal(responder_wait_ms(&r, PLACES & ~1u, now), UINT32_MAX);
    assert_false(responder_take(&r, PLACES & ~1u, now, &job));
    assert_true(responder_take(&r, PLACES, now, &job));
    assert_int_equal(job.places, 1);
    assert_false(responder_take(&r, PLACES, now, &job));
    assert_false(responder_hear(&r, &first, data, len, now, 0));
    assert_int_equal(responder_wait_ms(&r, PLACES, now), 1000); // it was told there just now
}

static void test_a_name_without_conflict_forgives_earlier_ones(void **state)
{
    struct responder r;
    struct responder_job job;
    uint32_t now = 0;
    char name[64];

    (void)state;
    responder_start(&r, text_of("lamp"), PORT, 0, 0);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 9; i++) {
            now = next(&r, now, &job);
            wire_name(&r, name);
            assert_true(hear_address(&r, DNS_ANSWERS, name, OTHER, now));
            assert_int_equal(responder_wait_ms(&r, PLACES, now), 33);
        }
        now = run_until_quiet(&r, now);
        responder_again(&r, now);
    }
}

static void test_a_long_name_is_cut(void **state)
{
    struct responder r;
    struct responder_job job;

    (void)state;
    responder_start(&r, text_of("a23456789b123456789c123456789d12-and-more"), 1, 0, 0);
    assert_string_equal(r.label, "a23456789b123456789c123456789d12");
    r.suffix = UINT16_MAX - 1;
    uint32_t now = next(&r, 0, &job);
    hear_address(&r, DNS_ANSWERS, "\40a23456789b123456789c123456789d12\5local", OTHER, now);
    assert_string_equal(r.label, "a23456789b123456789c123456789d12-65535");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_probes_then_two_announcements),
        cmocka_unit_test(test_without_a_network_it_waits),
        cmocka_unit_test(test_what_many_may_answer_waits_a_little_and_is_said_once_a_second),
        cmocka_unit_test(test_who_was_not_asked_for_a_month_answers_at_once),
        cmocka_unit_test(test_a_taken_name_gets_a_number),
        cmocka_unit_test(test_its_own_address_is_no_conflict),
        cmocka_unit_test(test_a_liar_slows_it_down),
        cmocka_unit_test(test_a_known_name_is_probed_again_when_somebody_else_says_it),
        cmocka_unit_test(test_of_two_that_probe_the_later_address_wins),
        cmocka_unit_test(test_the_service_of_another_host_is_a_conflict),
        cmocka_unit_test(test_of_two_that_probe_the_later_service_wins),
        cmocka_unit_test(test_a_changed_description_is_announced_twice),
        cmocka_unit_test(test_replies_are_counted),
        cmocka_unit_test(test_a_question_comes_back_as_it_was_written),
        cmocka_unit_test(test_a_probe_asks_for_the_names_and_proposes_the_records),
        cmocka_unit_test(test_an_announcement_has_all_records_and_a_goodbye_ends_them),
        cmocka_unit_test(test_an_answer_has_what_was_asked_for_first),
        cmocka_unit_test(test_without_a_description_there_is_an_empty_string),
        cmocka_unit_test(test_a_simple_client_gets_its_own_answer),
        cmocka_unit_test(test_an_announcement_counts_as_told),
        cmocka_unit_test(test_each_place_gets_its_own_answers),
        cmocka_unit_test(test_a_name_without_conflict_forgives_earlier_ones),
        cmocka_unit_test(test_a_long_name_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
