// Connects workers and the node: sends a call of a function, and the loop continues.
#include "usermod_py.h"
#include "python_module.h"
#include "python_start.h"
#include "python_talk.h"
#include "unit.h"
#include <stdio.h>

enum { LOOK_MS = 1000 }; // at the latest; the worker's answer wakes the call earlier

static struct python_worker *worker_of(const struct call *c)
{
    return python_worker_of(python_module_usermod(c->module));
}

static int usermod_py_fail(struct call *c, const char *words)
{
    *c->fault = (struct fault){ .kind = FAULT_WORDS, .err = ERR_IO, .what = text_of(words) };
    return ERR_IO;
}

static int usermod_py_answer(struct call *c, const struct python_answer *a)
{
    struct text words = text_make(a->words.data, a->words.len);

    if (a->words.is_short)
        return usermod_py_fail(c, "there was no memory for its answer");
    if (!a->is_ok) {
        *c->fault = (struct fault){ .kind = FAULT_WORDS, .err = ERR_IO, .what = words };
        return ERR_IO;
    }
    reply_begin(c->reply, c->reply->json ? REPLY_VALUE : REPLY_TEXT);
    out_slice(c->reply->out, words);
    return OK;
}

// A short wait is waited; a long one is reported as an error.
static int usermod_py_refuse(struct call *c, uint32_t wait_ms)
{
    struct python_worker *w = worker_of(c);

    snprintf(w->told, sizeof w->told,
             "modules in Python have taken more than their share of the time; try again in %u s",
             (unsigned)(wait_ms / 1000 + 1));
    return usermod_py_fail(c, w->told);
}

static int usermod_py_run(struct call *c)
{
    struct python_worker *w = worker_of(c);
    struct progress *p = c->progress;
    const struct python_answer *a = p && p->memo ? python_worker_answer(w, p->memo) : NULL;
    const char *why;
    uint32_t wait_ms = 0;

    if (!p)
        return ERR_NOTSUP;
    if (a)
        return usermod_py_answer(c, a);
    if (p->memo && p->memo != w->running)
        return usermod_py_fail(c, "the module was replaced while it ran");
    if (!p->memo) {
        p->memo = python_talk_call(w, c, &wait_ms, &why);
        if (why)
            return usermod_py_fail(c, why);
        if (wait_ms > LOOK_MS)
            return usermod_py_refuse(c, wait_ms);
    }
    p->has_asked = true;
    return call_wait(c, wait_ms ? wait_ms : LOOK_MS);
}

static int edge(struct call *c, unsigned need, bool is_high)
{
    struct python_worker *w = worker_of(c);
    unsigned gpio;

    if (!board_gpio(c->pins->board, c->module->pins[need].logical, &gpio))
        python_talk_edge(w, gpio, is_high);
    return OK;
}

static void stop(struct call *c)
{
    python_worker_forget(worker_of(c));
}

static const struct module functions = { .edge = edge, .stop = stop };

static void usermod_py_load(struct usermod_load *l)
{
    struct python_worker *w = python_start(l, &functions, usermod_py_run);

    l->engine_ctx = w;
    if (!w)
        usermod_refused(l, "no memory or descriptors for its process");
    else if (!usermod_node(l->mods)->is_up)
        python_start_now(w);
}

static void cancel(struct usermod_load *l)
{
    python_worker_free(l->engine_ctx);
}

static void free_made(struct usermods *mods, const struct usermod_made *made)
{
    (void)mods;
    python_worker_free(made->engine_ctx);
}

// A process that died is remembered until the file changes.
static const char *state(const struct usermod_made *made, const char **why)
{
    struct python_worker *w = made->engine_ctx;
    uint64_t now_ms = w->unit->process->loop.clock_ms;
    bool is_down = w->state == PYTHON_DOWN && w->until_ms > now_ms;

    if (is_down)
        snprintf(w->told, sizeof w->told, "%s; it is started again in %u s", w->why,
                 (unsigned)((w->until_ms - now_ms + 999) / 1000));
    else if (w->n_deaths)
        snprintf(w->told, sizeof w->told, "started again %u time%s, last after: %s", w->n_deaths,
                 w->n_deaths > 1 ? "s" : "", w->why);
    *why = w->n_deaths ? w->told : "";
    return is_down                                                    ? "has failed"
           : w->state == PYTHON_IS_IDLE || w->state == PYTHON_IS_BUSY ? "running"
                                                                      : "starting";
}

const struct usermod_engine usermod_py = { "py", usermod_py_load, cancel, free_made,
                                           .state = state };
