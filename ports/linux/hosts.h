// Nodes whose addresses are in a file. Simulated nodes, which are not announced on any network,
// find each other by name this way. A line is ADDRESS:PORT NAME.
#ifndef LINUX_HOSTS_H
#define LINUX_HOSTS_H

#include <netinet/in.h>
#include <stdbool.h>

// Looks for the node with this name, or with `name` ending in .local. Reads the file each time, as
// other programs change it.
bool hosts_find(const char *file, const char *name, struct sockaddr_storage *address);

#endif
