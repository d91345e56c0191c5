// A chip with a vendor's system, as the test plays it: what its "radio" says, what its "serial
// line" brings. Called by the test's thread.
#ifndef VENDOR_H
#define VENDOR_H

#include "network.h"
#include <stddef.h>

// Starts lwIP's thread and the node's task. After so many seconds the test ends with what the
// serial line has said.
void vendor_start(unsigned deadline_s);

// What an event handler of the system notes for the node's task.
void vendor_radio(bool is_up, enum network_kind kind);

// Waits until the serial line has brought this text since the last one that was waited for.
void vendor_wait_said(const char *text);

void vendor_wait_restart(void); // until the node has restarted its chip

#endif
