// The Cortex-M3 class (STM32, RP2040 and similar): QEMU's machine "mps2-an385".
#include "board.h"
#include "factory.h"
#include "hw/boards.h"
#include "lan9118.h"
#include "machine.h"
#include "mmio.h"
#include "nvic.h"
#include "random.h"
#include "semi_flash.h"
#include "semihost.h"
#include "timer.h"
#include "uart_room.h"

// ARM DDI 0479 (Cortex-M System Design Kit), chapter 4: APB UART.
enum uart {
    UART_DATA = MACHINE_UART + 0x00,
    UART_STATE = MACHINE_UART + 0x04,
    UART_CONTROL = MACHINE_UART + 0x08,
    UART_INTERRUPT = MACHINE_UART + 0x0C,
    UART_DIVISOR = MACHINE_UART + 0x10,
};
enum { STATE_CANNOT_SEND = 1 << 0, STATE_RECEIVED = 1 << 1 };
enum { CONTROL_SEND = 1 << 0, CONTROL_RECEIVE = 1 << 1, CONTROL_RECEIVE_INTERRUPT = 1 << 3 };
enum { INTERRUPT_RECEIVED = 1 << 1 };
enum { DIVISOR_115200 = 25000000 / 115200 };

static struct flash flash;

const struct board *const board_pins = &board_cortexm3;

static void board_say(const char *s)
{
    while (*s)
        board_uart_put(*s++);
}

static void open_flash(void)
{
    const char *problem = semi_flash_open(&flash);

    if (!problem) {
        factory_take(&flash);
    } else if (*problem) {
        board_say("flash: the file ");
        board_say(problem);
        board_say("\r\n");
    }
}

static void stir_emulator_noise(void)
{
    uint8_t noise[32];
    int file = semihost_open("/dev/urandom", SEMIHOST_READ);

    if (file < 0)
        return;
    if (semihost_read(file, noise, sizeof noise))
        random_stir(noise, sizeof noise);
    semihost_close(file);
}

void board_start(void)
{
    mmio_set(UART_DIVISOR, DIVISOR_115200);
    mmio_set(UART_CONTROL, CONTROL_SEND | CONTROL_RECEIVE | CONTROL_RECEIVE_INTERRUPT);
    nvic_enable(MACHINE_IRQ_UART);
    timer_start();
    open_flash();
    stir_emulator_noise();
}

uint64_t board_clock_us(void)
{
    return timer_clock_us();
}

// First clears pending wake-ups, then checks for input. An event between the two ends the sleep.
void board_sleep(uint32_t max_ms)
{
    if (!max_ms)
        return; // a timer of zero never ends
    timer_alarm(max_ms);
    mmio_set(UART_INTERRUPT, INTERRUPT_RECEIVED);
    nvic_clear();
    if (mmio_get(UART_STATE) & STATE_RECEIVED || lan9118_has_frame())
        return;
    __asm__ volatile("dsb\n wfi" ::: "memory");
}

void board_restart(void)
{
    semi_flash_close();
    nvic_restart();
}

void board_watchdog_feed(uint32_t timeout_ms)
{
    timer_watch(timeout_ms);
}

static bool mps2_uart_has_room(void)
{
    return !(mmio_get(UART_STATE) & STATE_CANNOT_SEND);
}

void board_uart_put(char c)
{
    if (uart_room_wait(mps2_uart_has_room))
        mmio_set(UART_DATA, (uint8_t)c);
}

// There is room for one character. QEMU holds back others until it was taken.
int board_uart_get(void)
{
    return mmio_get(UART_STATE) & STATE_RECEIVED ? (uint8_t)mmio_get(UART_DATA) : -1;
}

const struct flash *board_flash(void)
{
    return flash.bytes ? &flash : NULL;
}
