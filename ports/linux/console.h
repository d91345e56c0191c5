// Terminals as links: the controlling terminal and serial devices.
#ifndef LINUX_CONSOLE_H
#define LINUX_CONSOLE_H

#include "unit.h"

// A shell on standard input and output. Returns 0, or -1 after it printed the reason.
int console_open(struct unit *u);

// A shell on the serial device or pty of the command line, raw, 8N1. Returns 0, or -1 with errno.
int console_serial(struct unit *u);

// Same at the start of the program. Returns -1 after it printed the reason.
int console_serial_first(struct unit *u);

#endif
