// Terminals as links: the controlling terminal and serial devices.
#ifndef LINUX_CONSOLE_H
#define LINUX_CONSOLE_H

#include "unit.h"

// A shell on standard input and output. 0 or -1 after it said why.
int console_open(struct unit *u);

// A shell on the serial device or pty of the command line, raw, 8N1. 0 or -1 with errno.
int console_serial(struct unit *u);

// The same at the start: -1 after it said why.
int console_serial_first(struct unit *u);

#endif
