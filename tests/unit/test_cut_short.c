// Every reader of bytes from outside, with inputs that end too early: each sample is cut at every
// length, and its last byte is each byte once. An input stands in a block of exactly its length, so
// that the sanitizer sees whoever reads past the end.
#include "base/base64.h"
#include "base/literal.h"
#include "base/visible.h"
#include "mod/call.h"
#include "net/line.h"
#include "net/opening.h"
#include "net/responder.h"
#include "net/scram.h"
#include "net/sntp.h"
#include "run/cron.h"
#include "store/flatjson.h"
#include "test.h"

static const uint32_t own = 0x0a000001;
static const struct responder_place place = { 2, 0x0a000001, &own, 1, { "\3a=b", 4 } };

static void read_dns(uint8_t *data, size_t len)
{
    struct dns_record record;
    struct dns_reader r;
    char name[DNS_NAME_MAX];
    struct text label;
    uint32_t address;
    uint16_t port;
    size_t at;

    if (!dns_open(&r, data, len))
        return;
    while (dns_next(&r, &record)) {
        assert_true(record.at + record.len <= len);
        (void)dns_is_below(&r, record.name_at, text_make("\5local", 7), &label);
        (void)dns_address(&r, &record, &address);
        if (dns_pointed(&r, &record, &at) || dns_service(&r, &record, &port, &at))
            (void)dns_copy(&r, at, name, sizeof name);
    }
}

static void hear_dns(uint8_t *data, size_t len)
{
    uint8_t answer[RESPONDER_PACKET_MAX];
    struct responder r;

    responder_start(&r, text_of("lamp"), 9008, 0, 77);
    (void)responder_hear(&r, &place, data, len, 1000, 33);
    (void)responder_reply(&r, &place, data, len, 1000, answer, sizeof answer);
}

static void no_chance(uint8_t *out, size_t len)
{
    memset(out, 7, len);
}

static void hear_sntp(uint8_t *data, size_t len)
{
    uint8_t request[SNTP_BYTES];
    struct sntp_time time;
    struct sntp s;

    sntp_init(&s, 1);
    (void)sntp_poll(&s, 0, no_chance);
    sntp_request(&s, 0, no_chance, request);
    if (len >= SNTP_BYTES)
        memcpy(data + 24, request + 40, 8);
    enum sntp_verdict verdict = sntp_answer(&s, 5, data, len, &time);
    if (len < SNTP_BYTES)
        assert_int_equal(verdict, SNTP_SHORT);
}

static void read_servers(uint8_t *data, size_t len)
{
    struct text list = text_make((char *)data, len);
    struct sntp_server server;

    while (sntp_next_server(&list, &server))
        ;
}

static const uint8_t signature[SHA256_BYTES];

static void read_scram(uint8_t *data, size_t len)
{
    struct text message = text_make((char *)data, len), nonce;
    struct scram_offer offer;
    struct scram_final final;

    (void)scram_read_client_first(message, &nonce);
    (void)scram_read_client_final(message, &final);
    (void)scram_read_server_first(message, text_of("rOprNGfwEbeRWgbNEkqO"), 100000, &offer);
    (void)scram_check_server_final(message, signature);
}

static void read_line(uint8_t *data, size_t len)
{
    struct line l;
    size_t used = 0;

    line_init(&l, false);
    for (size_t at = 0; at < len; at += used)
        if (line_feed(&l, (char *)data + at, len - at, &used) == LINE_READY)
            (void)opening_judge(line_text(&l), true);
    if (line_end(&l) == LINE_READY)
        (void)opening_judge(line_text(&l), false);
}

static void read_opening(uint8_t *data, size_t len)
{
    (void)opening_judge(text_make((char *)data, len), true);
    (void)opening_judge(text_make((char *)data, len), false);
}

static void read_literal(uint8_t *data, size_t len)
{
    struct literal l;
    int32_t value;

    (void)literal_check(text_make((char *)data, len));
    (void)literal_fixed(text_make((char *)data, len), 3, &value);
    (void)literal_parse(text_make((char *)data, len), &l);
}

static void split_call(uint8_t *data, size_t len)
{
    struct call_text t = call_split(text_make((char *)data, len));

    assert_true(t.verb.len + t.args.len <= len);
}

static void read_characters(uint8_t *data, size_t len)
{
    struct text t = text_make((char *)data, len);
    bool is_visible;

    for (size_t n; t.len; t = text_skip(t, n)) {
        n = visible_next(t, &is_visible);
        assert_in_range(n, 1, t.len);
    }
    visible_make((char *)data, len, "\n");
}

static void read_base64(uint8_t *data, size_t len)
{
    uint8_t to[64];

    (void)base64_read(text_make((char *)data, len), to, sizeof to);
}

static void read_calendar(uint8_t *data, size_t len)
{
    struct cron_mistake mistake;

    (void)cron_check(text_make((char *)data, len), &mistake);
}

static void read_zone(uint8_t *data, size_t len)
{
    struct zone_rule rule;
    size_t at;

    (void)zone_rule_parse(text_make((char *)data, len), &rule, &at);
}

static void load_settings(const struct settings_form *form, const uint8_t *data, size_t len)
{
    static uint8_t recorded[KEYSET_BYTES(KEY_COUNT)];
    static struct settings s;
    struct settings_report report;
    struct ram ram;

    ram_init(&ram);
    ram_put_bytes(&ram, SETTINGS_FILE, data, len);
    settings_init(&s, keys, KEY_COUNT, recorded, form == &settings_json ? &ram.json : &ram.image);
    settings_load(&s, &report);
    for (unsigned i = 0; i < KEY_COUNT; i++)
        if (keys[i].kind == K_TEXT)
            (void)text_is_utf8(settings_text(&s, i));
    ram_free(&ram);
}

static void load_json(uint8_t *data, size_t len)
{
    load_settings(&settings_json, data, len);
}

static void load_image(uint8_t *data, size_t len)
{
    load_settings(&settings_image, data, len);
}

#define BYTES(literal) literal, sizeof literal - 1

// What goes into a reader while all is well.
static const struct sample {
    const char *name;
    void (*read)(uint8_t *data, size_t len);
    const char *data;
    size_t len;
} samples[] = {
    { "a question", read_dns, BYTES("\0\7\0\0\0\1\0\0\0\0\0\0\4lamp\5local\0\0\1\0\1") },
    { "a question, heard", hear_dns, BYTES("\0\7\0\0\0\1\0\0\0\0\0\0\4lamp\5local\0\0\1\0\1") },
    { "pointers", read_dns,
      BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0\4lamp\5local\0\0\1\x80\1\0\0\0\x78\0\4\12\0\0\1"
            "\xc0\14\0\41\0\1\0\0\0\7\0\11\0\0\0\0\43\60\1a\xc0\14") },
    { "pointers, heard", hear_dns,
      BYTES("\0\0\x84\0\0\0\0\2\0\0\0\0\4lamp\5local\0\0\1\x80\1\0\0\0\x78\0\4\12\0\0\1"
            "\xc0\14\0\41\0\1\0\0\0\7\0\11\0\0\0\0\43\60\1a\xc0\14") },
    { "a service", read_dns,
      BYTES(
          "\0\0\x84\0\0\0\0\1\0\0\0\0\7_micros\4_tcp\5local\0\0\14\0\1\0\0\0\7\0\7\4lamp\xc0\14") },
    { "a time", hear_sntp,
      BYTES("\44\1\0\0\0\0\0\0\0\0\0\0LOCL\xe4\0\0\0\0\0\0\0\1\2\3\4\5\6\7\10\xe4\0\0\0\0\0\0\0\xe4"
            "\0\0"
            "\0\0\0\0\0") },
    { "time servers", read_servers, BYTES("pool.ntp.org; 10.0.0.1:124;[fe80::1]:123 ;x") },
    { "client-first", read_scram, BYTES("n,,n=,r=rOprNGfwEbeRWgbNEkqO") },
    { "client-final", read_scram,
      BYTES("c=biws,r=rOprNGfwEbeRWgbNEkqOAQID,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=") },
    { "server-first", read_scram,
      BYTES("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096") },
    { "server-final", read_scram, BYTES("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=") },
    { "a line", read_line,
      BYTES("hello >json\r\n\xff\xfd\3light 'a\xc3\xa4'\xff\xfa\1\xff\xf0\r") },
    { "a web page", read_opening, BYTES("POST /conf HTTP/1.1") },
    { "a status line", read_opening, BYTES("HTTP/1.1 200") },
    { "SSH", read_opening, BYTES("SSH-2.0-OpenSSH_9.2") },
    { "a text", read_literal, BYTES(" 'a\\x41\\u00e4\\'\\n\xe2\x82\xac' ") },
    { "a list", read_literal, BYTES("[1, 'a', (2.5e-3, None), {'k': -0x7f}]") },
    { "a number", read_literal, BYTES("-12.5e-3") },
    { "a call", split_call, BYTES("rgb(10, g=20, name='a b')") },
    { "characters", read_characters, BYTES("a\xc3\xa4\xe2\x80\xae\xf0\x9f\x92\xa1\x1b") },
    { "base 64", read_base64, BYTES("cmV0dXJuIHs=") },
    { "a calendar", read_calendar,
      BYTES("0-4:7,30:*/5:10-40/10!light on;#*:*:0:0!x;5,6:sunset-15!y") },
    { "many commands", read_calendar, BYTES("*:sunrise+5!light on; servo Servo 90;;*:*:*:*!x") },
    { "a time zone", read_zone, BYTES("<-03>3<-02>,M3.5.0/-2,J60/24:59:59") },
    { "settings", load_json,
      BYTES("{\"format\": \"1.1\", \"generation\": 7, \"devfid\": \"l\\u00e4mp\", \"cron\": true, "
            "\"x\": -1.5e3}") },
    { "an image", load_image,
      BYTES("mSE1\7\0\0\0\0\1\0\x11\6\4\0devfidlamp\4\4\0cronTrue\1\3\0xabc") },
};

// A copy in a block of its own, which has exactly its length.
static void read_exactly(const struct sample *s, size_t len, int last)
{
    uint8_t *data = malloc(len ? len : 1);

    assert_non_null(data);
    memcpy(data, s->data, len);
    if (last >= 0)
        data[len - 1] = (uint8_t)last;
    s->read(data, len);
    free(data);
}

static void test_no_reader_goes_past_the_end(void **state)
{
    size_t inputs = 0;

    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        for (size_t len = 0; len <= samples[i].len; len++)
            for (int last = -1; last < (len ? 256 : 0); last++, inputs++)
                read_exactly(&samples[i], len, last);
    print_message("%zu inputs\n", inputs);
}

int main(void)
{
    const struct CMUnitTest tests[] = { TEST(test_no_reader_goes_past_the_end) };

    return RUN(tests);
}
