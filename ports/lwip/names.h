// The node's name on the local network, by multicast DNS: the label of devfid, and a service
// _micros._tcp. core/net/responder.c decides what is said; this sends and hears it by UDP of lwIP,
// which needs LWIP_IGMP and nothing else.
#ifndef LWIP_NAMES_H
#define LWIP_NAMES_H

#include <stdint.h>

struct node;

// Begins to tell name and port. `name` stays where it is. Without memory for it the log says so.
void names_start(struct node *n, const char *name, uint16_t port);

// What `name` points to is another one: the node is called so now. Nothing happens where
// names_start did not succeed.
void names_change(void);

// Sends what is due, and says in the log when another host has the name. `events`: what happened to
// the network (enum network_event). Once in each round.
void names_follow(struct node *n, unsigned events);

uint32_t names_wait_ms(void); // until names_follow has something to send

// The node goes away: says goodbye.
void names_stop(void);

#endif
