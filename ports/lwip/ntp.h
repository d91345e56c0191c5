// The time from the network: from the servers that the lease names, then from those of setting ntp.
#ifndef LWIP_NTP_H
#define LWIP_NTP_H

#include <stdint.h>

struct node;

void ntp_start(struct node *n); // the node's settings are loaded
void ntp_hurry(void);           // there is an address now: before the first, nobody is asked
void ntp_move(void);            // does what is due; never calls the node
uint32_t ntp_wait_ms(void);     // until ntp_move has something to do, as it knew last

#endif
