// The protocol with a worker: each side waits for the other's answer before it sends again.
#include "python_talk.h"
#include "python_filter.h"
#include "python_module.h"
#include "python_serve.h"
#include "python_share.h"
#include "unit.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
    CHUNK = 65536,
    UNSENT_MAX = 4 << 20,
    PYTHON_MINOR = 9 // 3.9 is needed to write defaults back as text
};

// ---- messages to a worker ----

void python_talk_start(struct python_worker *w)
{
    const struct unit *u = w->unit;
    const struct board *b = u->node.board;
    struct sock_filter filter[PYTHON_FILTER_MAX];
    size_t start = python_frame(&w->usermod.unsent, PYTHON_START), n = python_filter(filter),
           pins = 0;

    python_add_text(&w->usermod.unsent, text_of(u->process->machine ? "linux" : b->name));
    python_add_text(&w->usermod.unsent, text_make((const char *)u->mac, sizeof u->mac));
    python_add_number(&w->usermod.unsent, b->adc_is_channel);
    while (b->pins[pins].logical)
        pins++;
    python_add_number(&w->usermod.unsent, (int32_t)pins);
    for (size_t i = 0; i < pins; i++) {
        python_add_text(&w->usermod.unsent, text_of(b->pins[i].logical));
        python_add_number(&w->usermod.unsent, b->pins[i].gpio);
    }
    python_add_text(&w->usermod.unsent, text_make((const char *)filter, n * sizeof *filter));
    python_frame_end(&w->usermod.unsent, start);
    python_worker_send(w);
}

static void say_load(struct python_worker *w)
{
    size_t start = python_frame(&w->usermod.unsent, PYTHON_LOAD);

    python_add_text(&w->usermod.unsent, text_of(w->usermod.name));
    python_add_text(&w->usermod.unsent, w->source);
    python_frame_end(&w->usermod.unsent, start);
    python_worker_send(w);
    python_worker_enter(w, PYTHON_READS, PYTHON_BOOT_MS);
}

// From now on it may compute.
static void is_asked(struct python_worker *w)
{
    python_share_asked(w);
    python_worker_send(w);
    python_worker_enter(w, PYTHON_IS_BUSY, python_worker_most_ms(w));
}

static void say_tick(struct python_worker *w)
{
    w->tick_ms = 0;
    python_enter_by(&w->usermod, CALLER_TICK);
    python_frame_end(&w->usermod.unsent, python_frame(&w->usermod.unsent, PYTHON_TICK));
    is_asked(w);
}

static void say_edge(struct python_worker *w)
{
    struct python_edge e = w->edges[0];
    size_t start = python_frame(&w->usermod.unsent, PYTHON_EDGE);

    memmove(w->edges, w->edges + 1, --w->n_edges * sizeof *w->edges);
    python_enter_by(&w->usermod, CALLER_EDGE);
    python_add_number(&w->usermod.unsent, e.gpio);
    python_add_number(&w->usermod.unsent, e.is_high);
    python_frame_end(&w->usermod.unsent, start);
    is_asked(w);
}

void python_talk_go_on(struct python_worker *w)
{
    uint64_t now = w->unit->process->loop.clock_ms;
    bool is_due = w->n_edges || (w->tick_ms && now >= w->tick_ms);
    uint32_t wait_ms = is_due ? python_share_wait_ms(w) : 0;

    w->put_off_ms = wait_ms ? now + wait_ms : 0;
    if (!wait_ms && w->n_edges)
        say_edge(w);
    else if (!wait_ms && is_due)
        say_tick(w);
    else
        python_worker_set_timer(w);
}

void python_talk_edge(struct python_worker *w, unsigned gpio, bool is_high)
{
    if (w->n_edges < PYTHON_EDGES)
        w->edges[w->n_edges++] = (struct python_edge){ (uint8_t)gpio, is_high };
    if (w->state == PYTHON_IS_IDLE)
        python_talk_go_on(w);
}

// ---- calls ----

// Whether the worker to be called waits for the caller.
static bool is_circle(const struct python_worker *w, const struct python_worker *caller)
{
    while (caller && caller != w)
        caller = caller->running ? caller->caller : NULL;
    return caller == w;
}

static void say_call(struct python_worker *w, const struct call *c)
{
    size_t start = python_frame(&w->usermod.unsent, PYTHON_CALL);
    bool is_named = false;
    int32_t n = 0;

    for (unsigned i = 0; i < c->verb->n_in; i++)
        n += call_has(c, i);
    python_add_text(&w->usermod.unsent, text_of(c->verb->name));
    python_add_number(&w->usermod.unsent, c->reply->json);
    python_add_number(&w->usermod.unsent, n);
    for (unsigned i = 0; i < c->verb->n_in; i++) {
        struct text name = text_of(c->verb->in[i].name);
        if (!call_has(c, i)) {
            is_named = true;
            continue;
        }
        python_add_number(&w->usermod.unsent, is_named && !text_starts(name, "*"));
        python_add_text(&w->usermod.unsent, name);
        python_add_text(&w->usermod.unsent, c->in[i].s);
    }
    python_frame_end(&w->usermod.unsent, start);
    is_asked(w);
}

uint32_t python_talk_call(struct python_worker *w, const struct call *c, uint32_t *wait_ms,
                          const char **why)
{
    static uint32_t calls;
    struct python_worker *caller = python_worker_of(python_serve_caller());
    uint64_t now = w->unit->process->loop.clock_ms;

    *why = NULL;
    *wait_ms = python_share_wait_ms(w);
    w->usermod.owner = c->owner;
    if (w->state == PYTHON_IS_BUSY && is_circle(w, caller))
        *why = "modules that call each other were stopped";
    else if (w->state == PYTHON_DOWN && w->until_ms > now + python_worker_most_ms(w))
        *why = "its process has ended too often; it is started again later";
    if (*why || w->state != PYTHON_IS_IDLE || *wait_ms)
        return 0;
    calls += calls == UINT32_MAX ? 2 : 1;
    w->running = calls;
    w->caller = caller;
    w->has_begun = true;
    python_enter(&w->usermod, c->verb);
    say_call(w, c);
    return w->running;
}

// ---- messages from a worker ----

static void answer_load(struct python_worker *w, struct python_body *body)
{
    const char *why;
    struct usermod_load *l = w->load;
    struct module *m = python_module(&w->usermod, body, &why);

    if (!m) {
        python_worker_fail(w, why);
        return;
    }
    w->load = NULL;
    w->usermod.module = m;
    usermod_loaded(l, &(struct usermod_made){ m, "", w });
}

static bool described(struct python_worker *w, struct python_body *body)
{
    python_share_answered(w);
    python_worker_enter(w, PYTHON_IS_IDLE, 0);
    if (w->load)
        answer_load(w, body);
    else
        python_worker_wake(w);
    return true;
}

static bool refused(struct python_worker *w, struct python_body *body)
{
    char why[USERMOD_WHY_MAX];
    struct text words = python_take_text(body);
    const char *line = text_starts(words, "line ") ? "LM_%s.py:%.*s" : "LM_%s.py: %.*s";

    if (text_starts(words, "line "))
        words = text_skip(words, sizeof "line " - 1);
    snprintf(why, sizeof why, line, w->usermod.name, (int)words.len, words.p);
    python_worker_fail(w, why);
    return true;
}

static bool is_ready(struct python_worker *w, struct python_body *body)
{
    struct text rest = python_take_text(body), version = rest, major = text_until(&rest, '.');
    char why[64];
    int32_t minor;

    if (text_is(major, "3") && !text_int(rest, &minor) && minor >= PYTHON_MINOR) {
        say_load(w);
        return true;
    }
    snprintf(why, sizeof why, "python3 is %.*s here, 3.%d is needed", (int)version.len, version.p,
             PYTHON_MINOR);
    python_worker_fail(w, why);
    return true;
}

static bool has_result(struct python_worker *w, struct python_body *body)
{
    bool ok = python_take_number(body);
    int32_t next_ms = python_take_number(body);
    bool has_changed = python_take_number(body);
    struct text words = python_take_text(body);

    if (body->is_bad || !text_is_utf8(words))
        return false;
    w->tick_ms = next_ms >= 0 ? w->unit->process->loop.clock_ms + (uint32_t)next_ms : 0;
    w->pause_ms = 0;
    python_share_answered(w);
    python_worker_enter(w, PYTHON_IS_IDLE, 0);
    python_has_acted(&w->usermod, has_changed);
    if (w->running)
        python_worker_end_call(w, ok, words);
    else if (!ok)
        node_log(&w->unit->node, LOG_WARN, "[EXEC-ERROR] LM_%s: %.*s", w->usermod.name,
                 (int)words.len, words.p);
    python_talk_go_on(w);
    python_worker_wake(w);
    return true;
}

static bool serve(struct python_worker *w, struct python_body *body)
{
    uint32_t life = w->usermod.life;
    bool is_request = python_serve(&w->usermod, body);

    python_worker_served(w, life);
    return is_request;
}

// False: a worker in this state must not send this message.
static bool handle(struct python_worker *w, char kind, struct python_body *body)
{
    switch (kind) {
    case PYTHON_READY: return w->state == PYTHON_BOOTS && is_ready(w, body);
    case PYTHON_DESCRIBED: return w->state == PYTHON_READS && described(w, body);
    case PYTHON_REFUSED:
        return (w->state == PYTHON_BOOTS || w->state == PYTHON_READS) && refused(w, body);
    case PYTHON_RESULT: return w->state == PYTHON_IS_BUSY && has_result(w, body);
    case PYTHON_REQUEST: return w->state == PYTHON_IS_BUSY && serve(w, body);
    default: return false;
    }
}

// Messages alternate: after a message, a worker must wait for the node's answer. A message that
// comes earlier, for example in a flood, ends the conversation.
static void python_talk_hear(struct python_worker *w)
{
    const struct python_process *same = w->process;
    struct python_body body;
    char kind;
    long n = python_next(&w->in, &kind, &body);
    bool makes_sense = n > 0 && (size_t)n == w->in.len && handle(w, kind, &body) && !body.is_bad;

    if (!n || w->process != same)
        return;
    if (makes_sense)
        python_drop(&w->in, (size_t)n);
    else
        python_worker_fail(w, "its process has said what makes no sense");
}

void python_talk_take(struct python_worker *w)
{
    char data[CHUNK];
    ssize_t n = recv(w->link.fd, data, sizeof data, MSG_DONTWAIT);

    if (w->usermod.unsent.len)
        python_worker_send(w);
    if (n > 0)
        python_add(&w->in, data, (size_t)n);
    bool is_gone = !n || (n < 0 && errno != EAGAIN && errno != EINTR);
    if (w->in.is_short || w->usermod.unsent.is_short)
        python_worker_fail(w, "there was no memory for what it and the node had to say");
    else if (is_gone || w->usermod.unsent.len > UNSENT_MAX)
        python_worker_fail(w, python_end_reason(w->process));
    else
        python_talk_hear(w);
}
