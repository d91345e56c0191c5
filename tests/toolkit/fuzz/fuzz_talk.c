// micros_talk: whatever a node sends, in whatever pieces. Input: a byte with the size of the
// pieces, then the stream; 0xff in it stands for a command of ours, 0xfe for silence, 0xfd for the
// end.
#include "fuzz.h"
#include "micros_talk.h"
#include <string.h>

static void check(const struct micros_talk *talk)
{
    size_t len = micros_talk_answer_len(talk);

    MUST(len <= talk->len);
    MUST(!talk->len || talk->data[talk->len] == '\0');
    MUST(talk->len <= MICROS_REPLY_MAX);
    MUST(strlen(talk->prompt.name) <= MICROS_NAME_MAX);
    if (talk->state == MICROS_TALK_READY)
        MUST(talk->learned && talk->prompt.blanks >= 1 && talk->prompt.blanks <= 2);
    MUST(talk->state == MICROS_TALK_OVER || talk->result == MICROS_OK);
}

static void step(struct micros_talk *talk, const char *bytes, size_t n)
{
    static const char *const lines[] = { "hello", "devfid kitchen", "devfid:", "help >json" };

    switch ((uint8_t)*bytes) {
    case 0xff:
        if (talk->state == MICROS_TALK_READY)
            micros_talk_sent(talk, lines[talk->len % 4], talk->prompt.password);
        break;
    case 0xfe: micros_talk_finish(talk); break;
    case 0xfd: micros_talk_closed(talk); break;
    default: micros_talk_feed(talk, bytes, n); break;
    }
    check(talk);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct micros_talk talk;
    const char *at = (const char *)data + 1, *end = (const char *)data + size;
    size_t piece = size ? (size_t)data[0] + 1 : 1;

    micros_talk_start(&talk);
    while (at < end) {
        size_t n = 1;
        if ((uint8_t)*at < 0xfd)
            while (n < piece && at + n < end && (uint8_t)at[n] < 0xfd)
                n++;
        step(&talk, at, n);
        at += n;
    }
    micros_talk_closed(&talk);
    MUST(talk.state == MICROS_TALK_OVER);
    if (talk.data)
        micros_reply_judge("system info >json", talk.data, talk.len);
    micros_talk_free(&talk);
    return 0;
}
