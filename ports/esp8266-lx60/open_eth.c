// The network: an OpenCores Ethernet MAC ("Ethernet IP Core Specification", rev. 1.27). Frames are
// kept in the board's RAM, not in the chip's, because they represent the radio's memory. The MAC's
// packet RAM holds only 8 received frames. QEMU drops further ones, and then its user network
// pauses for 1.5 s; five busy connections were enough to cause that.
#include "eth.h"
#include "machine.h"
#include "mmio.h"
#include <string.h>

// Registers: section 3.1.
enum {
    MODE = 0x00,
    EVENTS = 0x04,
    EVENT_MASK = 0x08,
    FRAME_LENGTHS = 0x18,
    TX_DESCRIPTORS = 0x20, // how many descriptors are for sending
    PHY_COMMAND = 0x2C,
    PHY_ADDRESS = 0x30, // address of the PHY, and above it that of its register
    PHY_READ = 0x38,
    PHY_STATUS = 0x3C,
    MAC_LOW = 0x40,
    MAC_HIGH = 0x44,
    HASH_LOW = 0x48,
    HASH_HIGH = 0x4C,
    DESCRIPTORS = 0x400, // two words each: state, address
};
enum {
    MODE_RX = 1 << 0,
    MODE_TX = 1 << 1,
    MODE_FULL_DUPLEX = 1 << 10,
    MODE_RESET = 1 << 11,
    MODE_CRC = 1 << 13,
    MODE_PAD = 1 << 15,
};
enum { PHY_COMMAND_READ = 1 << 1, PHY_STATUS_BUSY = 1 << 1 };
enum { PHY = 1, PHY_BASIC_STATUS = 1, BASIC_STATUS_LINK = 1 << 2 }; // IEEE 802.3, section 22.2.4.2
enum { EVENT_RX = 1 << 2, EVENT_BUSY = 1 << 4, EVENTS_ALL = 0x7F };

// State of a descriptor: section 4.2. The upper half is the length.
enum {
    STATE_CRC = 1 << 11,
    STATE_PAD = 1 << 12,
    STATE_WRAP = 1 << 13, // last of its ring
    STATE_EVENT = 1 << 14,
    STATE_MACS = 1 << 15, // empty (receiving) or to be sent; the MAC owns it until this is clear
    STATE_RX_BAD = 0x7F,  // overrun, wrong symbol, dribble, too long, too short, CRC, collision
};

enum {
    TX_COUNT = 2,
    RX_COUNT = 48,
    BUFFER_BYTES = 1536,
    CHECK_BYTES = 4,
    LEAST_BYTES = 60, // a frame without its check sequence: IEEE 802.3, section 3.2.8
    HEADER_BYTES = 14,
};

static unsigned tx, rx; // the next descriptor of each ring

static uint32_t open_eth_get(uint32_t at)
{
    return mmio_get(MACHINE_ETHERNET + at);
}

static void open_eth_set(uint32_t at, uint32_t value)
{
    mmio_set(MACHINE_ETHERNET + at, value);
}

static uint32_t open_eth_state(unsigned i)
{
    return open_eth_get(DESCRIPTORS + 8 * i);
}

static void open_eth_set_state(unsigned i, uint32_t value)
{
    if (i == TX_COUNT - 1 || i == TX_COUNT + RX_COUNT - 1)
        value |= STATE_WRAP;
    open_eth_set(DESCRIPTORS + 8 * i, value);
}

static uint8_t *buffer(unsigned i)
{
    return (uint8_t *)(MACHINE_RAM + BUFFER_BYTES * i);
}

static void start_rings(void)
{
    for (unsigned i = 0; i < TX_COUNT + RX_COUNT; i++) {
        open_eth_set(DESCRIPTORS + 8 * i + 4, (uint32_t)(uintptr_t)buffer(i));
        open_eth_set_state(i, i < TX_COUNT ? 0 : STATE_MACS | STATE_EVENT);
    }
    tx = 0;
    rx = TX_COUNT;
}

bool board_eth_start(const uint8_t mac[6])
{
    open_eth_set(MODE, MODE_RESET);
    open_eth_set(MODE, 0);
    open_eth_set(EVENTS, EVENTS_ALL);
    open_eth_set(FRAME_LENGTHS, 64u << 16 | BUFFER_BYTES);
    open_eth_set(TX_DESCRIPTORS, TX_COUNT);
    open_eth_set(MAC_HIGH, (uint32_t)mac[0] << 8 | mac[1]);
    open_eth_set(MAC_LOW,
                 (uint32_t)mac[2] << 24 | (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 | mac[5]);
    open_eth_set(HASH_LOW, UINT32_MAX); // all multicast groups
    open_eth_set(HASH_HIGH, UINT32_MAX);
    start_rings();
    open_eth_set(EVENT_MASK, EVENT_RX | EVENT_BUSY);
    open_eth_set(MODE, MODE_RX | MODE_TX | MODE_PAD | MODE_CRC | MODE_FULL_DUPLEX);
    return open_eth_get(TX_DESCRIPTORS) == TX_COUNT;
}

// Section 3.4.2.
static uint32_t ask_phy(unsigned reg)
{
    open_eth_set(PHY_ADDRESS, reg << 8 | PHY);
    open_eth_set(PHY_COMMAND, PHY_COMMAND_READ);
    while (open_eth_get(PHY_STATUS) & PHY_STATUS_BUSY)
        ;
    return open_eth_get(PHY_READ);
}

void board_eth_look(struct eth_link *link, const struct network_facts *facts)
{
    (void)facts;
    link->is_up = ask_phy(PHY_BASIC_STATUS) & BASIC_STATUS_LINK;
}

uint8_t *board_eth_tx_frame(size_t len)
{
    (void)len;
    return open_eth_state(tx) & STATE_MACS ? NULL : buffer(tx);
}

void board_eth_tx_send(size_t len)
{
    if (len < LEAST_BYTES) {
        memset(buffer(tx) + len, 0, LEAST_BYTES - len);
        len = LEAST_BYTES;
    }
    open_eth_set_state(tx, (uint32_t)len << 16 | STATE_MACS | STATE_PAD | STATE_CRC);
    tx = (tx + 1) % TX_COUNT;
}

static bool open_eth_is_usable(uint32_t received)
{
    uint32_t len = received >> 16;

    return !(received & STATE_RX_BAD) && len >= HEADER_BYTES + CHECK_BYTES &&
           len <= ETH_FRAME_MAX + CHECK_BYTES;
}

// Returns the state of the next descriptor. If it is empty, clears the event and looks once more,
// so that no frame is missed before a sleep.
static uint32_t next_received(void)
{
    uint32_t received = open_eth_state(rx);

    if (received & STATE_MACS) {
        open_eth_set(EVENTS, EVENT_RX | EVENT_BUSY);
        received = open_eth_state(rx);
    }
    return received;
}

const uint8_t *board_eth_rx_frame(size_t *len)
{
    uint32_t received;

    while (!((received = next_received()) & STATE_MACS)) {
        if (open_eth_is_usable(received)) {
            *len = (received >> 16) - CHECK_BYTES;
            return buffer(rx);
        }
        board_eth_rx_drop();
    }
    return NULL;
}

void board_eth_rx_drop(void)
{
    open_eth_set_state(rx, STATE_MACS | STATE_EVENT);
    rx = rx == TX_COUNT + RX_COUNT - 1 ? TX_COUNT : rx + 1;
}
