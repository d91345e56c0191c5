// Gets the time from the network: first from servers in the lease, then from those in setting ntp.
#ifndef LWIP_NTP_H
#define LWIP_NTP_H

#include "stack.h"

struct node;

void ntp_start(struct node *n); // after the node's settings are loaded

// Sets the servers of a lease. If a renewal brings the same ones, their state is kept.
void ntp_leased(unsigned n, const ip4_addr_t *servers);

void ntp_hurry(void);       // there is an address now; without one no server is asked
void ntp_move(void);        // does what is due; never calls the node
uint32_t ntp_wait_ms(void); // until ntp_move has work, as of its last call

#endif
