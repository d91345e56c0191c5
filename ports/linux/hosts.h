// Nodes whose addresses are in a file: how simulated nodes, which announce themselves on no
// network, find each other by name. A line is ADDRESS:PORT NAME.
#ifndef LINUX_HOSTS_H
#define LINUX_HOSTS_H

#include <netinet/in.h>
#include <stdbool.h>

// Looks for the node that is called `name`, or `name`.local. The file is read each time: others
// change it.
bool hosts_find(const char *file, const char *name, struct sockaddr_storage *address);

#endif
