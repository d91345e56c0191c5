// Network over virtio-mmio, one buffer per frame. Sections refer to OASIS Virtual I/O Device
// (VIRTIO) 1.2. Start QEMU with -global virtio-mmio.force-legacy=false.
#include "virtio_net.h"
#include "board.h"
#include "eth.h"
#include "machine.h"
#include "mmio.h"
#include "plic.h"
#include <string.h>

// Section 4.2.2, table 4.1.
enum register_offset {
    MAGIC_VALUE = 0x00,
    VERSION = 0x04,
    DEVICE_ID = 0x08,
    DEVICE_FEATURES = 0x10,
    DEVICE_FEATURES_SEL = 0x14,
    DRIVER_FEATURES = 0x20,
    DRIVER_FEATURES_SEL = 0x24,
    QUEUE_SEL = 0x30,
    QUEUE_NUM_MAX = 0x34,
    QUEUE_NUM = 0x38,
    QUEUE_READY = 0x44,
    QUEUE_NOTIFY = 0x50,
    INTERRUPT_STATUS = 0x60,
    INTERRUPT_ACK = 0x64,
    STATUS = 0x70,
    QUEUE_DESC = 0x80, // the high half of each address follows
    QUEUE_DRIVER = 0x90,
    QUEUE_DEVICE = 0xA0,
    CONFIG = 0x100,
};
enum { MAGIC = 0x74726976, MODERN = 2, NETWORK_CARD = 1 }; // section 4.2.2; section 5
enum { FEATURE_VERSION_1_HIGH = 1 << 0 };                  // section 6: bit 32
enum { FEATURE_LINK_STATUS = 1 << 16 };                    // section 5.1.3
enum { CONFIG_LINK_STATUS = CONFIG + 6, LINK_IS_UP = 1 };  // section 5.1.4: 16 bits

// Section 2.1.
enum {
    STATUS_ACKNOWLEDGE = 1,
    STATUS_DRIVER = 2,
    STATUS_DRIVER_OK = 4,
    STATUS_FEATURES_OK = 8,
};

enum { RECEIVE_QUEUE = 0, TRANSMIT_QUEUE = 1 };  // section 5.1.2
enum { HEADER_BYTES = 12, BUFFER_BYTES = 1536 }; // section 5.1.6: header before each frame
enum { RX_BUFFERS = 32, TX_BUFFERS = 16 };
enum { TX_PATIENCE_US = 20000 };

// Sections 2.7.5, 2.7.6 and 2.7.8.
struct descriptor {
    uint64_t address;
    uint32_t len;
    uint16_t flags;
    uint16_t next;
};
enum { DESCRIPTOR_DEVICE_WRITES = 2, AVAILABLE_NO_INTERRUPT = 1 };

struct available {
    uint16_t flags;
    volatile uint16_t index;
    volatile uint16_t ring[RX_BUFFERS];
};

struct used {
    uint16_t flags;
    volatile uint16_t index;
    volatile struct used_element {
        uint32_t id;
        uint32_t len;
    } ring[RX_BUFFERS];
};

struct queue {
    _Alignas(16) struct descriptor descriptors[RX_BUFFERS];
    _Alignas(4) struct available available;
    _Alignas(4) struct used used;
};

// Memory that a real chip has for its radio.
#define RADIO __attribute__((section(".radio")))
static RADIO struct queue rx, tx;
static RADIO uint8_t rx_frames[RX_BUFFERS][BUFFER_BYTES];
static RADIO uint8_t tx_frames[TX_BUFFERS][BUFFER_BYTES];

static uintptr_t device;
static uint16_t rx_seen, tx_sent;
static uint8_t own_mac[6];
static bool tells_link; // otherwise the link counts as always up

static uint32_t virtio_net_get(enum register_offset at)
{
    return mmio_get(device + at);
}

static void virtio_net_set(enum register_offset at, uint32_t value)
{
    mmio_set(device + at, value);
}

// Orders data of the device and the index that announces it: section 2.7.13.
static void fence(void)
{
    __asm__ volatile("fence" ::: "memory");
}

static void set_address(enum register_offset at, const void *p)
{
    virtio_net_set(at, (uintptr_t)p);
    virtio_net_set(at + 4, 0);
}

// Section 4.2.3.2.
static bool set_up(struct queue *q, unsigned number, unsigned size)
{
    memset(q, 0, sizeof *q);
    virtio_net_set(QUEUE_SEL, number);
    if (virtio_net_get(QUEUE_NUM_MAX) < size)
        return false;
    virtio_net_set(QUEUE_NUM, size);
    set_address(QUEUE_DESC, q->descriptors);
    set_address(QUEUE_DRIVER, (const void *)&q->available);
    set_address(QUEUE_DEVICE, (const void *)&q->used);
    virtio_net_set(QUEUE_READY, 1);
    return true;
}

// Finds the slot with a network card, or -1.
static int virtio_net_find(void)
{
    for (int slot = 0; slot < MACHINE_VIRTIO_SLOTS; slot++) {
        device = (uintptr_t)(MACHINE_VIRTIO + MACHINE_VIRTIO_STEP * slot);
        if (virtio_net_get(MAGIC_VALUE) == MAGIC && virtio_net_get(VERSION) == MODERN &&
            virtio_net_get(DEVICE_ID) == NETWORK_CARD)
            return slot;
    }
    device = 0;
    return -1;
}

static bool offers(uint32_t feature)
{
    virtio_net_set(DEVICE_FEATURES_SEL, 0);
    return virtio_net_get(DEVICE_FEATURES) & feature;
}

// Without other features the card accepts all frames and computes no checksums: section 5.1.3.
static bool negotiate(void)
{
    tells_link = offers(FEATURE_LINK_STATUS);
    virtio_net_set(STATUS, 0);
    virtio_net_set(STATUS, STATUS_ACKNOWLEDGE);
    virtio_net_set(STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER);
    virtio_net_set(DRIVER_FEATURES_SEL, 0);
    virtio_net_set(DRIVER_FEATURES, tells_link ? FEATURE_LINK_STATUS : 0);
    virtio_net_set(DRIVER_FEATURES_SEL, 1);
    virtio_net_set(DRIVER_FEATURES, FEATURE_VERSION_1_HIGH);
    virtio_net_set(STATUS, STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK);
    return virtio_net_get(STATUS) & STATUS_FEATURES_OK;
}

static void virtio_net_fill(void)
{
    for (unsigned i = 0; i < RX_BUFFERS; i++) {
        rx.descriptors[i] = (struct descriptor){ (uintptr_t)rx_frames[i], BUFFER_BYTES,
                                                 DESCRIPTOR_DEVICE_WRITES, 0 };
        rx.available.ring[i] = (uint16_t)i;
    }
    for (unsigned i = 0; i < TX_BUFFERS; i++)
        tx.descriptors[i].address = (uintptr_t)tx_frames[i];
    tx.available.flags = AVAILABLE_NO_INTERRUPT;
    fence();
    rx.available.index = RX_BUFFERS;
}

// Section 3.1.1.
bool board_eth_start(const uint8_t mac[6])
{
    int slot = virtio_net_find();

    if (slot < 0 || !negotiate() || !set_up(&rx, RECEIVE_QUEUE, RX_BUFFERS) ||
        !set_up(&tx, TRANSMIT_QUEUE, TX_BUFFERS)) {
        device = 0;
        return false;
    }
    memcpy(own_mac, mac, sizeof own_mac);
    virtio_net_fill();
    virtio_net_set(STATUS,
                   STATUS_ACKNOWLEDGE | STATUS_DRIVER | STATUS_FEATURES_OK | STATUS_DRIVER_OK);
    virtio_net_set(QUEUE_NOTIFY, RECEIVE_QUEUE);
    plic_enable(MACHINE_IRQ_VIRTIO + (unsigned)slot);
    return true;
}

void board_eth_look(struct eth_link *link, const struct network_facts *facts)
{
    (void)facts;
    link->is_up = !tells_link || mmio_get16(device + CONFIG_LINK_STATUS) & LINK_IS_UP;
}

// QEMU sends a little later, from another thread. A refused frame would cost a TCP time-out, so
// this waits a moment for room.
uint8_t *board_eth_tx_frame(size_t len)
{
    uint64_t start_us = board_clock_us();

    (void)len;
    if (!device)
        return NULL;
    while ((uint16_t)(tx_sent - tx.used.index) >= TX_BUFFERS)
        if (board_clock_us() - start_us > TX_PATIENCE_US)
            return NULL;
    fence();
    return tx_frames[tx_sent % TX_BUFFERS] + HEADER_BYTES;
}

void board_eth_tx_send(size_t len)
{
    uint16_t i = tx_sent % TX_BUFFERS;

    memset(tx_frames[i], 0, HEADER_BYTES);
    tx.descriptors[i].len = (uint32_t)len + HEADER_BYTES;
    tx.available.ring[i] = i;
    fence();
    tx.available.index = ++tx_sent;
    fence();
    virtio_net_set(QUEUE_NOTIFY, TRANSMIT_QUEUE);
}

bool virtio_net_has_frame(void)
{
    if (!device)
        return false;
    virtio_net_set(INTERRUPT_ACK, virtio_net_get(INTERRUPT_STATUS));
    fence();
    return rx.used.index != rx_seen;
}

// The card takes every frame of its segment. Ours are those to our address and to groups.
static bool is_for_us(const uint8_t *frame)
{
    return frame[0] & 1 || memcmp(frame, own_mac, sizeof own_mac) == 0;
}

const uint8_t *board_eth_rx_frame(size_t *len)
{
    while (device && rx.used.index != rx_seen) {
        volatile struct used_element *u = &rx.used.ring[rx_seen % RX_BUFFERS];
        const uint8_t *frame;
        size_t got;

        fence();
        frame = rx_frames[u->id % RX_BUFFERS] + HEADER_BYTES;
        got = u->len - HEADER_BYTES;
        if (u->len > HEADER_BYTES && got <= ETH_FRAME_MAX && is_for_us(frame)) {
            *len = got;
            return frame;
        }
        board_eth_rx_drop();
    }
    return NULL;
}

void board_eth_rx_drop(void)
{
    uint16_t at = rx.available.index;

    rx.available.ring[at % RX_BUFFERS] = (uint16_t)rx.used.ring[rx_seen % RX_BUFFERS].id;
    rx_seen++;
    fence();
    rx.available.index = (uint16_t)(at + 1);
    fence();
    virtio_net_set(QUEUE_NOTIFY, RECEIVE_QUEUE);
}
