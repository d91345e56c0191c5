// Shares of workers. If a worker computes without being asked, the kernel ends it after a second or
// two of CPU time. A process may ignore that, so the node checks too; rarely, if all are idle.
#include "python_share.h"
#include "unit.h"
#include "usermod_files.h"

enum {
    MS = 1000,
    PARTS = 2,            // half of one processor
    LEAST_US = 5000 * MS, // they may use this at once after a rest
    IDLE_US = 200 * MS,   // an idle one may use this between two checks
    LOOK_FIRST_MS = 1000,
    LOOK_MAX_MS = 60000
};

static struct budget_share all = { LEAST_US, 0, PARTS, LEAST_US };

static uint32_t now_ms(const struct python_worker *w)
{
    return (uint32_t)w->unit->process->loop.clock_ms;
}

uint32_t python_share_wait_ms(const struct python_worker *w)
{
    uint32_t most_us = python_worker_most_ms(w) * MS;

    all.most_us = most_us > LEAST_US ? (int32_t)most_us : LEAST_US;
    return budget_own_wait_ms(&all, now_ms(w));
}

void python_share_asked(struct python_worker *w)
{
    w->used_us = python_cpu_us(w->process);
    w->look_ms = 0;
    python_limit_cpu(w->process, w->used_us, python_worker_most_ms(w));
}

void python_share_answered(struct python_worker *w)
{
    uint64_t used_us = python_cpu_us(w->process);

    budget_take(&all, used_us - w->used_us);
    w->used_us = used_us;
    w->pause_look_ms = LOOK_FIRST_MS;
    w->look_ms = w->unit->process->loop.clock_ms + LOOK_FIRST_MS;
    python_limit_cpu(w->process, used_us, 0);
}

bool python_share_look(struct python_worker *w)
{
    uint64_t used_us = python_cpu_us(w->process), took_us = used_us - w->used_us;

    w->used_us = used_us;
    w->pause_look_ms *= 2;
    if (w->pause_look_ms > LOOK_MAX_MS)
        w->pause_look_ms = LOOK_MAX_MS;
    w->look_ms = w->unit->process->loop.clock_ms + w->pause_look_ms;
    budget_take(&all, took_us);
    return took_us <= IDLE_US;
}

uint32_t python_share_serve(struct python_worker *w, void (*serve)(struct python_worker *w))
{
    struct budget *b = usermod_budget(&w->unit->usermod_files->mods);
    const struct budget_limit most = { UINT32_MAX, BUDGET_CAUSE_MAX_MS * MS };
    uint32_t wait_ms = b->depth ? 0 : budget_wait_ms(b, &w->served, false, now_ms(w));
    struct budget_frame outer;

    if (wait_ms)
        return wait_ms;
    budget_enter(b, &w->served, &most, &outer);
    serve(w);
    budget_leave(b, &outer);
    budget_finish(b);
    return 0;
}
