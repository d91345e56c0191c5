// The board of a node: simulated, or this machine.
#ifndef LINUX_UNIT_BOARD_H
#define LINUX_UNIT_BOARD_H

#include "unit.h"

// Puts the board into its state after a reset. Simulated parts keep their power.
void unit_start_board(struct unit *u);

void unit_make_mac(struct unit *u);

// port.mem_free_bytes; ctx is a struct unit.
int32_t unit_free_bytes(void *ctx);

// port.check_pin_map; ctx is a struct unit.
int unit_check_pin_map(void *ctx, struct text map, struct out *why);

// Applies setting cstmpmap to the board, between boot_load and boot_run.
void unit_map_pins(struct unit *u);

// Tells the node about all edges of its pins since the last call.
void unit_take_edges(struct unit *u);

#endif
