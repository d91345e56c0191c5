// The board of a node of the process: simulated, or this machine.
#ifndef LINUX_UNIT_BOARD_H
#define LINUX_UNIT_BOARD_H

#include "unit.h"

// A board as after a reset; what is wired to a simulated one keeps its power.
void unit_start_board(struct unit *u);

void unit_make_mac(struct unit *u);

// port.mem_free_bytes of the struct unit that ctx is.
int32_t unit_free_bytes(void *ctx);

// port.check_pin_map of the struct unit that ctx is.
int unit_check_pin_map(void *ctx, struct text map, struct out *why);

// Changes the board as the setting cstmpmap says, between boot_load and boot_run.
void unit_map_pins(struct unit *u);

// Tells the node what its pins have seen since the last time.
void unit_take_edges(struct unit *u);

#endif
