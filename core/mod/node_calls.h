// What a load module may ask its node.
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
    FACT_LATE_MAX_MS,  // greatest lateness since boot
    FACT_LOAD_PERCENT, // how late things are on average
    FACT_TIMER_RUNS,
    FACT_TIMER_MISSED,
    FACT_CLOCK_MS, // monotonic, wraps; for differences
    FACT_FS_USED_BYTES,
};

// Selects lines of the log.
struct log_wish {
    unsigned lines;    // most lines to show
    unsigned level;    // enum log_level: this one and more urgent ones
    struct text words; // that the line must contain; empty: any line
};

// The first argument of all is call->node_ctx.
struct node_calls {
    int64_t (*fact)(void *ctx, enum node_fact fact);
    struct civil_time (*local_time)(void *ctx);
    // Sunrise and sunset of today, local; the year is 0 if there is none. ERR_NAME: no position is
    // set.
    int (*sun)(void *ctx, struct civil_time *rise, struct civil_time *set);
    const char *(*mode)(void *ctx);                      // "micros", or "webrepl" in recovery
    void (*modules)(void *ctx, struct reply *r);         // writes an item for each loaded module
    int (*unload)(void *ctx, struct text name);          // "LM_light" or "light"
    const char *(*pin_owner)(void *ctx, unsigned owner); // name of the module, or "the node"
    void (*kept)(void *ctx, struct reply *r); // writes a pair for each kept state: file, content
    // Writes an item for each of the newest lines that are selected: date and time if the clock is
    // right, level, seconds since boot, text.
    void (*log)(void *ctx, struct reply *r, const struct log_wish *wish);
    int (*alarms)(void *ctx, bool forgets); // errors in the log since they were last forgotten
    void (*reboot)(void *ctx);
    // Writes a setting as the shell shows it. ERR_NAME: unknown. ERR_DENIED: it is secret.
    int (*setting)(void *ctx, struct text key, struct out *o);
    // Like call_run and call_step, for the module whose pins have that owner.
    bool (*run)(void *ctx, unsigned owner, struct text command, struct out *answer);
    bool (*has)(void *ctx, const void *self); // whether the module with this state is still loaded
    int (*step)(void *ctx, unsigned owner, struct progress *p, struct text command,
                struct out *answer);
    // Sends a command to another node. ERR_WAIT: return the result of call_wait, then ask again.
    // OK: gives the answer, valid during this step. ERR_REFUSED: same, but the command failed
    // there. For other errors, ask_error has the text.
    int (*ask)(void *ctx, unsigned owner, struct progress *p, struct text command, struct text host,
               struct text *answer);
    const char *(*ask_error)(void *ctx, int err);
};

#endif
