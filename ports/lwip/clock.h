// The two clocks of a node: the board's, and the wall clock, which servers tell (ntp.h).
#ifndef LWIP_CLOCK_H
#define LWIP_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct node;

uint64_t clock_ms(void);     // monotonic, since the start
int64_t clock_wall_ms(void); // UTC since 1970; since the start as long as no server told the time
void clock_set_wall(int64_t ahead_ms); // of clock_ms()
bool clock_is_trusted(void);           // a server told the time

void clock_tell(struct node *n); // what time it is; before the node is called

#endif
