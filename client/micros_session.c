// A blocking conversation with one node.
#include "micros_link.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

// How long a node may take to close after `exit`; closing before it would reset old nodes.
enum { LEAVE_MS = 300 };

struct micros_session {
    struct micros_link link;
};

static bool is_at_rest(const struct micros_link *link)
{
    enum micros_stage stage = micros_conversation_stage(&link->conversation);

    return stage == MICROS_IS_READY || stage == MICROS_IS_OVER;
}

static void micros_session_wait_until(struct micros_link *link, int64_t now_us, int64_t deadline_us)
{
    int64_t left_ms = (deadline_us - now_us + 999) / 1000;
    short events = micros_link_wants_write(link) ? POLLIN | POLLOUT : POLLIN;
    struct pollfd wait = { .fd = link->fd, .events = link->is_connecting ? POLLOUT : events };

    if (poll(&wait, 1, left_ms > 0 ? (int)left_ms : 0) > 0)
        micros_link_step(link);
}

// Runs the link until the node shows its prompt, the conversation is over, or time is up.
static void wait_for_turn(struct micros_link *link)
{
    struct micros_conversation *c = &link->conversation;

    while (!is_at_rest(link)) {
        int64_t now_us = micros_link_now_us();
        micros_conversation_tick(c, now_us);
        if (!is_at_rest(link))
            micros_session_wait_until(link, now_us, micros_conversation_deadline_us(c));
    }
}

static void wait_for_connection(struct micros_link *link, int timeout_ms)
{
    int64_t deadline_us = micros_link_now_us() + (int64_t)timeout_ms * 1000;

    while (link->is_connecting && !is_at_rest(link)) {
        int64_t now_us = micros_link_now_us();
        if (now_us >= deadline_us)
            micros_conversation_fail(&link->conversation, MICROS_UNREACHABLE);
        else
            micros_session_wait_until(link, now_us, deadline_us);
    }
}

static void discard(struct micros_session *session)
{
    micros_link_close(&session->link);
    free(session);
}

enum micros_result micros_session_open_to(const char *host, uint16_t port, int timeout_ms,
                                          const struct micros_trust *trust,
                                          struct micros_session **session)
{
    struct micros_session *s = calloc(1, sizeof *s);

    if (!s)
        return MICROS_NO_MEMORY;
    micros_link_open(&s->link, host, port, timeout_ms, trust);
    wait_for_connection(&s->link, timeout_ms);
    wait_for_turn(&s->link);
    if (micros_conversation_stage(&s->link.conversation) == MICROS_IS_READY) {
        *session = s;
        return MICROS_OK;
    }
    enum micros_result result = micros_conversation_result(&s->link.conversation);
    discard(s);
    return result;
}

enum micros_result micros_session_open(const char *host, uint16_t port, int timeout_ms,
                                       struct micros_session **session)
{
    return micros_session_open_to(host, port, timeout_ms, NULL, session);
}

bool micros_session_is_proven(const struct micros_session *session)
{
    return micros_conversation_is_proven(&session->link.conversation);
}

bool micros_session_needs_password(const struct micros_session *session)
{
    return micros_session_state(session)->password;
}

// Sends the new line, if there is one, and waits for the answer.
static enum micros_result micros_session_exchange(struct micros_session *session,
                                                  enum micros_result said)
{
    if (said != MICROS_OK)
        return said;
    micros_link_write(&session->link);
    wait_for_turn(&session->link);
    return micros_conversation_result(&session->link.conversation);
}

enum micros_result micros_session_login(struct micros_session *session, const char *password)
{
    return micros_session_exchange(
        session,
        micros_conversation_login(&session->link.conversation, password, micros_link_now_us()));
}

enum micros_result micros_session_command(struct micros_session *session, const char *line,
                                          struct micros_reply *reply)
{
    struct micros_conversation *c = &session->link.conversation;
    enum micros_result result =
        micros_session_exchange(session, micros_conversation_say(c, line, micros_link_now_us()));

    return result == MICROS_OK ? micros_conversation_reply(c, reply) : result;
}

enum micros_result micros_session_idle(struct micros_session *session, struct micros_reply *reply)
{
    struct micros_conversation *c = &session->link.conversation;
    size_t before;

    do {
        before = c->talk.len;
        if (micros_conversation_stage(c) == MICROS_IS_READY)
            micros_link_step(&session->link);
    } while (micros_conversation_stage(c) == MICROS_IS_READY && c->talk.len > before);
    return micros_conversation_unasked(c, reply);
}

const char *micros_session_notice(const struct micros_session *session)
{
    return micros_conversation_notice(&session->link.conversation);
}

unsigned micros_session_wait_s(const struct micros_session *session)
{
    return micros_conversation_wait_s(&session->link.conversation);
}

const char *micros_session_prompt(const struct micros_session *session)
{
    return micros_conversation_prompt(&session->link.conversation);
}

const struct micros_prompt *micros_session_state(const struct micros_session *session)
{
    return micros_conversation_state(&session->link.conversation);
}

int micros_session_socket(const struct micros_session *session)
{
    return session->link.fd;
}

void micros_session_close(struct micros_session *session)
{
    if (!session)
        return;
    struct micros_conversation *c = &session->link.conversation;
    if (micros_conversation_stage(c) == MICROS_IS_READY && !c->talk.prompt.password) {
        micros_conversation_set_timeout(c, LEAVE_MS);
        (void)micros_session_exchange(session,
                                      micros_conversation_say(c, "exit", micros_link_now_us()));
    }
    discard(session);
}
