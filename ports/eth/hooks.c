// Functions that lwIP needs when there is no operating system.
#include "board.h"
#include "clock.h"
#include "ntp.h"
#include "stack.h"

// The clock of lwIP's timers.
u32_t sys_now(void)
{
    return (u32_t)clock_ms();
}

// Receives option 42 of each lease (RFC 2132, section 8.3).
void dhcp_set_ntp_servers(u8_t n, const ip4_addr_t *servers)
{
    ntp_leased(n, servers);
}

uint32_t hooks_random(void)
{
    uint32_t r;

    board_random((uint8_t *)&r, sizeof r);
    return r;
}
