// Terminals as links: the controlling terminal and serial devices.
#ifndef LINUX_TERMINAL_H
#define LINUX_TERMINAL_H

#include "unit.h"

// A shell on standard input and output. 0 or -1 after it said why.
int terminal_console(struct unit *u);

// A shell on the serial device or pty of the command line, raw, 8N1. 0 or -1 with errno.
int terminal_serial(struct unit *u);

// The same at the start: -1 after it said why.
int terminal_serial_first(struct unit *u);

#endif
