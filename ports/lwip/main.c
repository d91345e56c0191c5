// micros-node on a board without an operating system: one loop, one thread.
#include "board.h"
#include "device.h"
#include "dial.h"
#include "edges.h"
#include "link.h"
#include "memory.h"
#include "network.h"
#include "rooms.h"
#include "output.h"
#include "own_flash.h"
#include "reset.h"
#include "serial.h"

enum { SLEEP_MAX_MS = 1000 }; // the board's clock wants to be looked at

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

// Ends every session with a word to it, and starts again.
static _Noreturn void restart(struct node *n)
{
    rooms_stop(n);
    link_drain(n);
    (void)dial_poll(n);
    reset_restart();
}

static void run_round(void)
{
    bool has_more = network_move();
    struct node *n = device_node();
    uint32_t wait_ms;

    board_watchdog_feed(DEVICE_WATCHDOG_MS);
    has_more |= serial_poll(n);
    link_poll(device_node());
    if (n->wish == WISH_REBOOT)
        restart(n);
    network_follow(n);
    (void)edges_take(device_node()); // before, and for what the round itself causes, after
    own_flash_follow();
    wait_ms = rooms_poll(device_node());
    output_flush();
    has_more |= dial_poll(n);
    has_more |= edges_take(n);
    wait_ms = least(least(wait_ms, network_wait_ms()), least(link_wait_ms(), SLEEP_MAX_MS));
    if (wait_ms && !has_more)
        board_sleep(wait_ms);
}

int main(void)
{
    memory_paint_stack();
    board_start();
    board_watchdog_feed(DEVICE_WATCHDOG_MS);
    device_start();
    for (;;)
        run_round();
}
