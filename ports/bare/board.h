// What a board must provide for the node, except its network (network.h; eth.h if that has frames).
// ports/template is the smallest board that links; docs/porting.md explains the steps. Everything
// runs in one thread, the node's. Interrupts only end a sleep or trigger the watchdog, so these
// functions need no locks.
#ifndef BARE_BOARD_H
#define BARE_BOARD_H

#include "hw/board.h"
#include "store/flash.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- processor ----

extern const struct board *const board_pins; // the logical pins: a row of hw/board.c

void board_start(void);        // starts UART, clock, and the interrupts that end a sleep
uint64_t board_clock_us(void); // monotonic since the start; called at least once per second
// Sleeps until a frame or a character arrives, or the network has news (lwip/news.h); at most
// `max_ms`.
void board_sleep(uint32_t max_ms);
_Noreturn void board_restart(void);

// The watchdog restarts the board if this is not called again in time.
void board_watchdog_feed(uint32_t timeout_ms);

// ---- identity of the board ----

void board_mac(uint8_t mac[6]);
void board_random(uint8_t *out, size_t len); // unpredictable bytes, used for keys and salts
// Whether only programs on the machine that runs the emulator can have this address (network
// order). False on real boards.
bool board_is_of_emulator(uint32_t ipv4);

// ---- serial line ----

void board_uart_put(char c);
int board_uart_get(void); // the next received character, or -1

// ---- flash and pins ----

const struct flash *board_flash(void); // NULL: no flash, so settings cannot be changed
const struct hw *board_hw(void);

// Takes the oldest change of a watched pin (hw/operations.h, pin_watch). False: there is none. On a
// real board an interrupt stores changes in a short queue and ends the sleep.
bool board_take_edge(unsigned *gpio, bool *is_high);

// ---- memory: set by the board's linker script ----

extern uint32_t board_ram_start[], board_ram_end[];   // all data memory of the chip
extern uint32_t board_data_start[], board_data_end[]; // from .data to the end of .bss and .noinit
extern uint32_t board_stack_low[], board_stack_top[];

// Start code calls this when the watchdog ends a round that took too long. Stores where it was.
_Noreturn void reset_by_watchdog(uint32_t pc);

// Start code calls this on an exception of the processor. Stores the reason over a restart, writes
// it on the UART and restarts. The values are as the chip gives them.
_Noreturn void panic(const char *why, uint32_t cause, uint32_t pc, uint32_t address);

#endif
