// The time from the network: from the servers that the lease names, then from those of setting ntp.
#ifndef LWIP_NTP_H
#define LWIP_NTP_H

#include "stack.h"

struct node;

void ntp_start(struct node *n); // the node's settings are loaded

// The servers that a lease names, also when it is renewed: what is known of them goes only when
// they change.
void ntp_leased(unsigned n, const ip4_addr_t *servers);

void ntp_hurry(void);       // there is an address now: before the first, nobody is asked
void ntp_move(void);        // does what is due; never calls the node
uint32_t ntp_wait_ms(void); // until ntp_move has something to do, as it knew last

#endif
