// The state of each worker: its present task, its printed lines, its answers, and its end.
#include "python_worker.h"
#include "base/visible.h"
#include "python_module.h"
#include "unit.h"
#include "usermod_files.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PRINT_CHUNK = 4096, PAUSE_FIRST_MS = 100, PAUSE_MAX_MS = 60000, LINES_A_SECOND = 50 };

static struct python_worker *workers;

static uint64_t python_worker_now_ms(const struct python_worker *w)
{
    return w->unit->process->loop.clock_ms;
}

static struct loop *loop_of(const struct python_worker *w)
{
    return &w->unit->process->loop;
}

static uint64_t idle_due(const struct python_worker *w)
{
    uint64_t due = w->put_off_ms ? w->put_off_ms : w->tick_ms;

    return !due || (w->look_ms && w->look_ms < due) ? w->look_ms : due;
}

void python_worker_set_timer(struct python_worker *w)
{
    uint64_t due = w->state == PYTHON_IS_IDLE ? idle_due(w) : w->until_ms;

    if (w->held_ms && (!due || w->held_ms < due))
        due = w->held_ms;
    if (w->usermod.command.is_running && w->usermod.command.due_ms < due)
        due = w->usermod.command.due_ms;
    if (due)
        loop_set_timer(loop_of(w), &w->timer, due);
    else
        loop_stop_timer(loop_of(w), &w->timer);
}

void python_worker_send(struct python_worker *w)
{
    if (w->link.fd < 0)
        return;
    while (w->usermod.unsent.len) {
        ssize_t n = send(w->link.fd, w->usermod.unsent.data, w->usermod.unsent.len, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        python_drop(&w->usermod.unsent, (size_t)n);
    }
    if (w->usermod.unsent.is_short) // an incomplete frame: the end of the link ends the worker
        (void)shutdown(w->link.fd, SHUT_RDWR);
    loop_change(loop_of(w), &w->link, w->usermod.unsent.len ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

void python_worker_served(struct python_worker *w, uint32_t life)
{
    if (w->usermod.life != life)
        return;
    python_worker_send(w);
    python_worker_set_timer(w);
}

struct python_worker *python_worker_of(struct python_usermod *u)
{
    return u ? (struct python_worker *)((char *)u - offsetof(struct python_worker, usermod)) : NULL;
}

void python_worker_wake(struct python_worker *w)
{
    node_wake(&w->unit->node);
    for (struct python_worker *other = workers; other; other = other->next) {
        if (other->unit == w->unit && other->usermod.command.is_running) {
            other->usermod.command.due_ms = python_worker_now_ms(w);
            python_worker_set_timer(other);
        }
    }
}

void python_worker_enter(struct python_worker *w, enum python_state state, uint32_t most_ms)
{
    w->state = (uint8_t)state;
    w->until_ms = python_worker_now_ms(w) + most_ms;
    python_worker_set_timer(w);
}

// How long the user's code may take, from the setting.
uint32_t python_worker_most_ms(const struct python_worker *w)
{
    return (uint32_t)settings_int(&w->unit->node.settings, KEY_pytime);
}

// ---- printed lines ----

static void print_line(struct python_worker *w)
{
    uint64_t second = python_worker_now_ms(w) / 1000;

    if (second != w->line_second)
        w->n_lines = 0;
    w->line_second = second;
    struct text line = text_make(w->printed, w->n_printed);
    w->n_printed = 0;
    if (w->n_lines > LINES_A_SECOND)
        return;
    if (w->n_lines++ == LINES_A_SECOND)
        line = text_of("... (it prints too much)");
    node_log(&w->unit->node, LOG_INFO, "[LM_%s] %.*s", w->usermod.name, (int)line.len, line.p);
}

static void print(struct python_worker *w)
{
    char data[PRINT_CHUNK];
    ssize_t n = read(w->output.fd, data, sizeof data);

    for (ssize_t i = 0; i < n; i++) {
        bool is_end = data[i] == '\n' || w->n_printed == sizeof w->printed;
        if (is_end)
            print_line(w);
        if (data[i] != '\n')
            w->printed[w->n_printed++] = data[i];
    }
    if (!n)
        loop_close(loop_of(w), &w->output);
}

static void output_ready(struct loop *l, struct watch *watch, uint32_t events)
{
    struct python_worker *w = LOOP_OWNER(struct python_worker, output, watch);

    (void)l;
    (void)events;
    (void)unit_node(w->unit);
    print(w);
}

// ---- the end of a process ----

void python_worker_end_call(struct python_worker *w, bool ok, struct text words)
{
    struct python_answer *a = &w->answers[w->next_answer++ % PYTHON_ANSWERS];

    python_clear(&a->words);
    python_add(&a->words, words.p, words.len);
    visible_make(a->words.data, a->words.len, "\n\t");
    a->is_ok = ok;
    a->call = w->running;
    w->running = 0;
    w->caller = NULL;
    python_worker_wake(w);
}

const struct python_answer *python_worker_answer(const struct python_worker *w, uint32_t call)
{
    for (unsigned i = 0; i < PYTHON_ANSWERS; i++)
        if (w->answers[i].call == call)
            return &w->answers[i];
    return NULL;
}

static void end_process(struct python_worker *w)
{
    loop_close(loop_of(w), &w->link);
    if (w->output.fd >= 0) // reads its last lines
        print(w);
    loop_close(loop_of(w), &w->output);
    if (w->process)
        python_process_stop(loop_of(w), w->process);
    w->process = NULL;
    w->usermod.life++;
    w->usermod.command.is_running = false;
    python_clear(&w->in);
    python_clear(&w->usermod.unsent);
    w->n_edges = w->usermod.n_watched = 0;
    w->n_printed = 0;
    w->tick_ms = w->put_off_ms = w->held_ms = w->look_ms = 0;
    w->used_us = 0; // for the next process
    if (w->usermod.module)
        w->usermod.module->n_pins = 0;
}

void python_worker_fail(struct python_worker *w, const char *why)
{
    bool has_begun = w->has_begun;

    end_process(w);
    w->has_begun = false;
    w->n_deaths++;
    snprintf(w->why, sizeof w->why, "%s", why);
    w->pause_ms = w->pause_ms ? w->pause_ms * 2 : PAUSE_FIRST_MS;
    if (w->pause_ms > PAUSE_MAX_MS)
        w->pause_ms = PAUSE_MAX_MS;
    if (w->running)
        python_worker_end_call(w, false, text_of(why));
    if (w->load) {
        struct usermod_load *l = w->load;
        w->load = NULL;
        w->state = PYTHON_IS_ENDING;
        usermod_refused(l, why);
        python_worker_free(w);
        return;
    }
    python_worker_enter(w, PYTHON_DOWN, w->pause_ms);
    node_log(&w->unit->node, LOG_WARN, "[EXEC-ERROR] LM_%s: %s; it is started again in %u ms",
             w->usermod.name, why, (unsigned)w->pause_ms);
    if (has_begun) // releases its pins
        pins_release_all(&w->unit->node.pins, w->usermod.owner);
}

void python_worker_forget(struct python_worker *w)
{
    if (!w->has_begun || w->state == PYTHON_DOWN)
        return;
    end_process(w);
    w->has_begun = false;
    if (w->running)
        python_worker_end_call(w, false, text_of("the module was unloaded"));
    python_worker_enter(w, PYTHON_DOWN, 0);
}

// ---- start and end of a worker ----

static void python_worker_release(struct loop *l, struct loop_work *work)
{
    (void)l;
    free(LOOP_OWNER(struct python_worker, release, work));
}

struct python_worker *python_worker_new(struct usermod_load *l)
{
    struct python_worker *w = calloc(1, sizeof *w);
    char *source = w ? malloc(l->source.len + 1) : NULL;

    if (!source) {
        free(w);
        return NULL;
    }
    memcpy(source, l->source.p, l->source.len);
    w->source = text_make(source, l->source.len);
    snprintf(w->usermod.name, sizeof w->usermod.name, "%s", l->name);
    w->unit = usermod_ctx(l->mods);
    w->usermod.node = &w->unit->node;
    w->load = l;
    w->link.fd = -1;
    w->output = (struct watch){ -1, output_ready };
    w->release.run = python_worker_release;
    budget_share_init(&w->served);
    w->next = workers;
    workers = w;
    return w;
}

void python_worker_free(struct python_worker *w)
{
    struct python_worker **at = &workers;

    w->state = PYTHON_IS_ENDING;
    end_process(w);
    budget_forget(usermod_budget(&w->unit->usermod_files->mods), &w->served);
    loop_stop_timer(loop_of(w), &w->timer);
    while (*at && *at != w)
        at = &(*at)->next;
    if (*at)
        *at = w->next;
    for (struct python_worker *other = workers; other; other = other->next)
        if (other->caller == w)
            other->caller = NULL;
    python_module_free(w->usermod.module);
    w->usermod.module = NULL;
    python_free_bytes(&w->in);
    python_free_bytes(&w->usermod.unsent);
    for (unsigned i = 0; i < PYTHON_ANSWERS; i++)
        python_free_bytes(&w->answers[i].words);
    python_free_bytes(&w->usermod.command.line);
    python_free_bytes(&w->usermod.command.answer);
    free((char *)(uintptr_t)w->source.p);
    loop_last(loop_of(w), &w->release);
}
