// What a load module may ask of the node it runs in.
#ifndef MOD_NODE_CALLS_H
#define MOD_NODE_CALLS_H

#include "mod/reply.h"
#include "run/civil.h"

struct progress;

enum node_fact {
    FACT_MEM_FREE_BYTES,
    FACT_FS_FREE_PERCENT,
    FACT_UPTIME_MS,
    FACT_SESSIONS,
    FACT_LATE_MAX_MS,  // the most that anything was late since the boot
    FACT_LOAD_PERCENT, // how much of the time things are late
    FACT_TIMER_RUNS,
    FACT_TIMER_MISSED,
    FACT_CLOCK_MS, // monotonic, wraps: for differences
    FACT_FS_USED_BYTES,
};

// Their first argument is call->node_ctx.
struct node_calls {
    int64_t (*fact)(void *ctx, enum node_fact fact);
    struct civil_time (*local_time)(void *ctx);
    // Sunrise and sunset of today, local; a year of 0: there is none. ERR_NAME: without a position.
    int (*sun)(void *ctx, struct civil_time *rise, struct civil_time *set);
    const char *(*mode)(void *ctx);                      // "micros", or "webrepl" in recovery
    void (*modules)(void *ctx, struct reply *r);         // an item for each loaded module
    int (*unload)(void *ctx, struct text name);          // "LM_light" or "light"
    const char *(*pin_owner)(void *ctx, unsigned owner); // the module, or "the node"
    void (*kept)(void *ctx, struct reply *r); // a pair for each kept state: file, content
    void (*log)(void *ctx, struct reply *r, unsigned lines); // an item for each of the newest lines
    int (*alarms)(void *ctx, bool forgets); // errors in the log since they were forgotten
    void (*reboot)(void *ctx);
    // Writes a setting as the shell shows it. ERR_NAME: there is none. ERR_DENIED: it is secret.
    int (*setting)(void *ctx, struct text key, struct out *o);
    // As call_run and call_step, for the module whose pins have that owner.
    bool (*run)(void *ctx, unsigned owner, struct text command, struct out *answer);
    bool (*has)(void *ctx, const void *self); // whether the module with this state is still loaded
    int (*step)(void *ctx, unsigned owner, struct progress *p, struct text command,
                struct out *answer);
    // Sends a command to another node. ERR_WAIT: return call_wait's word for it, then ask again.
    // OK: what it answered, valid during this step; ERR_REFUSED: the same, and there it did not
    // work. Else ask_error has the words.
    int (*ask)(void *ctx, unsigned owner, struct progress *p, struct text command, struct text host,
               struct text *answer);
    const char *(*ask_error)(void *ctx, int err);
};

#endif
