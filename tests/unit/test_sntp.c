// The SNTP client against a server made of bytes, in virtual time.
#include "net/sntp.h"
#include "test.h"

enum { STAMP_BYTES = 8 };

static const int64_t right_ms = 1794000000250; // 2026-11-06
static uint64_t state_of_chance;

// No two draws of 64 bits are the same before all were.
static void chance(uint8_t *out, size_t len)
{
    for (size_t done = 0; done < len; done += sizeof state_of_chance) {
        size_t rest = len - done;
        (void)test_draw(&state_of_chance);
        memcpy(out + done, &state_of_chance,
               rest < sizeof state_of_chance ? rest : sizeof state_of_chance);
    }
}

static void least_chance(uint8_t *out, size_t len)
{
    memset(out, 0, len);
}

struct bench {
    struct sntp sntp;
    uint64_t now_ms;
    uint8_t request[SNTP_BYTES], answer[SNTP_BYTES];
    struct sntp_time time;
};

static void start(struct bench *b, unsigned servers)
{
    memset(b, 0xa5, sizeof *b);
    state_of_chance = 88172645463325252u;
    b->now_ms = 5000;
    sntp_init(&b->sntp, servers);
}

static struct sntp_step poll_now(struct bench *b)
{
    return sntp_poll(&b->sntp, b->now_ms, chance);
}

static void write_stamp(uint8_t *p, int64_t utc_ms)
{
    uint64_t ms = (uint64_t)(utc_ms + 2208988800000); // since 1900; what passes 32 bits is the era
    uint64_t v = ms / 1000 << 32 | (ms % 1000 * 4294967296u + 999) / 1000;

    for (int i = STAMP_BYTES - 1; i >= 0; i--, v >>= 8)
        p[i] = (uint8_t)v;
}

// What a good server says whose clock shows `utc_ms` when it hears the request and sends.
static void make_answer(struct bench *b, int64_t utc_ms)
{
    memset(b->answer, 0, sizeof b->answer);
    b->answer[0] = 0x24; // version 4, a server
    b->answer[1] = 2;
    b->answer[2] = 6;
    memcpy(b->answer + 24, b->request + 40, 8);
    write_stamp(b->answer + 16, utc_ms - 1000);
    write_stamp(b->answer + 32, utc_ms);
    write_stamp(b->answer + 40, utc_ms);
}

// Polls until a server is to be asked, which is returned, and asks it.
static int ask(struct bench *b)
{
    struct sntp_step step = poll_now(b);

    for (int i = 0; step.server < 0 && i < 1000; i++) {
        assert_int_not_equal(step.wait_ms, UINT32_MAX);
        b->now_ms += step.wait_ms;
        step = poll_now(b);
    }
    assert_true(step.server >= 0);
    sntp_request(&b->sntp, b->now_ms, chance, b->request);
    make_answer(b, right_ms);
    return step.server;
}

static enum sntp_verdict hear(struct bench *b, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1); // so that a read past the packet is seen

    memcpy(copy, b->answer, len);
    enum sntp_verdict verdict = sntp_answer(&b->sntp, b->now_ms, copy, len, &b->time);
    free(copy);
    return verdict;
}

static void expect_good(struct bench *b)
{
    assert_int_equal(hear(b, SNTP_BYTES), SNTP_GOOD);
}

// ---- packets ----

static void test_a_request_is_a_version_4_question_with_nothing_but_its_cookie(void **state)
{
    struct bench b;
    uint8_t rest[SNTP_BYTES - 9] = { 0 };

    (void)state;
    start(&b, 1);
    assert_int_equal(ask(&b), 0);
    assert_int_equal(b.request[0], 4 << 3 | 3);
    assert_memory_equal(b.request + 1, rest, sizeof rest);
    assert_memory_not_equal(b.request + 40, rest, 8);
}

static void test_cookies_never_repeat(void **state)
{
    enum { QUESTIONS = 1000 };
    static uint64_t cookies[QUESTIONS];
    struct bench b;

    (void)state;
    start(&b, 3);
    for (int i = 0; i < QUESTIONS; i++) {
        ask(&b);
        memcpy(&cookies[i], b.request + 40, sizeof cookies[i]);
        for (int k = 0; k < i; k++)
            assert_true(cookies[k] != cookies[i]);
    }
}

static void test_the_offset_comes_from_four_stamps(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    ask(&b);
    write_stamp(b.answer + 32, right_ms + 100); // 100 ms there, 30 ms at the server, 100 ms back
    write_stamp(b.answer + 40, right_ms + 130);
    uint64_t asked_ms = b.now_ms;
    b.now_ms += 230;
    expect_good(&b);
    assert_true(b.time.at_ms == b.now_ms);
    assert_true(b.time.utc_ms == right_ms + 230);
    assert_true(b.time.offset_ms == right_ms - (int64_t)asked_ms);
    assert_int_equal(b.time.round_trip_ms, 200);
    assert_int_equal(b.time.stratum, 2);
}

static void test_stamps_pass_into_the_next_era(void **state)
{
    static const int64_t moments_ms[] = {
        1577836800000, // 2020
        2085978495000, // the last second of 1900's era: 2036-02-07 06:28:15
        2085978496001, // the first of the next; with 000 its stamp would be none
        2085978496999, 4102444800000,
        4233462143000, // 2104-02-26 09:42:23: from the next second on a stamp says 1968
    };
    struct bench b;

    (void)state;
    for (size_t i = 0; i < sizeof moments_ms / sizeof *moments_ms; i++) {
        start(&b, 1);
        ask(&b);
        make_answer(&b, moments_ms[i]);
        expect_good(&b);
        if (b.time.utc_ms != moments_ms[i])
            fail_msg("%lld became %lld", (long long)moments_ms[i], (long long)b.time.utc_ms);
    }
}

static void test_a_question_may_span_the_change_of_era(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    ask(&b);
    write_stamp(b.answer + 32, 2085978495990);
    write_stamp(b.answer + 40, 2085978496010);
    b.now_ms += 20;
    expect_good(&b);
    assert_true(b.time.utc_ms == 2085978496010);
}

// What is wrong with an answer, byte by byte, and what is said of it.
struct flaw {
    const char *what;
    enum sntp_verdict verdict;
    uint8_t at, len;
    const char *bytes;
};

static const struct flaw flaws[] = {
    { "a client's mode", SNTP_MODE, 0, 1, "\x23" },
    { "a symmetric mode", SNTP_MODE, 0, 1, "\x22" },
    { "a broadcast", SNTP_MODE, 0, 1, "\x25" },
    { "version 0", SNTP_VERSION, 0, 1, "\x04" },
    { "version 5", SNTP_VERSION, 0, 1, "\x2c" },
    { "another cookie", SNTP_COOKIE, 24, 8, "\1\2\3\4\5\6\7\10" },
    { "no cookie", SNTP_COOKIE, 24, 8, "\0\0\0\0\0\0\0\0" },
    { "leap 3", SNTP_UNSYNCED, 0, 1, "\xe4" },
    { "stratum 16", SNTP_UNSYNCED, 1, 1, "\x10" },
    { "stratum 255", SNTP_UNSYNCED, 1, 1, "\xff" },
    { "stratum 0 without a code", SNTP_UNSYNCED, 1, 1, "\0" },
    { "stratum 0, INIT", SNTP_UNSYNCED, 1, 15, "\0\6\0\0\0\0\0\0\0\0\0INIT" },
    { "DENY", SNTP_DENIED, 1, 15, "\0\6\0\0\0\0\0\0\0\0\0DENY" },
    { "RSTR", SNTP_DENIED, 1, 15, "\0\6\0\0\0\0\0\0\0\0\0RSTR" },
    { "RATE", SNTP_RATE, 1, 15, "\0\6\0\0\0\0\0\0\0\0\0RATE" },
    { "no transmit stamp", SNTP_UNSYNCED, 40, 8, "\0\0\0\0\0\0\0\0" },
    { "a root delay of 32 s", SNTP_DISTANCE, 4, 4, "\0\x20\0\0" },
    { "a negative root delay", SNTP_DISTANCE, 4, 4, "\xff\xff\xff\xff" },
    { "a root dispersion of 16 s", SNTP_DISTANCE, 8, 4, "\0\x10\0\0" },
    { "received after it was sent", SNTP_STAMPS, 32, 4, "\xff\xff\xff\xff" },
    { "received an hour before", SNTP_STAMPS, 32, 4, "\xee\x80\0\0" },
    { "never received", SNTP_STAMPS, 32, 8, "\0\0\0\0\0\0\0\0" },
    { "1970", SNTP_IMPLAUSIBLE, 40, 8, "\x83\xaa\x7e\x80\0\0\0\0" },
    { "the last of 2019", SNTP_IMPLAUSIBLE, 40, 8, "\xe1\xb6\x5f\x7f\xff\0\0\0" },
    { "1968", SNTP_IMPLAUSIBLE, 40, 8, "\x80\0\0\0\0\0\0\1" },
};

static void spoil(struct bench *b, const struct flaw *f)
{
    memcpy(b->answer + f->at, f->bytes, f->len);
}

static void test_each_flaw_is_found_counted_and_changes_nothing(void **state)
{
    struct bench b;

    (void)state;
    for (size_t i = 0; i < sizeof flaws / sizeof *flaws; i++) {
        start(&b, 2);
        ask(&b);
        spoil(&b, &flaws[i]);
        struct sntp_time before = b.time;
        enum sntp_verdict verdict = hear(&b, SNTP_BYTES);
        if (verdict != flaws[i].verdict)
            fail_msg("%s: %s", flaws[i].what, sntp_verdict_text(verdict));
        assert_memory_equal(&before, &b.time, sizeof before);
        assert_int_equal(b.sntp.counts[verdict], 1);
        assert_int_equal(b.sntp.last, verdict);
    }
}

static void test_what_anybody_can_send_does_not_end_a_question(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    ask(&b);
    for (size_t i = 0; flaws[i].verdict < SNTP_UNSYNCED; i++) {
        make_answer(&b, right_ms + 3600000);
        spoil(&b, &flaws[i]);
        (void)hear(&b, SNTP_BYTES);
    }
    for (size_t len = 0; len < SNTP_BYTES; len++)
        assert_int_equal(hear(&b, len), SNTP_SHORT);
    assert_true(sntp_is_asking(&b.sntp));
    make_answer(&b, right_ms);
    expect_good(&b);
}

static void test_a_bad_server_hands_over_to_the_next_at_once(void **state)
{
    struct bench b;

    (void)state;
    for (size_t i = 0; i < sizeof flaws / sizeof *flaws; i++) {
        if (flaws[i].verdict < SNTP_UNSYNCED)
            continue;
        start(&b, 2);
        assert_int_equal(ask(&b), 0);
        spoil(&b, &flaws[i]);
        (void)hear(&b, SNTP_BYTES);
        assert_false(sntp_is_asking(&b.sntp));
        uint64_t then_ms = b.now_ms;
        assert_int_equal(ask(&b), 1);
        assert_true(b.now_ms == then_ms);
        expect_good(&b);
    }
}

static void test_what_is_just_inside_the_limits_is_believed(void **state)
{
    static const struct flaw near[] = {
        { "version 1", SNTP_GOOD, 0, 1, "\x0c" },
        { "version 3", SNTP_GOOD, 0, 1, "\x1c" },
        { "a leap second tonight", SNTP_GOOD, 0, 1, "\x64" },
        { "stratum 1", SNTP_GOOD, 1, 1, "\1" },
        { "stratum 15", SNTP_GOOD, 1, 1, "\x0f" },
        { "almost 16 s", SNTP_GOOD, 4, 8, "\0\x0f\0\0\0\x08\x7f\xff" },
    };
    struct bench b;

    (void)state;
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        start(&b, 1);
        ask(&b);
        spoil(&b, &near[i]);
        enum sntp_verdict verdict = hear(&b, SNTP_BYTES);
        if (verdict)
            fail_msg("%s: %s", near[i].what, sntp_verdict_text(verdict));
    }
}

static void test_the_earliest_time_can_be_told(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    b.sntp.earliest_s = 1000000000; // 2001
    ask(&b);
    make_answer(&b, 1000000000000);
    expect_good(&b);
    start(&b, 1);
    b.sntp.earliest_s = (uint32_t)(right_ms / 1000) + 1;
    ask(&b);
    assert_int_equal(hear(&b, SNTP_BYTES), SNTP_IMPLAUSIBLE);
}

static void test_an_answer_that_the_port_took_too_late_does_not_count(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    ask(&b);
    b.now_ms += 3999; // the question's two seconds are over, but nobody polled
    expect_good(&b);
    start(&b, 1);
    ask(&b);
    b.now_ms += 4000;
    assert_int_equal(hear(&b, SNTP_BYTES), SNTP_SLOW);
}

static void test_an_answer_counts_once(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    assert_int_equal(hear(&b, 0), SNTP_COOKIE); // nobody was asked yet
    ask(&b);
    expect_good(&b);
    assert_int_equal(hear(&b, SNTP_BYTES), SNTP_COOKIE);
    memset(b.answer + 24, 0, 8); // the cookie when nothing is asked
    assert_int_equal(hear(&b, SNTP_BYTES), SNTP_COOKIE);
}

static void test_a_late_answer_does_not_fit_the_next_question(void **state)
{
    struct bench b;
    uint8_t late[SNTP_BYTES];

    (void)state;
    start(&b, 1);
    ask(&b);
    memcpy(late, b.answer, sizeof late);
    ask(&b);
    memcpy(b.answer, late, sizeof late);
    assert_int_equal(hear(&b, SNTP_BYTES), SNTP_COOKIE);
}

// ---- schedule ----

// From a question in vain to the next one, in milliseconds.
static uint64_t gap(struct bench *b)
{
    uint64_t before_ms = b->now_ms;

    ask(b);
    return b->now_ms - before_ms;
}

static void test_back_off_doubles_to_1024_s_with_a_little_chance(void **state)
{
    struct bench b;
    uint32_t wait_s = 4;

    (void)state;
    start(&b, 1);
    ask(&b);
    for (int i = 0; i < 14; i++) {
        uint64_t ms = gap(&b) - 2000; // the question's own time
        if (ms < wait_s * 1000 || ms >= wait_s * 1250)
            fail_msg("wait %d was %llu ms", i, (unsigned long long)ms);
        wait_s = wait_s < 1024 ? wait_s * 2 : 1024;
    }
}

static void test_the_schedule_without_chance_to_the_millisecond(void **state)
{
    static const uint32_t asked_s[] = { 0, 2, 8, 10, 20, 22, 40, 42, 76, 78 }; // two servers
    struct sntp s;
    uint8_t packet[SNTP_BYTES];
    unsigned n = 0;

    (void)state;
    sntp_init(&s, 2);
    for (uint64_t now_ms = 0; n < 10; now_ms++) {
        struct sntp_step step = sntp_poll(&s, now_ms, least_chance);
        if (step.server < 0)
            continue;
        assert_int_equal(step.server, n % 2);
        assert_int_equal(now_ms, asked_s[n] * 1000);
        sntp_request(&s, now_ms, least_chance, packet);
        n++;
    }
}

static void test_a_name_has_ten_seconds(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 2);
    struct sntp_step step = poll_now(&b);
    assert_int_equal(step.server, 0);
    assert_int_equal(step.wait_ms, 10000);
    b.now_ms += 9999;
    step = poll_now(&b);
    assert_int_equal(step.server, -1);
    assert_int_equal(step.wait_ms, 1);
    b.now_ms++;
    step = poll_now(&b);
    assert_int_equal(step.ended, SNTP_UNKNOWN);
    assert_int_equal(step.server, 1);
}

static void test_a_port_that_cannot_ask_says_so(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 2);
    assert_int_equal(poll_now(&b).server, 0);
    sntp_fail(&b.sntp, b.now_ms, SNTP_UNKNOWN);
    assert_int_equal(poll_now(&b).server, 1);
    sntp_fail(&b.sntp, b.now_ms, SNTP_UNREACHABLE);
    sntp_fail(&b.sntp, b.now_ms, SNTP_UNREACHABLE); // nothing is asked: it means nothing
    struct sntp_step step = poll_now(&b);
    assert_int_equal(step.server, -1);
    assert_in_range(step.wait_ms, 4000, 5000);
    assert_int_equal(b.sntp.counts[SNTP_UNKNOWN], 1);
    assert_int_equal(b.sntp.counts[SNTP_UNREACHABLE], 1);
}

static void test_after_an_answer_the_same_server_is_asked_within_1024_to_4096_s(void **state)
{
    struct bench b;
    uint64_t least_ms = UINT64_MAX, most_ms = 0;

    (void)state;
    start(&b, 3);
    ask(&b);
    sntp_fail(&b.sntp, b.now_ms, SNTP_UNREACHABLE);
    assert_int_equal(ask(&b), 1);
    for (int i = 0; i < 2000; i++) {
        expect_good(&b);
        uint64_t before_ms = b.now_ms;
        assert_int_equal(ask(&b), 1);
        uint64_t ms = b.now_ms - before_ms;
        least_ms = ms < least_ms ? ms : least_ms;
        most_ms = ms > most_ms ? ms : most_ms;
    }
    assert_in_range(least_ms, 1024000, 1040000);
    assert_in_range(most_ms, 4070000, 4096000);
}

// Twenty days of servers that all fail after one answer.
static void test_once_answered_no_server_is_asked_twice_in_15_s(void **state)
{
    struct bench b;
    uint64_t last_ms[SNTP_SERVERS_MAX] = { 0 };

    (void)state;
    for (unsigned servers = 1; servers <= SNTP_SERVERS_MAX; servers++) {
        start(&b, servers);
        ask(&b);
        expect_good(&b);
        memset(last_ms, 0, sizeof last_ms);
        while (b.now_ms < 20u * 86400000) {
            int i = ask(&b);
            assert_true(!last_ms[i] || b.now_ms - last_ms[i] > 15000);
            last_ms[i] = b.now_ms;
        }
    }
}

static void test_a_server_that_denies_is_never_asked_again(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 3);
    ask(&b);
    assert_int_equal(ask(&b), 1);
    spoil(&b, &flaws[12]);
    assert_int_equal(hear(&b, SNTP_BYTES), SNTP_DENIED);
    for (int i = 0; i < 200; i++)
        assert_int_not_equal(ask(&b), 1);
    while (ask(&b) != 0)
        ;
    spoil(&b, &flaws[13]);
    (void)hear(&b, SNTP_BYTES);
    assert_int_equal(ask(&b), 2);
    spoil(&b, &flaws[12]);
    (void)hear(&b, SNTP_BYTES);
    struct sntp_step step = poll_now(&b);
    assert_int_equal(step.server, -1);
    assert_int_equal(step.wait_ms, UINT32_MAX);
    sntp_hurry(&b.sntp, b.now_ms);
    b.now_ms += 4000000000;
    assert_int_equal(poll_now(&b).server, -1);
}

static void test_only_the_server_that_was_asked_can_deny(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    ask(&b);
    spoil(&b, &flaws[12]);
    b.answer[24] ^= 1;
    assert_int_equal(hear(&b, SNTP_BYTES), SNTP_COOKIE);
    make_answer(&b, right_ms);
    expect_good(&b);
}

static void test_rate_doubles_the_interval_of_that_server(void **state)
{
    struct bench b;
    uint64_t least_s = 32;

    (void)state;
    start(&b, 1);
    ask(&b);
    for (int i = 0; i < 5; i++, least_s *= 2) {
        spoil(&b, &flaws[14]);
        assert_int_equal(hear(&b, SNTP_BYTES), SNTP_RATE);
        assert_true(gap(&b) > (least_s - 1) * 1000);
    }
    expect_good(&b);
    assert_true(gap(&b) >= 1024000u << 5);
    spoil(&b, &flaws[14]);
    (void)hear(&b, SNTP_BYTES);
    assert_true(gap(&b) >= 4095000u << 5);
}

static void test_rate_of_one_server_leaves_the_others(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 2);
    ask(&b);
    spoil(&b, &flaws[14]);
    (void)hear(&b, SNTP_BYTES);
    for (uint64_t end_ms = b.now_ms + 31000; b.now_ms < end_ms;) {
        int server = ask(&b);
        assert_true(server == 1 || b.now_ms >= end_ms);
    }
}

static void test_a_network_that_comes_ends_the_back_off(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    for (int i = 0; i < 8; i++)
        ask(&b);
    b.now_ms += 2000;
    assert_true(poll_now(&b).wait_ms > 200000);
    sntp_hurry(&b.sntp, b.now_ms);
    assert_int_equal(poll_now(&b).server, 0);
    sntp_request(&b.sntp, b.now_ms, chance, b.request);
    sntp_hurry(&b.sntp, b.now_ms); // a question stands
    make_answer(&b, right_ms);
    expect_good(&b);
    sntp_hurry(&b.sntp, b.now_ms); // there is a time already
    assert_true(poll_now(&b).wait_ms >= 1024000);
}

static uint64_t ms_to_next_question(struct bench *b)
{
    uint64_t then_ms = b->now_ms;

    ask(b);
    return b->now_ms - then_ms;
}

static void test_after_a_hurry_the_pauses_begin_anew(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    ask(&b);
    uint64_t first_ms = ms_to_next_question(&b);
    for (int i = 0; i < 8; i++)
        ask(&b);
    assert_true(ms_to_next_question(&b) > 4 * first_ms);
    b.now_ms += 20000; // no answer came
    (void)poll_now(&b);
    sntp_hurry(&b.sntp, b.now_ms);
    assert_int_equal(ms_to_next_question(&b), 0);
    uint64_t again_ms = ms_to_next_question(&b);
    assert_in_range(again_ms, first_ms * 3 / 4, first_ms * 4 / 3);
}

static void test_what_went_wrong_is_counted_up_to_255(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 1);
    ask(&b);
    for (unsigned i = 1; i < 300; i++) {
        (void)hear(&b, 0);
        assert_int_equal(b.sntp.counts[SNTP_SHORT], i < UINT8_MAX ? i : UINT8_MAX);
    }
}

static void test_nobody_to_ask_is_waited_for_without_end(void **state)
{
    struct bench b;

    (void)state;
    start(&b, 0);
    struct sntp_step step = poll_now(&b);
    assert_int_equal(step.server, -1);
    assert_int_equal(step.wait_ms, UINT32_MAX);
    start(&b, 99);
    assert_int_equal(b.sntp.n_servers, SNTP_SERVERS_MAX);
}

// ---- words ----

// Each server of a list as "host port|".
static void write_list(const char *list, struct out *o)
{
    struct text rest = text_of(list);
    struct sntp_server server;
    int found;

    while ((found = sntp_next_server(&rest, &server)) != 0) {
        if (found < 0)
            out_char(o, '!');
        else
            out_format(o, "%.*s %u", (int)server.host.len, server.host.p, server.port);
        out_char(o, '|');
    }
}

static void test_lists_of_servers(void **state)
{
    static const char *const rows[][2] = {
        { "", "" },
        { " ;, ", "" },
        { "pool.ntp.org", "pool.ntp.org 123|" },
        { "a;b  c,d;", "a 123|b 123|c 123|d 123|" },
        { "10.0.0.1:1123 a:1", "10.0.0.1 1123|a 1|" },
        { "[2001:db8::1]:65535 [::1] 2001:db8::2", "2001:db8::1 65535|::1 123|2001:db8::2 123|" },
        { "a: b:0 c:65536 d:x e:+1 f:-1 :5 [] [::1 [::1]x ok", "!|!|!|!|!|!|!|!|!|!|ok 123|" },
    };
    char text[200];
    struct out o;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        out_init(&o, text, sizeof text);
        write_list(rows[i][0], &o);
        assert_string_equal(text, rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_request_is_a_version_4_question_with_nothing_but_its_cookie),
        TEST(test_cookies_never_repeat),
        TEST(test_the_offset_comes_from_four_stamps),
        TEST(test_stamps_pass_into_the_next_era),
        TEST(test_a_question_may_span_the_change_of_era),
        TEST(test_each_flaw_is_found_counted_and_changes_nothing),
        TEST(test_what_anybody_can_send_does_not_end_a_question),
        TEST(test_a_bad_server_hands_over_to_the_next_at_once),
        TEST(test_what_is_just_inside_the_limits_is_believed),
        TEST(test_the_earliest_time_can_be_told),
        TEST(test_an_answer_that_the_port_took_too_late_does_not_count),
        TEST(test_an_answer_counts_once),
        TEST(test_a_late_answer_does_not_fit_the_next_question),
        TEST(test_back_off_doubles_to_1024_s_with_a_little_chance),
        TEST(test_the_schedule_without_chance_to_the_millisecond),
        TEST(test_a_name_has_ten_seconds),
        TEST(test_a_port_that_cannot_ask_says_so),
        TEST(test_after_an_answer_the_same_server_is_asked_within_1024_to_4096_s),
        TEST(test_once_answered_no_server_is_asked_twice_in_15_s),
        TEST(test_a_server_that_denies_is_never_asked_again),
        TEST(test_only_the_server_that_was_asked_can_deny),
        TEST(test_rate_doubles_the_interval_of_that_server),
        TEST(test_rate_of_one_server_leaves_the_others),
        TEST(test_a_network_that_comes_ends_the_back_off),
        TEST(test_after_a_hurry_the_pauses_begin_anew),
        TEST(test_what_went_wrong_is_counted_up_to_255),
        TEST(test_nobody_to_ask_is_waited_for_without_end),
        TEST(test_lists_of_servers),
    };

    return RUN(tests);
}
