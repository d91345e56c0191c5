// What a load module may ask of the node it runs in.
#ifndef MOD_HOST_H
#define MOD_HOST_H

#include "mod/reply.h"
#include "run/calendar.h"

enum host_fact { HOST_MEM_FREE_BYTES, HOST_FS_FREE_PERCENT, HOST_UPTIME_S, HOST_SESSIONS };

struct host {
    void *ctx;
    int32_t (*fact)(void *ctx, enum host_fact fact);
    struct calendar (*local_time)(void *ctx);
    const char *(*mode)(void *ctx);              // "micros", or "webrepl" in recovery
    void (*modules)(void *ctx, struct reply *r); // an item for each loaded module
    int (*unload)(void *ctx, struct text name);  // "LM_light" or "light"
    void (*kept)(void *ctx, struct reply *r);    // a pair for each kept state: file, content
    void (*log)(void *ctx, struct reply *r, unsigned lines); // an item for each of the newest lines
    void (*reboot)(void *ctx);
};

#endif
