// Starts workers. Only python_start_now waits. Otherwise messages of a worker come through the
// event loop, and a timer ends what takes too long.
#include "python_start.h"
#include "python_serve.h"
#include "python_share.h"
#include "python_talk.h"
#include "unit.h"
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>

static uint64_t python_start_now_ms(const struct python_worker *w)
{
    return w->unit->process->loop.clock_ms;
}

static void link_ready(struct loop *l, struct watch *watch, uint32_t events)
{
    struct python_worker *w = (struct python_worker *)watch;
    struct unit *u = w->unit;

    (void)events;
    (void)unit_call(u);
    uint32_t wait_ms = python_share_serve(w, python_talk_take);
    if (!wait_ms)
        return;
    w->held_ms = python_start_now_ms(w) + wait_ms;
    w->until_ms += wait_ms; // waiting is not charged to the worker
    loop_change(l, &w->link, 0);
    python_worker_set_timer(w);
}

static void listen_again(struct python_worker *w)
{
    w->held_ms = 0;
    loop_change(&w->unit->process->loop, &w->link, EPOLLIN);
}

static void python_start_look(struct python_worker *w)
{
    if (python_share_look(w))
        python_worker_set_timer(w);
    else
        python_worker_fail(w, "it was stopped: it went on computing after its answer");
}

static void start(struct python_worker *w)
{
    const char *why;

    w->process = python_process_start(
        &w->unit->process->loop, (uint32_t)settings_int(&w->unit->node.settings, KEY_pymem), &why);
    if (!w->process) {
        python_worker_fail(w, why);
        return;
    }
    w->link.fd = w->process->link;
    w->output.fd = w->process->output;
    if (loop_add(&w->unit->process->loop, &w->link, EPOLLIN) ||
        loop_add(&w->unit->process->loop, &w->output, EPOLLIN)) {
        python_worker_fail(w, "too many descriptors are open");
        return;
    }
    python_worker_enter(w, PYTHON_BOOTS, PYTHON_BOOT_MS);
    python_talk_start(w);
}

static bool python_start_is_asked(const struct python_worker *w)
{
    return w->state == PYTHON_BOOTS || w->state == PYTHON_READS || w->state == PYTHON_IS_BUSY;
}

static void python_start_timer_is_due(struct loop *l, struct loop_timer *t)
{
    struct python_worker *w = LOOP_OWNER(struct python_worker, timer, t);
    struct unit *u = w->unit;
    char why[64];

    (void)l;
    (void)unit_call(u);
    uint32_t life = w->usermod.life;
    bool is_over = python_start_now_ms(w) >= w->until_ms;
    if (w->usermod.command.is_running && python_start_now_ms(w) >= w->usermod.command.due_ms) {
        python_serve_command(&w->usermod);
        python_worker_served(w, life);
    }
    if (w->held_ms && python_start_now_ms(w) >= w->held_ms)
        listen_again(w);
    snprintf(why, sizeof why, "it was stopped: it took longer than %u ms",
             w->state == PYTHON_IS_BUSY ? (unsigned)python_worker_most_ms(w) : PYTHON_BOOT_MS);
    if (w->state == PYTHON_DOWN && is_over)
        start(w);
    else if (w->state == PYTHON_IS_IDLE && w->look_ms && python_start_now_ms(w) >= w->look_ms)
        python_start_look(w);
    else if (w->state == PYTHON_IS_IDLE)
        python_talk_go_on(w);
    else if (python_start_is_asked(w) && is_over)
        python_worker_fail(w, why);
    else if (w->state != PYTHON_IS_ENDING)
        python_worker_set_timer(w);
}

void python_start_now(struct python_worker *w)
{
    start(w);
    while (w->load && !w->unit->process->loop.is_over) {
        struct pollfd p = { w->link.fd, POLLIN, 0 };
        (void)poll(&p, 1, (int)(w->until_ms - python_start_now_ms(w)) + 1);
        loop_clock(&w->unit->process->loop);
        if (p.revents)
            python_talk_take(w);
        else if (python_start_now_ms(w) >= w->until_ms)
            python_worker_fail(w, "it did not start in time");
    }
}

struct python_worker *python_start(struct usermod_load *l, const struct module *like, verb_fn *run)
{
    struct python_worker *w = python_worker_new(l);

    if (!w)
        return NULL;
    w->usermod.like = like;
    w->usermod.run = run;
    w->link.ready = link_ready;
    w->timer.due = python_start_timer_is_due;
    python_worker_enter(w, PYTHON_DOWN, 0);
    return w;
}
