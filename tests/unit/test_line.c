// The framing of commands: every way of cutting the same bytes gives the same commands.
#include "net/line.h"
#include "test.h"

// What a link's bytes became: each command in brackets, the other events as words.
struct hearing {
    struct line line;
    char all[4096];
    struct out out;
};

static void start(struct hearing *h, bool needs_newline)
{
    memset(&h->line, 0xa5, sizeof h->line);
    line_init(&h->line, needs_newline);
    out_init(&h->out, h->all, sizeof h->all);
}

static void note(struct hearing *h, enum line_event event)
{
    switch (event) {
    case LINE_MORE: break;
    case LINE_PART: out_char(&h->out, '~'); break;
    case LINE_READY:
        out_char(&h->out, '[');
        if (line_text(&h->line).len > 40)
            out_format(&h->out, "%u bytes", (unsigned)line_text(&h->line).len);
        else
            out_slice(&h->out, line_text(&h->line));
        out_char(&h->out, ']');
        break;
    case LINE_TOO_LONG: out_text(&h->out, "(too long)"); break;
    case LINE_NOT_TEXT: out_text(&h->out, "(no text)"); break;
    }
}

static void feed(struct hearing *h, const char *data, size_t len)
{
    while (len) {
        char *copy = malloc(len);
        size_t used = 99999;
        memcpy(copy, data, len);
        note(h, line_feed(&h->line, copy, len, &used));
        free(copy);
        assert_true(used > 0 && used <= len);
        data += used;
        len -= used;
    }
}

static void feed_text(struct hearing *h, const char *text)
{
    feed(h, text, strlen(text));
}

#define FEED(h, bytes) feed(h, bytes, sizeof(bytes) - 1)

static void test_each_kind_of_line_end_ends_a_command(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, true);
    FEED(&h, "lf\ncrlf\r\ncr\rcrnul\r\0two\r\r\nend\n");
    assert_string_equal(h.all, "[lf][crlf][cr][crnul][two][][end]");
}

// Nothing more came for a while.
static void fall_silent(struct hearing *h)
{
    note(h, line_end(&h->line));
}

static void test_silence_ends_a_command_until_the_link_sends_a_newline(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, false);
    feed_text(&h, "hello");
    fall_silent(&h);
    fall_silent(&h); // it was handed out already
    feed_text(&h, "ver");
    feed_text(&h, "sion");
    fall_silent(&h);
    assert_string_equal(h.all, "~[hello]~~[version]");
    feed_text(&h, "one\ntw");
    assert_string_equal(h.all, "~[hello]~~[version][one]");
    feed_text(&h, "o\n");
    feed_text(&h, "thr");
    feed_text(&h, "ee");
    assert_string_equal(h.all, "~[hello]~~[version][one][two]");
    feed_text(&h, "\n");
    assert_string_equal(h.all, "~[hello]~~[version][one][two][three]");
}

static void test_a_first_line_in_two_pieces_is_one_command_wherever_it_is_cut(void **state)
{
    static const char *const ends[] = { "\n", "\r\n", "\r" };
    char line[64];
    struct hearing h;

    (void)state;
    for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
        snprintf(line, sizeof line, "dimmer set_value 1000 gr\xc3\xbcn%s", ends[e]);
        for (size_t cut = 0; cut <= strlen(line); cut++) {
            start(&h, false);
            feed(&h, line, cut);
            bool is_part = h.all[0] == '~';
            feed_text(&h, line + cut);
            if (strcmp(h.all + is_part, "[dimmer set_value 1000 gr\xc3\xbcn]"))
                fail_msg("cut at %zu: %s", cut, h.all);
        }
    }
}

static void test_a_newline_that_comes_late_belongs_to_the_command_before_it(void **state)
{
    static const char *const ends[] = { "\n", "\r\n", "\r" };
    struct hearing h;

    (void)state;
    for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
        start(&h, false);
        feed_text(&h, "version");
        fall_silent(&h);
        feed_text(&h, ends[e]);
        feed_text(&h, "hello\n\n");
        assert_string_equal(h.all, "~[version][hello][]");
    }
    start(&h, false);
    feed_text(&h, "version");
    fall_silent(&h);
    line_paused(&h.line); // after a longer while it is an empty command
    feed_text(&h, "\n");
    assert_string_equal(h.all, "~[version][]");
}

static void test_whoever_types_ends_commands_with_a_newline(void **state)
{
    static const char *const first[] = { "o", "\xc3\xa9", "\x7f", "x\b", "\xff\xfb\x18", "xy\b" };
    struct hearing h;

    (void)state;
    for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
        start(&h, false);
        feed_text(&h, first[i]);
        for (const char *key = "pensesame"; *key; key++)
            feed(&h, key, 1);
        feed_text(&h, "pasted");
        if (h.out.len)
            fail_msg("begun with %zu: %s", i, h.all);
        FEED(&h, "\r\0ok\r\n");
        assert_non_null(strstr(h.all, "pensesamepasted][ok]"));
    }
}

static void test_a_character_can_be_taken_back(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, true);
    feed_text(&h, "hellp\bo\n"
                  "verx\x7f\x7frsion\n"
                  "gr\xc3\xbc\x7f\x7fx\n"
                  "ab\b\b\b\bok\n\x7f\n");
    assert_string_equal(h.all, "[hello][version][gx][ok][]");
    start(&h, true);
    FEED(&h, "ab\xff\xf7"
             "c\n"
             "wrong\xff\xf8right\n"); // RFC 854: erase character, erase line
    assert_string_equal(h.all, "[ac][right]");
}

static void test_a_stream_of_characters_always_needs_its_newline(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, true);
    feed_text(&h, "hel");
    feed_text(&h, "lo");
    assert_string_equal(h.all, "");
    feed_text(&h, "\r");
    assert_string_equal(h.all, "[hello]");
}

static void test_telnet_negotiation_is_skipped(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, true);
    FEED(&h, "\xff\xfb\x18\xff\xfd\x01\xff\xfe\x03\xff\xfc\x22hello\r\n"); // WILL DO DONT WONT
    FEED(&h,
         "ver\xff\xfa\x18\x00xterm\n\xff\xff\n\xff\xf0sion\r\n"); // a subnegotiation inside a word
    FEED(&h, "\xff\xf1\xff\xf2\xff\xf3\xff\xf4\xff\xf5\xff\xf6\xff\xf7\xff\xf8\xff\xf9\xff\xf0x\r"
             "\n"); // NOP to GA, a lone SE
    assert_string_equal(h.all, "[hello][version][x]");
}

static void test_a_byte_255_that_begins_no_telnet_sequence_is_no_text(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, true);
    FEED(&h, "a\xff\xff"
             "b\nok\n");
    assert_string_equal(h.all, "(no text)[ok]");
    start(&h, true);
    FEED(&h, "a\xff"
             "b\nok\n");
    assert_string_equal(h.all, "(no text)[ok]");
}

static void test_a_chunk_of_negotiation_only_is_no_command(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, false);
    FEED(&h, "\xff\xfb\x18\xff\xfd\x01");
    assert_string_equal(h.all, "");
    feed_text(&h, "hello");
    assert_string_equal(h.all, ""); // telnet ends its lines
    feed_text(&h, "\r\n");
    assert_string_equal(h.all, "[hello]");
}

static void test_bytes_that_are_no_text_are_told_from_commands(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        bool is_text;
    } rows[] = {
        { "caf\xc3\xa9\n", 6, true },
        { "tab\tx\n", 6, true },
        { "\n", 1, true },
        { " ~\n", 3, true },
        { "a\0b\n", 4, false },
        { "a\x01\n", 3, false },
        { "a\x1b[A\n", 5, false },
        { "caf\xe9\n", 5, false },
        { "\xc3\n", 2, false },
        { "\xed\xa0\x80\n", 4, false },
        { "\xc0\x80\n", 3, false },
        { "\xf5\x80\x80\x80\n", 5, false },
        { "\x1f\n", 2, false },
    };
    struct hearing h;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        start(&h, true);
        feed(&h, rows[i].bytes, rows[i].len);
        if ((h.all[0] == '[') != rows[i].is_text)
            fail_msg("row %zu: %s", i, h.all);
        feed_text(&h, "next\n"); // the next command is not touched by it
        assert_non_null(strstr(h.all, "[next]"));
    }
}

static void test_the_longest_command_is_taken_and_a_longer_one_refused_once(void **state)
{
    static char text[3 * CFG_LINE_MAX];
    struct hearing h;

    (void)state;
    memset(text, 'x', sizeof text);
    start(&h, true);
    feed(&h, text, CFG_LINE_MAX);
    feed_text(&h, "\n");
    assert_string_equal(h.all, "[1024 bytes]");
    feed(&h, text, CFG_LINE_MAX + 1);
    assert_string_equal(h.all, "[1024 bytes](too long)");
    feed(&h, text, sizeof text);
    feed_text(&h, "\nnext\n");
    assert_string_equal(h.all, "[1024 bytes](too long)[next]");
}

static void test_what_is_skipped_of_a_long_command_does_not_spoil_the_next(void **state)
{
    static char text[CFG_LINE_MAX + 1];
    struct hearing h;

    (void)state;
    memset(text, 'x', sizeof text);
    start(&h, true);
    feed(&h, text, sizeof text);
    FEED(&h, "\xff\xff\xff\xfb\x01 caf\xe9\nhello\n");
    assert_string_equal(h.all, "(too long)[hello]");
}

static void test_without_newlines_a_pause_ends_a_command_that_was_too_long(void **state)
{
    static char text[CFG_LINE_MAX + 1];
    struct hearing h;

    (void)state;
    memset(text, 'x', sizeof text);
    start(&h, false);
    feed(&h, text, sizeof text);
    feed_text(&h, "the rest of it");
    assert_string_equal(h.all, "(too long)");
    line_paused(&h.line);
    feed_text(&h, "hello");
    fall_silent(&h);
    assert_string_equal(h.all, "(too long)~[hello]");
    start(&h, true); // where newlines are needed a pause means nothing
    feed(&h, text, sizeof text);
    line_paused(&h.line);
    feed_text(&h, "hello\n");
    assert_string_equal(h.all, "(too long)");
    start(&h, false);
    feed_text(&h, "one\n"); // nor on a link that sent one
    feed(&h, text, sizeof text);
    line_paused(&h.line);
    feed_text(&h, "hello\n");
    assert_string_equal(h.all, "[one](too long)");
}

static void test_the_end_of_the_link_completes_what_was_gathered(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, true);
    note(&h, line_end(&h.line));
    feed_text(&h, "hello");
    note(&h, line_end(&h.line));
    assert_string_equal(h.all, "[hello]");
    start(&h, true);
    feed_text(&h, "one\n");
    note(&h, line_end(&h.line)); // it was handed out already
    FEED(&h, "caf\xe9");
    note(&h, line_end(&h.line));
    assert_string_equal(h.all, "[one](no text)");
    start(&h, true);
    for (int i = 0; i < 100; i++)
        feed_text(&h, "0123456789abcdef");
    note(&h, line_end(&h.line)); // nothing of a command that was too long is run
    assert_string_equal(h.all, "(too long)");
}

static const char script[] =
    "hello\nver\xff\xfb\x18sion\r\n\r\nlight rgb 1 2 3\rconf\r\0\xff\xfa\x18\0a\xff\xf0"
    "caf\xc3\xa9\n\xff\xff\nx\x01\n"
    "\tlast one \n";
static const char commands[] =
    "[hello][version][][light rgb 1 2 3][conf][caf\xc3\xa9](no text)(no text)[\tlast one ]";

static void test_two_cuts_anywhere_give_the_same_commands(void **state)
{
    const size_t len = sizeof script - 1;
    struct hearing h;

    (void)state;
    for (size_t a = 0; a <= len; a++) {
        for (size_t b = a; b <= len; b++) {
            start(&h, true);
            feed(&h, script, a);
            feed(&h, script + a, b - a);
            feed(&h, script + b, len - b);
            if (strcmp(h.all, commands))
                fail_msg("cut at %zu and %zu: %s", a, b, h.all);
        }
    }
}

static void test_byte_by_byte_gives_the_same_commands(void **state)
{
    struct hearing h;

    (void)state;
    start(&h, true);
    for (size_t i = 0; i + 1 < sizeof script; i++)
        feed(&h, script + i, 1);
    assert_string_equal(h.all, commands);
}

static void test_once_a_newline_came_cuts_do_not_matter_on_a_socket_either(void **state)
{
    const size_t len = sizeof script - 1;
    struct hearing h;

    (void)state;
    for (size_t a = 6; a <= len; a++) { // behind the first newline
        start(&h, false);
        feed(&h, script, a);
        feed(&h, script + a, len - a);
        if (strcmp(h.all, commands))
            fail_msg("cut at %zu: %s", a, h.all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_kind_of_line_end_ends_a_command),
        TEST(test_silence_ends_a_command_until_the_link_sends_a_newline),
        TEST(test_a_first_line_in_two_pieces_is_one_command_wherever_it_is_cut),
        TEST(test_a_newline_that_comes_late_belongs_to_the_command_before_it),
        TEST(test_whoever_types_ends_commands_with_a_newline),
        TEST(test_a_character_can_be_taken_back),
        TEST(test_a_stream_of_characters_always_needs_its_newline),
        TEST(test_telnet_negotiation_is_skipped),
        TEST(test_a_byte_255_that_begins_no_telnet_sequence_is_no_text),
        TEST(test_a_chunk_of_negotiation_only_is_no_command),
        TEST(test_bytes_that_are_no_text_are_told_from_commands),
        TEST(test_the_longest_command_is_taken_and_a_longer_one_refused_once),
        TEST(test_what_is_skipped_of_a_long_command_does_not_spoil_the_next),
        TEST(test_without_newlines_a_pause_ends_a_command_that_was_too_long),
        TEST(test_the_end_of_the_link_completes_what_was_gathered),
        TEST(test_two_cuts_anywhere_give_the_same_commands),
        TEST(test_byte_by_byte_gives_the_same_commands),
        TEST(test_once_a_newline_came_cuts_do_not_matter_on_a_socket_either),
    };

    return RUN(tests);
}
