// The SMSC LAN9118, used through its FIFOs. Sections refer to its data sheet, revision 1.5.
#include "lan9118.h"
#include "eth.h"
#include "machine.h"
#include "mmio.h"
#include "nvic.h"
#include <string.h>

// Section 5.3.
enum register_offset {
    RX_DATA = 0x00,
    TX_DATA = 0x20,
    RX_STATUS = 0x40,
    TX_STATUS = 0x48,
    INTERRUPT_CONFIG = 0x54,
    INTERRUPT_STATUS = 0x58,
    INTERRUPT_ENABLE = 0x5C,
    BYTE_TEST = 0x64,
    FIFO_LEVELS = 0x68,
    RX_CONFIG = 0x6C,
    TX_CONFIG = 0x70,
    HARDWARE_CONFIG = 0x74,
    RX_FIFO = 0x7C,
    TX_FIFO = 0x80,
    MAC_COMMAND = 0xA4,
    MAC_DATA = 0xA8,
};
enum {
    HARDWARE_RESET = 1 << 0,
    HARDWARE_MUST_BE_ONE = 1 << 20,
    HARDWARE_TX_FIFO_5K = 5 << 16,
    TX_ON = 1 << 1,
    TX_STATUS_MAY_OVERRUN = 1 << 2, // the status of sent frames is not read
    // Interrupt when more frames wait than in FIFO_LEVELS, which is set to 0.
    RX_STATUS_LEVEL = 1 << 3,
    INTERRUPT_PUSH_PULL = 1 << 0,
    INTERRUPT_ACTIVE_HIGH = 1 << 4,
    INTERRUPTS_ON = 1 << 8,
};

// Section 5.4.
enum mac_register {
    MAC_CONTROL = 1,
    MAC_ADDRESS_HIGH = 2,
    MAC_ADDRESS_LOW = 3,
    MAC_PHY_ACCESS = 6,
    MAC_PHY_DATA = 7,
};
enum {
    MAC_RECEIVE = 1 << 2,
    MAC_TRANSMIT = 1 << 3,
    MAC_ALL_MULTICAST = 1 << 19,
    MAC_FULL_DUPLEX = 1 << 20,
};
#define IS_THERE 0x87654321u // content of BYTE_TEST
#define MAC_BUSY 0x80000000u
#define MAC_READ 0x40000000u

// Section 5.5: the internal PHY, and its basic status register (IEEE 802.3, section 22.2.4.2).
enum { PHY = 1 << 11, PHY_BASIC_STATUS = 1 << 6, PHY_BUSY = 1 << 0, BASIC_STATUS_LINK = 1 << 2 };

// Sections 3.12 and 3.13.
enum { TX_FIRST_SEGMENT = 1 << 13, TX_LAST_SEGMENT = 1 << 12 };
enum { RX_ERROR = 1 << 15, RX_LENGTH_SHIFT = 16, RX_LENGTH_MASK = 0x3FFF };
enum { FIFO_COUNT_SHIFT = 16, FIFO_COUNT_MASK = 0xFF, TX_FREE_MASK = 0xFFFF };

enum { CHECK_SEQUENCE_BYTES = 4, SHORTEST_FRAME = 60, TX_COMMAND_BYTES = 8 };
enum { FRAME_WORDS = (ETH_FRAME_MAX + CHECK_SEQUENCE_BYTES + 3) / 4 };

// Memory that a real chip would have for its network.
#define RADIO __attribute__((section(".radio")))
static RADIO uint32_t tx_frame[FRAME_WORDS], rx_frame[FRAME_WORDS];
static size_t rx_len; // of the frame in rx_frame; 0: none
static bool is_on;

static uint32_t lan9118_get(enum register_offset at)
{
    return mmio_get((uintptr_t)MACHINE_ETHERNET + at);
}

static void lan9118_set(enum register_offset at, uint32_t value)
{
    mmio_set((uintptr_t)MACHINE_ETHERNET + at, value);
}

static void set_mac(enum mac_register r, uint32_t value)
{
    lan9118_set(MAC_DATA, value);
    lan9118_set(MAC_COMMAND, MAC_BUSY | r);
    while (lan9118_get(MAC_COMMAND) & MAC_BUSY)
        ;
}

static uint32_t get_mac(enum mac_register r)
{
    lan9118_set(MAC_COMMAND, MAC_BUSY | MAC_READ | r);
    while (lan9118_get(MAC_COMMAND) & MAC_BUSY)
        ;
    return lan9118_get(MAC_DATA);
}

static void set_mac_address(const uint8_t mac[6])
{
    uint32_t low;

    memcpy(&low, mac, sizeof low);
    set_mac(MAC_ADDRESS_LOW, low);
    set_mac(MAC_ADDRESS_HIGH, mac[4] | (uint32_t)mac[5] << 8);
}

bool board_eth_start(const uint8_t mac[6])
{
    if (lan9118_get(BYTE_TEST) != IS_THERE)
        return false;
    lan9118_set(HARDWARE_CONFIG, HARDWARE_RESET);
    while (lan9118_get(HARDWARE_CONFIG) & HARDWARE_RESET)
        ;
    lan9118_set(HARDWARE_CONFIG, HARDWARE_TX_FIFO_5K | HARDWARE_MUST_BE_ONE);
    set_mac_address(mac);
    set_mac(MAC_CONTROL, MAC_FULL_DUPLEX | MAC_ALL_MULTICAST | MAC_TRANSMIT | MAC_RECEIVE);
    lan9118_set(RX_CONFIG, 0);
    lan9118_set(TX_CONFIG, TX_ON | TX_STATUS_MAY_OVERRUN);
    lan9118_set(FIFO_LEVELS, 0);
    lan9118_set(INTERRUPT_STATUS, UINT32_MAX);
    lan9118_set(INTERRUPT_ENABLE, RX_STATUS_LEVEL);
    lan9118_set(INTERRUPT_CONFIG, INTERRUPTS_ON | INTERRUPT_ACTIVE_HIGH | INTERRUPT_PUSH_PULL);
    nvic_enable(MACHINE_IRQ_ETHERNET);
    is_on = true;
    return true;
}

void board_eth_look(struct eth_link *link, const struct network_facts *facts)
{
    (void)facts;
    set_mac(MAC_PHY_ACCESS, PHY | PHY_BASIC_STATUS | PHY_BUSY);
    while (get_mac(MAC_PHY_ACCESS) & PHY_BUSY)
        ;
    link->is_up = get_mac(MAC_PHY_DATA) & BASIC_STATUS_LINK;
}

uint8_t *board_eth_tx_frame(size_t len)
{
    size_t most = len < SHORTEST_FRAME ? SHORTEST_FRAME : len + 3; // it takes whole words

    if (!is_on || (lan9118_get(TX_FIFO) & TX_FREE_MASK) < most + TX_COMMAND_BYTES)
        return NULL;
    return (uint8_t *)tx_frame;
}

static void forget_sent(void)
{
    while (lan9118_get(TX_FIFO) >> FIFO_COUNT_SHIFT & FIFO_COUNT_MASK)
        (void)lan9118_get(TX_STATUS);
}

void board_eth_tx_send(size_t len)
{
    if (len < SHORTEST_FRAME) {
        memset((uint8_t *)tx_frame + len, 0, SHORTEST_FRAME - len);
        len = SHORTEST_FRAME;
    }
    lan9118_set(TX_DATA, TX_FIRST_SEGMENT | TX_LAST_SEGMENT | (uint32_t)len);
    lan9118_set(TX_DATA, (uint32_t)len);
    for (size_t i = 0; i < (len + 3) / 4; i++)
        lan9118_set(TX_DATA, tx_frame[i]);
    forget_sent();
}

static bool fifo_has_frame(void)
{
    return lan9118_get(RX_FIFO) >> FIFO_COUNT_SHIFT & FIFO_COUNT_MASK;
}

bool lan9118_has_frame(void)
{
    if (!is_on)
        return false;
    lan9118_set(INTERRUPT_STATUS, RX_STATUS_LEVEL);
    return rx_len || fifo_has_frame();
}

// Takes the oldest frame out of the FIFO. If it is damaged or too long, rx_len is 0.
static void take_frame(void)
{
    uint32_t status = lan9118_get(RX_STATUS);
    size_t len = status >> RX_LENGTH_SHIFT & RX_LENGTH_MASK; // including its check sequence

    for (size_t i = 0; i < (len + 3) / 4; i++) {
        uint32_t word = lan9118_get(RX_DATA);
        if (i < FRAME_WORDS)
            rx_frame[i] = word;
    }
    if (!(status & RX_ERROR) && len > CHECK_SEQUENCE_BYTES && len <= sizeof rx_frame)
        rx_len = len - CHECK_SEQUENCE_BYTES;
}

const uint8_t *board_eth_rx_frame(size_t *len)
{
    while (is_on && !rx_len && fifo_has_frame())
        take_frame();
    *len = rx_len;
    return rx_len ? (const uint8_t *)rx_frame : NULL;
}

void board_eth_rx_drop(void)
{
    rx_len = 0;
}
