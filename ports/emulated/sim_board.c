// Shared by all emulated boards: simulated pins, the MAC address from the factory sector, and which
// clients are on this machine.
#include "base/bytes.h"
#include "board.h"
#include "factory.h"
#include "memory.h"
#include "sim/parts.h"
#include "sim/sim.h"

static void sim_board_put_line(struct text line)
{
    for (size_t i = 0; i < line.len; i++)
        board_uart_put(line.p[i]);
}

// Begins with a record separator, so that a program can remove these lines and get a session's
// exact bytes. A terminal does not show it.
static void trace_to_uart(void *ctx, struct text line)
{
    char text[96];
    struct out o;

    (void)ctx;
    out_init(&o, text, sizeof text);
    out_format(&o, "\x1e[hw] %u ", (unsigned)(board_clock_us() / 1000));
    out_slice(&o, line);
    out_text(&o, "\r\n");
    sim_board_put_line(out_written(&o));
}

static struct sim sim;

// Takes the memory from lwIP's heap when the first part is used.
static struct parts *sim_board_take_parts(void *ctx)
{
    struct parts *parts = memory_take(NULL, sizeof *parts);

    (void)ctx;
    if (parts)
        bytes_fill(parts, 0, sizeof *parts);
    return parts;
}

const struct hw *board_hw(void)
{
    if (!sim.hw.name) {
        sim_init(&sim, board_pins);
        sim_wire(&sim, sim_board_take_parts, NULL);
        if (factory_wants_trace())
            sim.trace = trace_to_uart;
    }
    return &sim.hw;
}

bool board_take_edge(unsigned *gpio, bool *is_high)
{
    sim_time(&sim, board_clock_us());
    return sim_take_edge(&sim, gpio, is_high);
}

void board_mac(uint8_t mac[6])
{
    factory_mac(mac);
}

// QEMU's user network shows 10.0.2.2 as the address of programs on the host that use a forwarded
// port. The emulator binds such ports to its loopback address.
bool board_is_of_emulator(uint32_t ipv4)
{
    static const uint8_t emulator[4] = { 10, 0, 2, 2 };
    const uint8_t *byte = (const uint8_t *)&ipv4; // network order, so bytes are in order in memory

    return byte[0] == emulator[0] && byte[1] == emulator[1] && byte[2] == emulator[2] &&
           byte[3] == emulator[3];
}
