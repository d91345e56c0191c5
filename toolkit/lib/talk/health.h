// The state of every known node, asked live.
#ifndef HEALTH_H
#define HEALTH_H

#include "device/cache.h"
#include "term/options.h"

struct health {
    const struct device *device;
    char ip[300];
    char name[256];    // from the node, else from the cache
    bool is_online;    // the service answered `hello`
    char version[48];  // "<n/a>" if not reported
    long long memfree; // bytes, -1 if not reported
    double comm_s;     // how long `hello` took, below 0 if offline
    int code;          // exit code of this node
};

// Asks `n` devices of the cache file `cache`, which also gets new names. The caller frees `*rows`.
// Exit code 0, or another after a message.
int health_ask(const struct device *const *devices, size_t n, const struct options *options,
               const char *cache, struct health **rows);

// The devices to ask: those named, or all but the access point. The simulator's placeholder is
// taken only when it is named or when no device has its address. The caller frees `*devices`.
int health_choose(const struct cache *cache, char *const *names, size_t n_names,
                  const struct options *options, const struct device ***devices, size_t *n);

#endif
