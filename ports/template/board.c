// A board without any code yet: all functions of ports/bare/board.h and ports/eth/eth.h, each with
// what it must do.
#include "board.h"
#include "eth.h"
#include "hw/boards.h"

// Use a file of boards/chips, or add one.
const struct board *const board_pins = &board_cortexm3;

// Switch on the UART, a clock, and the interrupts that end a sleep. Open the flash.
void board_start(void) {}

// Microseconds since the start, from a free-running counter. If the counter is narrow, add up its
// wraps.
uint64_t board_clock_us(void)
{
    return 0;
}

// Set a timer and clear pending interrupts. Return at once if a character or a frame waits; else
// execute WFI.
void board_sleep(uint32_t max_ms)
{
    (void)max_ms;
}

// Write the chip's reset register (on a Cortex-M: AIRCR).
void board_restart(void)
{
    for (;;)
        ;
}

// Reload the watchdog. If it can interrupt before it resets, call reset_by_watchdog(pc) from there.
void board_watchdog_feed(uint32_t timeout_ms)
{
    (void)timeout_ms;
}

// Read the chip's unique number. This address is the one that QEMU gives every machine.
void board_mac(uint8_t mac[6])
{
    static const uint8_t common[6] = { 0x52, 0x54, 0x00, 0x12, 0x34, 0x56 };

    for (int i = 0; i < 6; i++)
        mac[i] = common[i];
}

// Read the chip's random number generator. Predictable bytes would be worse than none.
void board_random(uint8_t *out, size_t len)
{
    (void)out;
    (void)len;
    panic("this board has no random numbers", 0, 0, 0);
}

// A real board is not in an emulator.
bool board_is_of_emulator(uint32_t ipv4)
{
    (void)ipv4;
    return false;
}

// Wait for room, then send the byte unchanged. Add no line ends.
void board_uart_put(char c)
{
    (void)c;
}

// The oldest character received. The UART's FIFO or an interrupt must keep the others.
int board_uart_get(void)
{
    return -1;
}

// Reset the network device, set its address, accept broadcast and multicast, start it.
bool board_eth_start(const uint8_t mac[6])
{
    (void)mac;
    return false;
}

// A free buffer for a frame of this length. The caller may use it until the next call.
uint8_t *board_eth_tx_frame(size_t len)
{
    (void)len;
    return NULL;
}

// Give that buffer to the device to send.
void board_eth_tx_send(size_t len)
{
    (void)len;
}

// The oldest frame received, in place. Drop damaged frames here.
const uint8_t *board_eth_rx_frame(size_t *len)
{
    *len = 0;
    return NULL;
}

// Return its buffer to the device.
void board_eth_rx_drop(void) {}

// Ask the PHY whether a cable is plugged in. A radio reports its kind of network and the signal. If
// that takes the device long, ask only now and then.
void board_eth_look(struct eth_link *link, const struct network_facts *facts)
{
    (void)link;
    (void)facts;
}

// The flash area for settings: at least two sectors, readable as memory.
const struct flash *board_flash(void)
{
    return NULL;
}

// The pins. Operations missing in the table are "not supported on this board".
const struct hw *board_hw(void)
{
    static const struct hw none = { .name = "template" };

    return &none;
}

// The oldest change of a watched pin, from the queue that the pin interrupt fills.
bool board_take_edge(unsigned *gpio, bool *is_high)
{
    (void)gpio;
    (void)is_high;
    return false;
}
