// Something happened that the node's thread looks at in its next round: called at the end of each
// callback of lwIP's.
#ifndef LWIP_NEWS_H
#define LWIP_NEWS_H

#include "stack.h"

#if NO_SYS
// lwIP runs in that thread: its next round follows anyhow.
static inline void network_news(void) {}
#else
void network_news(void); // the port's: wakes the node's task. In lwIP's thread, under its lock.
#endif

#endif
