// Publishes the node's name in the local network by multicast DNS: the label of devfid, and a
// service _micros._tcp. core/net/responder.c decides what to send. This code sends and receives it
// by UDP of lwIP, and needs only LWIP_IGMP.
#ifndef LWIP_NAMES_H
#define LWIP_NAMES_H

#include <stdint.h>

struct node;

// Starts to publish name and port. `name` must stay valid. Without memory, it only logs that.
void names_start(struct node *n, const char *name, uint16_t port);

// The text at `name` has changed, so the node has a new name. Does nothing if names_start failed.
void names_change(void);

// Sends what is due, and logs if another host has the name. `events`: bits of enum network_event.
// Call once per round.
void names_follow(struct node *n, unsigned events);

uint32_t names_wait_ms(void); // until names_follow has something to send

// Says goodbye, because the node stops.
void names_stop(void);

#endif
