// Sessions: greeting, one command after the other, time-out, end.
#include "node/session.h"
#include "node/command.h"
#include "node/intercon.h"

enum { PAUSE_MS = 1000 }; // silence that ends a too long command of a client without newlines

// Text on its way to one session: gathered, and sent in as few pieces as it fits in.
struct voice {
    struct node *node;
    struct session *session;
    struct out out;
    char chunk[CFG_REPLY_BUFFER];
};

static void send(void *ctx, const char *data, size_t len)
{
    const struct voice *v = ctx;

    v->node->port->send(v->node->port->ctx, v->session->link, data, len);
}

static struct out *voice_open(struct voice *v, struct node *n, struct session *s)
{
    v->node = n;
    v->session = s;
    out_init_flush(&v->out, v->chunk, sizeof v->chunk, send, v);
    return &v->out;
}

unsigned session_count(const struct node *n)
{
    unsigned count = 0;

    for (const struct session *s = n->sessions; s; s = s->next)
        count += s->kind != LINK_CONSOLE;
    return count;
}

static void forget(struct node *n, struct session *s)
{
    intercon_drop(n, &s->progress);
    for (struct session **p = &n->sessions; *p; p = &(*p)->next) {
        if (*p == s) {
            *p = s->next;
            return;
        }
    }
}

static void prompt(const struct node *n, const struct session *s, struct out *o)
{
    struct text name = settings_text(&n->settings, KEY_devfid);

    if (access_wants_password(n, s))
        out_text(o, "[password] ");
    if (n->in_recovery)
        out_text(o, "[recovery] ");
    if (s->configure)
        out_text(o, "[configure] ");
    out_slice(o, name);
    out_text(o, " $  ");
}

void session_end(struct node *n, struct session *s, const char *last_words)
{
    const struct port *p = n->port;
    void *link = s->link;

    p->send(p->ctx, link, last_words, text_of(last_words).len);
    node_log(n, LOG_INFO, "[ socket server ] exit and close connection from %s", s->peer);
    forget(n, s);
    p->hang_up(p->ctx, link);
}

static void greet(struct node *n, struct session *s)
{
    struct voice v;
    struct out *o = voice_open(&v, n, s);

    if (n->has_notice)
        command_notice(n, o);
    prompt(n, s, o);
    out_flush(o);
}

void session_greet_all(struct node *n)
{
    for (struct session *s = n->sessions; s; s = s->next)
        greet(n, s);
}

void session_show_log(struct node *n, struct text line)
{
    struct voice v;

    for (struct session *s = n->sessions; s; s = s->next) {
        bool at_prompt = n->is_up && !s->is_busy;
        if (s->kind != LINK_CONSOLE || !settings_bool(&n->settings, KEY_dbg))
            continue;
        struct out *o = voice_open(&v, n, s);
        if (at_prompt)
            out_char(o, '\n');
        out_slice(o, line);
        out_char(o, '\n');
        if (at_prompt)
            prompt(n, s, o);
        out_flush(o);
    }
}

void node_refuse(struct node *n, const struct link *link)
{
    static const char words[] = "Connection is busy. Bye!\n";

    node_log(n, LOG_WARN, "[ socket server ] busy, %s was turned away", link->peer);
    n->port->send(n->port->ctx, link->id, words, sizeof words - 1);
    n->port->hang_up(n->port->ctx, link->id);
}

int node_open(struct node *n, struct session *s, const struct link *link)
{
    struct out o;

    s->next = 0;
    s->link = link->id;
    s->kind = (uint8_t)link->kind;
    s->peer_hash = link->peer_hash;
    s->configure = s->is_in = s->is_busy = s->is_waiting = s->has_ended = false;
    s->hops = 0;
    s->progress = (struct progress){ 0 };
    s->last_command_ms = s->last_byte_ms = n->now_ms;
    out_init(&o, s->peer, sizeof s->peer);
    out_text(&o, link->peer);
    line_init(&s->line, link->is_stream);
    if (link->kind != LINK_CONSOLE &&
        session_count(n) >= (unsigned)settings_int(&n->settings, KEY_socmax)) {
        node_refuse(n, link);
        return ERR_FULL;
    }
    node_log(n, LOG_INFO, "[ socket server ] Connected with %s", s->peer);
    s->next = n->sessions;
    n->sessions = s;
    if (n->is_up)
        greet(n, s);
    return OK;
}

// Answers one command, or goes on with one that takes time, and does what follows from it. False:
// the session has ended.
static bool answer(struct node *n, struct session *s, struct text line)
{
    struct voice v;
    struct out *o = voice_open(&v, n, s);

    s->is_busy = true;
    enum command_end end = command_session(n, s, line, o);
    s->is_waiting = s->is_busy = end == COMMAND_WAITS;
    s->resume_ms = n->now_ms + s->progress.wake_in_ms;
    if (end != COMMAND_WAITS)
        s->progress = (struct progress){ 0 };
    if (end == COMMAND_DONE)
        prompt(n, s, o);
    out_flush(o);
    if (end == COMMAND_WAITS || (end == COMMAND_DONE && !s->has_ended))
        return true;
    session_end(n, s, "");
    return false;
}

// What came is no command: one clear error, and the session goes on.
__attribute__((noinline)) static void complain(struct node *n, struct session *s,
                                               enum line_event event)
{
    struct voice v;
    struct out *o = voice_open(&v, n, s);
    bool is_long = event == LINE_TOO_LONG;

    if (is_long)
        out_format(o, "SHELL: the command is longer than %d bytes; nothing was done\n",
                   CFG_LINE_MAX);
    else
        out_text(o, "SHELL: the command is not UTF-8 text without control characters; "
                    "nothing was done\n");
    s->is_busy = true; // a console shows the log line before the complaint, not inside it
    node_log(n, LOG_WARN, "[ socket server ] %s sent %s", s->peer,
             is_long ? "a command that is too long" : "bytes that are no text");
    s->is_busy = false;
    prompt(n, s, o);
    out_flush(o);
}

static bool handle(struct node *n, struct session *s, enum line_event event)
{
    if (event == LINE_MORE)
        return true;
    s->last_command_ms = n->now_ms;
    if (event == LINE_READY)
        return answer(n, s, line_text(&s->line));
    complain(n, s, event);
    return true;
}

size_t node_input(struct node *n, struct session *s, const char *data, size_t len)
{
    size_t used;

    if (s->is_waiting)
        return 0;
    if (n->now_ms - s->last_byte_ms > PAUSE_MS)
        line_paused(&s->line);
    s->last_byte_ms = n->now_ms;
    (void)handle(n, s, line_feed(&s->line, data, len, &used));
    return used;
}

void node_input_end(struct node *n, struct session *s)
{
    if (s->is_waiting) {
        s->has_ended = true;
        return;
    }
    if (!handle(n, s, line_end(&s->line)))
        return;
    s->has_ended = s->is_waiting;
    if (!s->is_waiting)
        session_end(n, s, "");
}

void node_close(struct node *n, struct session *s)
{
    node_log(n, LOG_INFO, "[ socket server ] connection from %s is gone", s->peer);
    forget(n, s);
}

__attribute__((noinline)) static void time_out(struct node *n, struct session *s)
{
    char words[40];
    struct out o;

    out_init(&o, words, sizeof words);
    out_format(&o, "Session timeout %u sec\n", (unsigned)settings_int(&n->settings, KEY_soctout));
    session_end(n, s, words);
}

// Goes on with the command that a session waits for; returns milliseconds until it is to be given
// again.
static uint32_t resume(struct node *n, struct session *s)
{
    bool is_woken = n->is_woken && s->progress.has_asked;

    if (is_woken || (int32_t)(n->now_ms - s->resume_ms) >= 0) {
        s->last_command_ms = n->now_ms;
        if (!answer(n, s, line_text(&s->line)) || !s->is_waiting)
            return 0; // what it has sent meanwhile can be taken
    }
    return s->resume_ms - n->now_ms;
}

static uint32_t poll_one(struct node *n, struct session *s)
{
    uint32_t limit_ms = (uint32_t)settings_int(&n->settings, KEY_soctout) * 1000;
    uint32_t idle_ms = n->now_ms - s->last_command_ms;

    if (s->is_waiting)
        return resume(n, s);
    if (s->kind == LINK_CONSOLE)
        return UINT32_MAX;
    if (idle_ms < limit_ms)
        return limit_ms - idle_ms;
    time_out(n, s);
    return UINT32_MAX;
}

uint32_t session_poll(struct node *n)
{
    uint32_t next_ms = UINT32_MAX;

    for (struct session *s = n->sessions, *after; s; s = after) {
        after = s->next;
        uint32_t ms = poll_one(n, s);
        next_ms = ms < next_ms ? ms : next_ms;
    }
    return next_ms;
}
