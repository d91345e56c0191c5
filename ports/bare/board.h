// What a board owes the node, but for its network (network.h; eth.h where that has frames).
// ports/template shows the least that links; docs/porting.md walks through it. Everything runs in
// one thread, the node's; interrupts only end a sleep (and let the watchdog bite), so none of these
// functions needs to guard itself.
#ifndef BARE_BOARD_H
#define BARE_BOARD_H

#include "hw/board.h"
#include "store/flash.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- processor ----

extern const struct board *const board_pins; // which logical pins there are: a row of hw/board.c

void board_start(void);        // UART, clock, the interrupts that end a sleep
uint64_t board_clock_us(void); // monotonic since the start; called at least once a second
// Until a frame or a character came, or the network has news (lwip/news.h); at most so long.
void board_sleep(uint32_t max_ms);
_Noreturn void board_restart(void);

// The watchdog restarts the board when this was not called again in time.
void board_watchdog_feed(uint32_t timeout_ms);

// ---- what makes this board itself ----

void board_mac(uint8_t mac[6]);
void board_random(uint8_t *out, size_t len); // unpredictable bytes: keys and salts are made of them
// Only programs on the machine that runs the emulator can come from this address (network order);
// false on real boards.
bool board_is_of_emulator(uint32_t ipv4);

// ---- serial line ----

void board_uart_put(char c);
int board_uart_get(void); // the next character that came in, or -1

// ---- flash and pins ----

const struct flash *board_flash(void); // NULL: there is none, and settings cannot be changed
const struct hw *board_hw(void);

// The oldest change of a watched pin that was not given out yet (hw.h, `watch`). False: there is
// none. A real board's interrupt notes them in a short queue, and ends the sleep.
bool board_take_edge(unsigned *gpio, bool *is_high);

// ---- memory: set by the board's linker script ----

extern uint32_t board_ram_start[], board_ram_end[];   // all data memory of the chip
extern uint32_t board_data_start[], board_data_end[]; // from .data to the end of .bss and .noinit
extern uint32_t board_stack_low[], board_stack_top[];

// Called by start code when the watchdog ends a round that took too long: keeps where that was.
_Noreturn void reset_by_watchdog(uint32_t pc);

// Called by start code on an exception of the processor: keeps the reason over a restart, says it
// on the UART and restarts. Values as the chip gives them.
_Noreturn void panic(const char *why, uint32_t cause, uint32_t pc, uint32_t address);

#endif
