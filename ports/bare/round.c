// One round: network, console, links, pins, work that is due; then a sleep.
#include "round.h"
#include "board.h"
#include "clock.h"
#include "device.h"
#include "dial.h"
#include "edges.h"
#include "link.h"
#include "names.h"
#include "network.h"
#include "ntp.h"
#include "output.h"
#include "presence.h"
#include "reset.h"
#include "rooms.h"
#include "serial.h"
#include "usermod_flash.h"

enum { SLEEP_MAX_MS = 1000 }; // the board's clock must be read at least this often

static uint32_t round_least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

// If the node asks for a restart: ends every session with a message, and restarts.
static void obey(struct node *n)
{
    if (n->wish != WISH_REBOOT)
        return;
    rooms_stop(n);
    link_drain(n);
    (void)dial_poll(n);
    names_stop();
    reset_restart();
}

// Compares the times one after the other, to keep few values on the stack, because all commands run
// above this frame.
static uint32_t round_wait_ms(uint32_t node_ms)
{
    uint32_t ms = round_least(node_ms, SLEEP_MAX_MS);

    ms = round_least(ms, network_wait_ms());
    ms = round_least(ms, ntp_wait_ms());
    ms = round_least(ms, names_wait_ms());
    return round_least(ms, link_wait_ms());
}

static void run_round(void)
{
    struct node *n = device_node();
    bool has_more = network_move();

    ntp_move();
    board_watchdog_feed(DEVICE_WATCHDOG_MS);
    clock_tell(n);
    has_more |= serial_poll(n);
    clock_tell(n);
    link_poll(n);
    obey(n);
    presence_follow(n);
    clock_tell(n);
    (void)edges_take(n); // before the round and, for pins that it moves, after it
    usermod_flash_follow();
    clock_tell(n);
    uint32_t node_ms = rooms_poll(n);
    obey(n);
    serial_follow(n);
    output_flush();
    has_more |= dial_poll(n);
    has_more |= edges_take(n);
    uint32_t ms = round_wait_ms(node_ms);
    if (ms && !has_more)
        board_sleep(ms);
}

_Noreturn void round_loop(void)
{
    for (;;)
        run_round();
}
