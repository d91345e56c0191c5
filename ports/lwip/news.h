// Called at the end of each lwIP callback: something happened that the node's thread must handle in
// its next round.
#ifndef LWIP_NEWS_H
#define LWIP_NEWS_H

#include "stack.h"

#if NO_SYS
// lwIP runs in that thread, so the next round follows anyway.
static inline void network_news(void) {}
#else
// Provided by the port: wakes the node's task; called in lwIP's thread, under its lock.
void network_news(void);
#endif

#endif
