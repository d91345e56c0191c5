// What module system answers about memory, storage and time.
#include "lib_system.h"

static void memory_pair(struct call *c)
{
    reply_pair_int(c->reply, "GC MemFree[byte]", c->host->fact(c->host_ctx, HOST_MEM_FREE_BYTES));
}

static void cpu_pair(struct call *c)
{
    uint32_t hz = 0; // not known

    (void)hw_cpu_hz(c->pins->hw, &hz);
    reply_pair_int(c->reply, "CPU[Hz]", (int32_t)hz);
}

int system_info(struct call *c)
{
    memory_pair(c);
    cpu_pair(c);
    reply_pair_int(c->reply, "FS FREE [%]", c->host->fact(c->host_ctx, HOST_FS_FREE_PERCENT));
    return OK;
}

// There is no garbage to collect here; the figure is what the original's clients read.
int system_gcollect(struct call *c)
{
    memory_pair(c);
    return OK;
}

int system_memfree(struct call *c)
{
    cpu_pair(c);
    memory_pair(c);
    return OK;
}

int system_uptime(struct call *c)
{
    int32_t s = c->host->fact(c->host_ctx, HOST_UPTIME_S);

    reply_text(c->reply, "%d %d:%d:%d", (int)(s / 86400), (int)(s / 3600 % 24), (int)(s / 60 % 60),
               (int)(s % 60));
    return OK;
}

int system_top(struct call *c)
{
    static const struct {
        const char *name;
        enum host_fact fact;
    } rows[] = {
        { "load [%]", HOST_LOAD_PERCENT },
        { "worst delay [ms]", HOST_LATE_MAX_MS },
        { "timer runs", HOST_TIMER_RUNS },
        { "timer periods missed", HOST_TIMER_MISSED },
    };

    for (unsigned i = 0; i < COUNT(rows); i++)
        reply_pair_int(c->reply, rows[i].name, c->host->fact(c->host_ctx, rows[i].fact));
    return OK;
}

int system_sessions(struct call *c)
{
    reply_int(c->reply, c->host->fact(c->host_ctx, HOST_SESSIONS));
    return OK;
}

int system_memory_usage(struct call *c)
{
    int64_t all = c->pins->board->ram_bytes;
    int64_t used = all - c->host->fact(c->host_ctx, HOST_MEM_FREE_BYTES);

    if (!all) // a machine of which that is not known
        return ERR_NOTSUP;
    used = used < 0 ? 0 : used;
    reply_pair_fixed(c->reply, "percent", (int32_t)(used * 1000 / all), 1);
    reply_pair_int(c->reply, "mem_used", (int32_t)used);
    return OK;
}

int system_disk_usage(struct call *c)
{
    reply_pair_int(c->reply, "percent", 100 - c->host->fact(c->host_ctx, HOST_FS_FREE_PERCENT));
    return OK;
}
