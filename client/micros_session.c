// A blocking conversation with one node.
#include "micros_link.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

// How long a node may take to close after `exit`; closing before it would reset old nodes.
enum { LEAVE_MS = 300 };

struct micros_session {
    struct micros_link link;
    int timeout_ms;
    char *notice;
    char *prompt; // the prompt's bytes
};

static bool is_settled(const struct micros_link *link)
{
    return link->talk.state == MICROS_TALK_READY || link->talk.state == MICROS_TALK_OVER;
}

static int wait_ms(const struct micros_link *link, int64_t now_us, int64_t deadline_us)
{
    int64_t left = (deadline_us - now_us + 999) / 1000;
    int grace = micros_link_grace_ms(link, now_us);
    if (left < 0)
        left = 0;
    return grace >= 0 && grace < left ? grace : (int)left;
}

// Runs the link until the node shows its prompt, the conversation is over, or time is up.
static void wait_for_turn(struct micros_link *link, int timeout_ms, enum micros_result late)
{
    int64_t deadline_us = micros_link_now_us() + (int64_t)timeout_ms * 1000;
    while (!is_settled(link)) {
        int64_t now = micros_link_now_us();
        if (micros_link_grace_ms(link, now) == 0) {
            micros_talk_settle(&link->talk);
            continue;
        }
        if (now >= deadline_us) {
            micros_talk_end(&link->talk, late);
            return;
        }
        short events = micros_link_wants_write(link) ? POLLIN | POLLOUT : POLLIN;
        struct pollfd wait = { .fd = link->fd, .events = events };
        if (poll(&wait, 1, wait_ms(link, now, deadline_us)) > 0)
            micros_link_step(link);
    }
}

static void wait_for_connection(struct micros_link *link, int timeout_ms)
{
    int64_t deadline_us = micros_link_now_us() + (int64_t)timeout_ms * 1000;
    while (link->is_connecting && !is_settled(link)) {
        int64_t now = micros_link_now_us();
        if (now >= deadline_us) {
            micros_talk_end(&link->talk, MICROS_UNREACHABLE);
            return;
        }
        struct pollfd wait = { .fd = link->fd, .events = POLLOUT };
        if (poll(&wait, 1, wait_ms(link, now, deadline_us)) > 0)
            micros_link_step(link);
    }
}

static bool keep_prompt(struct micros_session *session)
{
    const struct micros_talk *talk = &session->link.talk;
    char *prompt = strndup(talk->data + talk->prompt.start, talk->len - talk->prompt.start);
    if (!prompt)
        return false;
    free(session->prompt);
    session->prompt = prompt;
    return true;
}

static void discard(struct micros_session *session)
{
    micros_link_close(&session->link);
    free(session->notice);
    free(session->prompt);
    free(session);
}

enum micros_result micros_session_open(const char *host, uint16_t port, int timeout_ms,
                                       struct micros_session **session)
{
    struct micros_session *s = calloc(1, sizeof *s);
    if (!s)
        return MICROS_NO_MEMORY;
    s->timeout_ms = timeout_ms;
    micros_link_open(&s->link, host, port);
    wait_for_connection(&s->link, timeout_ms);
    wait_for_turn(&s->link, timeout_ms, MICROS_TIMEOUT);
    enum micros_result result = s->link.talk.result;
    if (s->link.talk.state == MICROS_TALK_READY) {
        s->notice = strndup(s->link.talk.data, s->link.talk.prompt.start);
        result = keep_prompt(s) && s->notice ? MICROS_OK : MICROS_NO_MEMORY;
    }
    if (result != MICROS_OK)
        discard(s);
    else
        *session = s;
    return result;
}

bool micros_session_needs_password(const struct micros_session *session)
{
    return session->link.talk.prompt.password;
}

// Sends a line and waits for its answer. MICROS_OK when there is one.
static enum micros_result exchange(struct micros_session *session, const char *line, bool is_login)
{
    struct micros_link *link = &session->link;
    if (link->talk.state == MICROS_TALK_OVER)
        return link->talk.result == MICROS_OK ? MICROS_CLOSED : link->talk.result;
    micros_link_send(link, line, is_login);
    wait_for_turn(link, session->timeout_ms, MICROS_TIMEOUT);
    if (link->talk.state == MICROS_TALK_OVER)
        return link->talk.result;
    return keep_prompt(session) ? MICROS_OK : MICROS_NO_MEMORY;
}

enum micros_result micros_session_login(struct micros_session *session, const char *password)
{
    if (strpbrk(password, "\r\n"))
        return MICROS_BAD_INPUT;
    return exchange(session, password, true);
}

static void fill_reply(const struct micros_session *session, struct micros_reply *reply)
{
    const struct micros_talk *talk = &session->link.talk;
    *reply = (struct micros_reply){
        .text = talk->data ? talk->data : "",
        .len = micros_talk_answer_len(talk),
        .closed = talk->state == MICROS_TALK_OVER,
        .took_us = micros_link_now_us() - session->link.sent_us,
    };
    if (talk->data && reply->len < talk->len)
        talk->data[reply->len] = '\0'; // the prompt behind it has been kept
}

enum micros_result micros_session_command(struct micros_session *session, const char *line,
                                          struct micros_reply *reply)
{
    if (strpbrk(line, "\r\n"))
        return MICROS_BAD_INPUT;
    enum micros_result result = exchange(session, line, false);
    if (result != MICROS_OK)
        return result;
    fill_reply(session, reply);
    return micros_reply_judge(line, reply->text, reply->len);
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

enum micros_result micros_session_idle(struct micros_session *session, struct micros_reply *reply)
{
    struct micros_talk *talk = &session->link.talk;
    if (talk->state == MICROS_TALK_READY) {
        size_t before;
        micros_talk_clear(talk);
        do {
            before = talk->len;
            micros_link_step(&session->link);
        } while (talk->state == MICROS_TALK_READY && talk->len > before);
        swallow_late_blank(talk);
    }
    struct micros_prompt prompt;
    size_t len = talk->len;
    if (len && micros_prompt_find(talk->data, len, &prompt))
        len = prompt.start;
    *reply = (struct micros_reply){ .text = talk->data ? talk->data : "", .len = len };
    reply->closed = talk->state == MICROS_TALK_OVER;
    return reply->closed ? MICROS_CLOSED : MICROS_OK;
}

const char *micros_session_notice(const struct micros_session *session)
{
    return session->notice;
}

const char *micros_session_prompt(const struct micros_session *session)
{
    return session->prompt;
}

const struct micros_prompt *micros_session_state(const struct micros_session *session)
{
    return &session->link.talk.prompt;
}

int micros_session_socket(const struct micros_session *session)
{
    return session->link.fd;
}

void micros_session_close(struct micros_session *session)
{
    if (!session)
        return;
    struct micros_link *link = &session->link;
    if (link->talk.state == MICROS_TALK_READY && !link->talk.prompt.password) {
        micros_link_send(link, "exit", false);
        wait_for_turn(link, LEAVE_MS, MICROS_TIMEOUT);
    }
    discard(session);
}
