// What lwIP asks of a system where it runs without one.
#include "board.h"
#include "clock.h"
#include "ntp.h"
#include "stack.h"

// What lwIP's timers count by.
u32_t sys_now(void)
{
    return (u32_t)clock_ms();
}

// Option 42 of each lease (RFC 2132, section 8.3).
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
