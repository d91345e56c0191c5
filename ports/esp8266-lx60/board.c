// The ESP8266, as far as QEMU's lx60 board can replace it: clock, sleep, watchdog, UART and flash.
#include "board.h"
#include "cfi_flash.h"
#include "factory.h"
#include "hw/boards.h"
#include "load_words.h"
#include "machine.h"
#include "mmio.h"
#include "uart_room.h"

// Registers of the UART: National Semiconductor PC16550D, section 8.
enum {
    UART_DATA = 4 * 0,
    UART_INTERRUPTS = 4 * 1,
    UART_FIFO = 4 * 2,
    UART_FORMAT = 4 * 3,
    UART_STATE = 4 * 5,
};
enum {
    INTERRUPTS_RX = 1 << 0,
    FIFO_ON = 1 << 0,
    FORMAT_8N1 = 3,
    STATE_RX_READY = 1 << 0,
    STATE_TX_FREE = 1 << 5,
};

enum { TIMER_MAX_MS = 100 * 1000 }; // well within the 32 bits of CCOUNT

const struct board *const board_pins = &board_esp8266;

extern const uint32_t board_irom_start[], board_irom_end[]; // from the linker script

// Used by start.S: a function that it calls, and a flag that it reads.
bool board_complete_load(uint32_t registers[16], uint32_t pc);
extern volatile uint32_t board_is_asleep;
volatile uint32_t board_is_asleep; // set: an interrupt ends the sleep; else it is the watchdog

static uint32_t ticks_per_us;
static uint32_t watchdog_ms;
static struct cfi_flash flash;
static bool has_flash;

static void uart_set(uintptr_t reg, uint32_t value)
{
    mmio_set(MACHINE_UART + reg, value);
}

static uint32_t uart_get(uintptr_t reg)
{
    return mmio_get(MACHINE_UART + reg);
}

// CCOUNT: cycles of the processor, 32 bits.
static uint32_t ticks(void)
{
    uint32_t count;

    __asm__ volatile("rsr.ccount %0" : "=a"(count));
    return count;
}

// Sets when the timer interrupt comes. This also clears a pending one.
static void board_set_timer(uint32_t in_ms)
{
    uint32_t ms = in_ms > TIMER_MAX_MS ? TIMER_MAX_MS : in_ms ? in_ms : 1;
    uint32_t at = ticks() + ms * 1000 * ticks_per_us;

    __asm__ volatile("wsr.ccompare0 %0\n\tesync" ::"a"(at) : "memory");
}

static void enable_interrupts(uint32_t which)
{
    __asm__ volatile("wsr.intenable %0\n\trsync" ::"a"(which) : "memory");
}

static void hold_interrupts(void)
{
    uint32_t was;

    __asm__ volatile("rsil %0, 15" : "=a"(was)::"memory");
    (void)was;
}

static void allow_interrupts(void)
{
    uint32_t was;

    __asm__ volatile("rsil %0, 0" : "=a"(was)::"memory");
    (void)was;
}

void board_start(void)
{
    static const struct cfi_place place = { MACHINE_FLASH, MACHINE_FLASH_BYTES,
                                            MACHINE_FLASH_SECTOR, CFI_BUS_16 };

    ticks_per_us = mmio_get(MACHINE_FPGA + FPGA_CLOCK_HZ) / 1000000;
    uart_set(UART_FORMAT, FORMAT_8N1);
    uart_set(UART_FIFO, FIFO_ON);
    uart_set(UART_INTERRUPTS, INTERRUPTS_RX);
    has_flash = cfi_open(&flash, &place);
    if (has_flash)
        factory_take(&flash.flash);
}

uint64_t board_clock_us(void)
{
    static uint32_t last, rest; // a reset of the board does not reset CCOUNT
    static uint64_t us;
    static bool is_started;
    uint32_t now = ticks(), passed;

    if (!is_started)
        last = now;
    is_started = true;
    passed = now - last + rest;
    last = now;
    us += passed / ticks_per_us;
    rest = passed % ticks_per_us;
    return us;
}

void board_sleep(uint32_t max_ms)
{
    hold_interrupts(); // from here on, an interrupt ends the sleep at once
    board_set_timer(max_ms);
    board_is_asleep = true;
    enable_interrupts(INT_UART | INT_ETH | INT_TIMER);
    __asm__ volatile("waiti 0" ::: "memory"); // enables interrupts and waits
    board_is_asleep = false;
    if (watchdog_ms)
        board_watchdog_feed(watchdog_ms);
}

void board_watchdog_feed(uint32_t timeout_ms)
{
    watchdog_ms = timeout_ms;
    board_set_timer(timeout_ms);
    enable_interrupts(INT_TIMER);
    allow_interrupts();
}

_Noreturn void board_restart(void)
{
    for (;;)
        mmio_set(MACHINE_FPGA + FPGA_RESET, FPGA_RESET_NOW);
}

bool board_complete_load(uint32_t registers[16], uint32_t pc)
{
    const struct word_memory irom = {
        .start = (uint32_t)board_irom_start,
        .bytes = (uint32_t)board_irom_end - (uint32_t)board_irom_start,
        .words = board_irom_start,
    };

    return load_from_words(&irom, pc, registers);
}

static bool lx60_uart_has_room(void)
{
    return uart_get(UART_STATE) & STATE_TX_FREE;
}

void board_uart_put(char c)
{
    if (uart_room_wait(lx60_uart_has_room))
        uart_set(UART_DATA, (uint8_t)c);
}

int board_uart_get(void)
{
    return uart_get(UART_STATE) & STATE_RX_READY ? (uint8_t)uart_get(UART_DATA) : -1;
}

const struct flash *board_flash(void)
{
    return has_flash ? &flash.flash : NULL;
}
