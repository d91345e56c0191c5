// A conversation with one node, driven by the caller's loop: bytes in, bytes out, and a deadline.
#include "micros_conversation.h"
#include <stdlib.h>
#include <string.h>

// ---- beginning and end ----

void micros_conversation_restart(struct micros_conversation *c, int64_t now_us)
{
    c->heard_us = c->sent_us = now_us;
    c->deadline_us = now_us + (int64_t)c->timeout_ms * 1000;
}

void micros_conversation_start(struct micros_conversation *c, int timeout_ms, int64_t now_us)
{
    *c = (struct micros_conversation){ .timeout_ms = timeout_ms };
    micros_conversation_restart(c, now_us);
    micros_talk_start(&c->talk);
}

static void micros_conversation_free_line(struct micros_conversation *c)
{
    if (c->out)
        explicit_bzero(c->out, c->out_len); // it may be the password
    free(c->out);
    c->out = NULL;
    c->out_len = c->out_sent = 0;
}

void micros_conversation_clear(struct micros_conversation *c)
{
    micros_conversation_free_line(c);
    free(c->notice);
    free(c->prompt);
    c->notice = c->prompt = NULL;
    micros_errand_clear(&c->errand);
    micros_talk_free(&c->talk);
}

struct micros_conversation *micros_conversation_new(int timeout_ms, int64_t now_us)
{
    struct micros_conversation *c = malloc(sizeof *c);

    if (c)
        micros_conversation_start(c, timeout_ms, now_us);
    return c;
}

void micros_conversation_free(struct micros_conversation *c)
{
    if (!c)
        return;
    micros_conversation_clear(c);
    free(c);
}

void micros_conversation_trust(struct micros_conversation *c, const struct micros_trust *trust)
{
    micros_errand_trust(&c->errand, trust);
}

void micros_conversation_fail(struct micros_conversation *c, enum micros_result result)
{
    micros_talk_end(&c->talk, result);
}

// ---- whose turn it is ----

enum micros_stage micros_conversation_stage(const struct micros_conversation *c)
{
    switch (c->talk.state) {
    case MICROS_TALK_GREETING: return MICROS_IS_GREETING;
    case MICROS_TALK_WAITING:
        return c->errand.step == MICROS_ERRAND_WHO ? MICROS_IS_GREETING : MICROS_IS_ANSWERING;
    case MICROS_TALK_READY: return MICROS_IS_READY;
    default: return MICROS_IS_OVER;
    }
}

enum micros_result micros_conversation_result(const struct micros_conversation *c)
{
    return c->talk.state == MICROS_TALK_OVER ? c->talk.result : MICROS_OK;
}

static bool micros_conversation_keep(char **kept, const char *bytes, size_t len)
{
    if (*kept && strlen(*kept) == len && memcmp(*kept, bytes, len) == 0)
        return true;
    char *copy = strndup(bytes, len);
    if (!copy)
        return false;
    free(*kept);
    *kept = copy;
    return true;
}

// Sets a line to be sent.
static enum micros_result put_line(struct micros_conversation *c, const char *line, bool is_login,
                                   int64_t now_us)
{
    size_t len = strlen(line);
    char *out = malloc(len + 2);

    if (!out) {
        micros_talk_end(&c->talk, MICROS_NO_MEMORY);
        return MICROS_NO_MEMORY;
    }
    memcpy(out, line, len);
    memcpy(out + len, "\n", 2);
    micros_conversation_free_line(c);
    c->out = out;
    c->out_len = len + 1;
    c->seen = 0;
    c->sent_us = now_us;
    c->deadline_us = now_us + (int64_t)c->timeout_ms * 1000;
    micros_talk_sent(&c->talk, line, is_login);
    return MICROS_OK;
}

// Says the next line of the errand, or ends it.
static void take_turn(struct micros_conversation *c, struct micros_errand_turn turn, int64_t now_us)
{
    if (turn.line) {
        (void)put_line(c, turn.line, turn.is_login, now_us);
        explicit_bzero(turn.line, strlen(turn.line));
        free(turn.line);
    } else if (turn.end != MICROS_OK) {
        micros_talk_end(&c->talk, turn.end);
    }
}

// Where the visible part of the prompt begins. People read in the answer how a command went.
static size_t shown_prompt(const struct micros_prompt *prompt)
{
    static const size_t marks[] = { [MICROS_OUTCOME_UNSAID] = 0,
                                    [MICROS_OUTCOME_OK] = sizeof "[ok] " - 1,
                                    [MICROS_OUTCOME_FAILED] = sizeof "[failed] " - 1 };

    return prompt->start + marks[prompt->outcome];
}

// The state has changed: the data that the caller may ask for is separate from what comes next.
static void keep_turn(struct micros_conversation *c, int64_t now_us)
{
    struct micros_talk *talk = &c->talk;

    c->turn_us = now_us;
    if (talk->state == MICROS_TALK_READY || talk->result == MICROS_OK)
        c->seen = talk->len; // otherwise the caller has not had it yet
    if (talk->state != MICROS_TALK_READY)
        return;
    size_t start = shown_prompt(&talk->prompt);
    if (!micros_conversation_keep(&c->prompt, talk->data + start, talk->len - start) ||
        (!c->notice && !micros_conversation_keep(&c->notice, talk->data, talk->prompt.start)))
        micros_talk_end(talk, MICROS_NO_MEMORY);
}

// The node is ready, or the conversation is over. The caller does not see the lines of an errand.
static void note_turn(struct micros_conversation *c, int64_t now_us)
{
    struct micros_talk *talk = &c->talk;
    enum micros_errand_step step = c->errand.step;
    bool has_greeted = c->prompt != NULL;

    if (talk->state != MICROS_TALK_READY && talk->state != MICROS_TALK_OVER)
        return;
    if (step != MICROS_ERRAND_NONE)
        take_turn(c, micros_errand_answered(&c->errand, talk), now_us);
    if (talk->state == MICROS_TALK_WAITING)
        return;
    keep_turn(c, now_us);
    if (step == MICROS_ERRAND_WHO && talk->state == MICROS_TALK_READY)
        micros_conversation_free_line(c); // nothing that has an answer was sent
    if (!has_greeted && talk->state == MICROS_TALK_READY)
        take_turn(c, micros_errand_greeted(&c->errand), now_us);
}

// ---- bytes in ----

void micros_conversation_take(struct micros_conversation *c, const char *bytes, size_t n,
                              int64_t now_us)
{
    bool is_unasked = c->talk.state == MICROS_TALK_READY;

    c->heard_us = now_us;
    micros_talk_feed(&c->talk, bytes, n);
    if (!is_unasked)
        note_turn(c, now_us);
}

void micros_conversation_closed(struct micros_conversation *c, int64_t now_us)
{
    bool was_answering = c->talk.state == MICROS_TALK_WAITING;

    micros_talk_closed(&c->talk);
    if (was_answering)
        note_turn(c, now_us);
}

bool micros_conversation_wants_read(const struct micros_conversation *c)
{
    return c->talk.state != MICROS_TALK_OVER;
}

// ---- bytes out ----

// Whether a line can be sent now.
static enum micros_result check_turn(const struct micros_conversation *c, const char *line)
{
    if (strpbrk(line, "\r\n"))
        return MICROS_BAD_INPUT;
    if (c->talk.state == MICROS_TALK_OVER)
        return c->talk.result == MICROS_OK ? MICROS_CLOSED : c->talk.result;
    return c->talk.state == MICROS_TALK_READY ? MICROS_OK : MICROS_BAD_INPUT;
}

enum micros_result micros_conversation_say(struct micros_conversation *c, const char *line,
                                           int64_t now_us)
{
    enum micros_result result = check_turn(c, line);

    if (result != MICROS_OK)
        return result;
    if (c->errand.must_prove && !c->errand.is_proven && !micros_command_is_open(line)) {
        micros_talk_end(&c->talk, MICROS_NOT_PROVEN);
        return MICROS_NOT_PROVEN;
    }
    if (c->talk.prompt.password) // it would be taken for the password
        return put_line(c, line, false, now_us);
    struct micros_errand_turn turn = micros_errand_command(&c->errand, line);
    if (!turn.line && turn.end == MICROS_OK)
        return put_line(c, line, false, now_us);
    take_turn(c, turn, now_us);
    return micros_conversation_result(c);
}

enum micros_result micros_conversation_login(struct micros_conversation *c, const char *password,
                                             int64_t now_us)
{
    enum micros_result result = check_turn(c, password);

    if (result != MICROS_OK || !c->talk.prompt.password)
        return result != MICROS_OK ? result : MICROS_BAD_INPUT;
    take_turn(c, micros_errand_login(&c->errand, password), now_us);
    return micros_conversation_result(c);
}

bool micros_conversation_is_proven(const struct micros_conversation *c)
{
    return c->errand.is_proven;
}

const char *micros_conversation_output(const struct micros_conversation *c, size_t *n)
{
    *n = c->talk.state == MICROS_TALK_OVER ? 0 : c->out_len - c->out_sent;
    return *n ? c->out + c->out_sent : NULL;
}

void micros_conversation_sent(struct micros_conversation *c, size_t n)
{
    c->out_sent += n < c->out_len - c->out_sent ? n : c->out_len - c->out_sent;
}

bool micros_conversation_wants_write(const struct micros_conversation *c)
{
    size_t n;

    return micros_conversation_output(c, &n) != NULL;
}

// ---- time ----

void micros_conversation_set_timeout(struct micros_conversation *c, int timeout_ms)
{
    c->timeout_ms = timeout_ms;
}

int64_t micros_conversation_deadline_us(const struct micros_conversation *c)
{
    if (c->talk.state == MICROS_TALK_READY || c->talk.state == MICROS_TALK_OVER)
        return INT64_MAX;
    int64_t settled_us = c->heard_us + (int64_t)c->talk.grace_ms * 1000;
    return c->talk.grace_ms >= 0 && settled_us < c->deadline_us ? settled_us : c->deadline_us;
}

void micros_conversation_tick(struct micros_conversation *c, int64_t now_us)
{
    if (now_us < micros_conversation_deadline_us(c))
        return;
    bool is_quiet =
        c->talk.grace_ms >= 0 && now_us >= c->heard_us + (int64_t)c->talk.grace_ms * 1000;
    if (is_quiet)
        micros_talk_finish(&c->talk);
    else
        micros_talk_end(&c->talk, MICROS_TIMEOUT);
    note_turn(c, now_us);
}

// ---- answers ----

// If the node reports how a command went, that is more reliable than its text.
static enum micros_result micros_conversation_judge(const struct micros_conversation *c,
                                                    const struct micros_reply *reply)
{
    if (reply->closed || c->talk.prompt.outcome == MICROS_OUTCOME_UNSAID)
        return micros_reply_judge(c->out, reply->text, reply->len);
    return c->talk.prompt.outcome == MICROS_OUTCOME_OK ? MICROS_OK : MICROS_FAILED;
}

enum micros_result micros_conversation_reply(struct micros_conversation *c,
                                             struct micros_reply *reply)
{
    struct micros_talk *talk = &c->talk;
    bool is_over = talk->state == MICROS_TALK_OVER;

    if (is_over && talk->result != MICROS_OK)
        return talk->result;
    if (!c->out || (!is_over && talk->state != MICROS_TALK_READY))
        return MICROS_BAD_INPUT;
    size_t len = micros_talk_answer_len(talk);
    if (talk->data && len < talk->len)
        talk->data[len] = '\0'; // the prompt after it was kept
    *reply = (struct micros_reply){ .text = talk->data ? talk->data : "",
                                    .len = len,
                                    .closed = is_over,
                                    .took_us = c->turn_us - c->sent_us };
    return talk->is_login ? MICROS_OK : micros_conversation_judge(c, reply);
}

// The second blank of a prompt may come late: it belongs to the prompt.
static void swallow_late_blank(struct micros_talk *talk)
{
    if (!talk->blanks_sure && talk->len && talk->data[0] == ' ') {
        memmove(talk->data, talk->data + 1, talk->len--);
        talk->blanks_sure = true;
        talk->prompt.blanks = 2;
    }
}

enum micros_result micros_conversation_unasked(struct micros_conversation *c,
                                               struct micros_reply *reply)
{
    struct micros_talk *talk = &c->talk;
    struct micros_prompt prompt;
    bool is_over = talk->state == MICROS_TALK_OVER;

    if (talk->data && c->seen) { // new data moves to the front
        memmove(talk->data, talk->data + c->seen, talk->len - c->seen + 1);
        talk->len -= c->seen;
    }
    swallow_late_blank(talk);
    c->seen = talk->len;
    size_t len = talk->len;
    if (len && micros_prompt_find(talk->data, len, &prompt))
        len = prompt.start;
    *reply = (struct micros_reply){ .text = talk->data ? talk->data : "", .len = len };
    reply->closed = is_over;
    return is_over ? MICROS_CLOSED : MICROS_OK;
}

const char *micros_conversation_notice(const struct micros_conversation *c)
{
    return c->notice ? c->notice : "";
}

unsigned micros_conversation_wait_s(const struct micros_conversation *c)
{
    return micros_talk_wait_s(&c->talk);
}

const char *micros_conversation_prompt(const struct micros_conversation *c)
{
    return c->prompt ? c->prompt : "";
}

const struct micros_prompt *micros_conversation_state(const struct micros_conversation *c)
{
    return &c->talk.prompt;
}
