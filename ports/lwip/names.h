// The node's name on the local network, by multicast DNS: the label of devfid, and a service
// _micros._tcp. names.c does it by lwIP's responder; a port whose lwIP is built without that
// responder brings these two functions itself.
#ifndef LWIP_NAMES_H
#define LWIP_NAMES_H

#include <stdint.h>

struct node;

// `name` stays where it is. Without memory for it the log says so.
void names_start(struct node *n, const char *name, uint16_t port);

// From now on the node is called so; nothing happens where names_start did not succeed.
void names_change(const char *name);

#endif
