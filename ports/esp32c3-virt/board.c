// A substitute for the ESP32-C3: QEMU's machine "virt" with the same instruction set.
#include "board.h"
#include "cfi_flash.h"
#include "factory.h"
#include "hw/boards.h"
#include "machine.h"
#include "mmio.h"
#include "plic.h"
#include "timer.h"
#include "uart_room.h"
#include "virtio_net.h"

// 16550: National Semiconductor PC16550D data sheet, section 8.
enum uart {
    UART_DATA = MACHINE_UART + 0,
    UART_INTERRUPTS = MACHINE_UART + 1,
    UART_FIFO = MACHINE_UART + 2,
    UART_LINE = MACHINE_UART + 3,
    UART_STATUS = MACHINE_UART + 5,
};
enum { INTERRUPT_RECEIVED = 0x01, FIFO_ON = 0x01, LINE_8N1 = 0x03 };
enum { STATUS_RECEIVED = 0x01, STATUS_CAN_SEND = 0x20 };

// QEMU's sifive_test device.
enum { TEST_RESTART = 0x7777 };

// Two 16-bit chips. 4 MiB as on most ESP32-C3 modules; the file is larger.
static const struct cfi_place flash_place = { MACHINE_FLASH, 0x400000, 0x40000, CFI_BUS_2X16 };

static struct cfi_flash flash;

const struct board *const board_pins = &board_esp32; // the original has no pin map of the C3

void board_start(void)
{
    mmio_set8(UART_LINE, LINE_8N1);
    mmio_set8(UART_FIFO, FIFO_ON);
    mmio_set8(UART_INTERRUPTS, INTERRUPT_RECEIVED);
    plic_enable(MACHINE_IRQ_UART);
    if (cfi_open(&flash, &flash_place))
        factory_take(&flash.flash);
}

uint64_t board_clock_us(void)
{
    return timer_ticks() / MACHINE_TICKS_PER_US;
}

void board_sleep(uint32_t max_ms)
{
    plic_clear();
    if (mmio_get8(UART_STATUS) & STATUS_RECEIVED || virtio_net_has_frame())
        return;
    timer_sleep(max_ms);
}

void board_restart(void)
{
    for (;;)
        mmio_set(MACHINE_TEST, TEST_RESTART);
}

void board_watchdog_feed(uint32_t timeout_ms)
{
    timer_watch(timeout_ms);
}

static bool virt_uart_has_room(void)
{
    return mmio_get8(UART_STATUS) & STATUS_CAN_SEND;
}

void board_uart_put(char c)
{
    if (uart_room_wait(virt_uart_has_room))
        mmio_set8(UART_DATA, (uint8_t)c);
}

// QEMU holds characters back while the FIFO is full, so none is lost.
int board_uart_get(void)
{
    return mmio_get8(UART_STATUS) & STATUS_RECEIVED ? mmio_get8(UART_DATA) : -1;
}

const struct flash *board_flash(void)
{
    return flash.flash.bytes ? &flash.flash : NULL;
}
