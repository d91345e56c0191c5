// The two clocks of a node: the board's, and the wall clock, which is set from servers (ntp.h).
#ifndef LWIP_CLOCK_H
#define LWIP_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct node;

uint64_t clock_ms(void);     // monotonic, since the start
int64_t clock_wall_ms(void); // UTC since 1970; time since the start until a server gave the time
void clock_set_wall(int64_t ahead_ms); // sets how far it is ahead of clock_ms()
bool clock_is_trusted(void);           // whether a server gave the time

void clock_tell(struct node *n); // sets the node's time; call before any call of the node

#endif
