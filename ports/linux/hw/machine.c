// This machine as a board: passes each operation to the kernel interface of its pin.
#include "machine.h"
#include "adc.h"
#include "base/out.h"
#include "bus.h"
#include "chip.h"
#include "gpio.h"
#include "leds.h"
#include "onewire.h"
#include "pixels.h"
#include "posix/plain_file.h"
#include "pulse.h"
#include "pwm.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { FILE_BYTES = 65536 };

struct machine_parts {
    uint8_t use[GPIO_MAX]; // enum pin_use
    struct gpio gpio;
    struct pwm pwm[GPIO_MAX];
    struct led led[WIRING_LEDS];
    struct pixels pixels[GPIO_MAX];
    struct buses buses;
    struct onewire onewire;
    struct pulse pulse;
};

static bool is_led(unsigned gpio)
{
    return gpio >= WIRING_GPIOS;
}

static struct led *led_of(const struct machine *m, unsigned gpio)
{
    return &m->parts->led[gpio - WIRING_GPIOS];
}

static void machine_release_gpio(struct machine *m, unsigned gpio)
{
    struct machine_parts *p = m->parts;
    uint8_t use = p->use[gpio];

    p->use[gpio] = PIN_FREE;
    if (use == PIN_PWM)
        pwm_close(&p->pwm[gpio], &p->gpio, gpio);
    else if (use == PIN_PIXELS)
        pixels_close(&p->pixels[gpio]);
    else if (use != PIN_FREE && is_led(gpio))
        leds_release(led_of(m, gpio), &m->kernel, gpio);
    else
        gpio_release(&p->gpio, gpio);
}

static int expect_wire(const struct machine *m, enum wire_kind kind, const char *word,
                       unsigned gpio)
{
    const struct wire *x = NULL;
    unsigned members = kind == WIRE_I2C ? 2 : kind == WIRE_SPI ? 4 : 1;

    while ((x = wiring_next(&m->wiring, x, kind)))
        if (memchr(x->gpio, (int)gpio, members))
            return OK;
    kernel_log(&m->kernel, LOG_WARN, "[hardware] GPIO%u is on no line '%s' of the board file", gpio,
               word);
    return ERR_NOTSUP;
}

static int machine_take(struct machine *m, unsigned gpio, enum pin_use use)
{
    struct machine_parts *p = m->parts;

    if (is_led(gpio))
        return use == PIN_OUT ? leds_take(led_of(m, gpio), &m->kernel, gpio) : ERR_NOTSUP;
    switch (use) {
    case PIN_IN:
    case PIN_IN_UP:
    case PIN_IN_DOWN:
    case PIN_OUT:
    case PIN_PULSE: return gpio_take(&p->gpio, gpio, use);
    case PIN_PWM: return pwm_open(&p->pwm[gpio], &p->gpio, gpio);
    case PIN_I2C: return expect_wire(m, WIRE_I2C, "i2c", gpio);
    case PIN_SPI: return expect_wire(m, WIRE_SPI, "spi", gpio);
    case PIN_ONEWIRE: return expect_wire(m, WIRE_ONEWIRE, "onewire", gpio);
    case PIN_PIXELS: return pixels_open(&p->pixels[gpio], &m->kernel, gpio);
    default: return ERR_NOTSUP;
    }
}

static int use_pin(void *ctx, unsigned gpio, enum pin_use use)
{
    struct machine *m = ctx;

    if (gpio >= GPIO_MAX)
        return ERR_RANGE;
    machine_release_gpio(m, gpio);
    int err = use == PIN_FREE ? OK : machine_take(m, gpio, use);
    if (!err)
        m->parts->use[gpio] = (uint8_t)use;
    return err;
}

static bool is_digital(const struct machine *m, unsigned gpio)
{
    uint8_t use = gpio < GPIO_MAX ? m->parts->use[gpio] : (uint8_t)PIN_FREE;

    return use == PIN_OUT || use == PIN_IN || use == PIN_IN_UP || use == PIN_IN_DOWN ||
           use == PIN_PULSE;
}

static int read_pin(void *ctx, unsigned gpio)
{
    const struct machine *m = ctx;

    if (!is_digital(m, gpio))
        return ERR_IO;
    return is_led(gpio) ? leds_read(led_of(m, gpio), &m->kernel) : gpio_read(&m->parts->gpio, gpio);
}

static int write_pin(void *ctx, unsigned gpio, bool high)
{
    const struct machine *m = ctx;

    if (!is_digital(m, gpio) || m->parts->use[gpio] != PIN_OUT)
        return ERR_IO;
    return is_led(gpio) ? leds_write(led_of(m, gpio), &m->kernel, high)
                        : gpio_write(&m->parts->gpio, gpio, high);
}

static int watch_pin(void *ctx, unsigned gpio, bool on)
{
    struct machine *m = ctx;

    if (!is_digital(m, gpio) || is_led(gpio))
        return ERR_IO;
    return gpio_watch(&m->parts->gpio, gpio, on);
}

static int set_pwm(void *ctx, unsigned gpio, uint32_t frequency_hz, uint32_t duty_permille)
{
    struct machine *m = ctx;

    if (gpio >= GPIO_MAX || m->parts->use[gpio] != PIN_PWM)
        return ERR_IO;
    return pwm_set(&m->parts->pwm[gpio], &m->kernel, frequency_hz, duty_permille);
}

static int read_adc(void *ctx, unsigned channel)
{
    const struct machine *m = ctx;

    return adc_read_mv(&m->kernel, channel);
}

static int set_cpu(void *ctx, uint32_t hz)
{
    const struct machine *m = ctx;

    return chip_set_cpu_hz(&m->kernel, hz);
}

static int get_cpu(void *ctx, uint32_t *hz)
{
    const struct machine *m = ctx;

    *hz = chip_cpu_hz(&m->kernel);
    return OK;
}

static int get_rssi(void *ctx, int *rssi_dbm)
{
    const struct machine *m = ctx;

    return chip_rssi_dbm(&m->kernel, rssi_dbm);
}

static int transfer_i2c(void *ctx, const struct i2c_message *message)
{
    struct machine *m = ctx;

    return i2c_transfer(&m->parts->buses, &m->kernel, message);
}

static int transfer_spi(void *ctx, const struct spi_message *message)
{
    struct machine *m = ctx;

    return spi_transfer(&m->parts->buses, &m->kernel, message);
}

static int transfer_onewire(void *ctx, const struct onewire_message *message)
{
    struct machine *m = ctx;

    return onewire_transfer(&m->parts->onewire, &m->kernel, message);
}

static int next_onewire(void *ctx, unsigned gpio, uint8_t rom[8])
{
    const struct machine *m = ctx;

    return onewire_next(&m->kernel, gpio, rom);
}

static int machine_start_pulse(void *ctx, const struct pulse_question *q)
{
    struct machine *m = ctx;

    if (q->in >= WIRING_GPIOS || q->out >= WIRING_GPIOS)
        return ERR_RANGE;
    return pulse_start(&m->parts->pulse, &m->parts->gpio, q);
}

static int take_pulse(void *ctx, unsigned in, uint16_t *us, unsigned n)
{
    struct machine *m = ctx;

    if (in >= WIRING_GPIOS)
        return ERR_RANGE;
    return pulse_take(&m->parts->pulse, &m->parts->gpio, in, us, n);
}

static int write_pixels(void *ctx, unsigned gpio, const uint8_t *bytes, size_t len)
{
    struct machine *m = ctx;

    if (gpio >= GPIO_MAX || m->parts->use[gpio] != PIN_PIXELS)
        return ERR_IO;
    return pixels_write(&m->parts->pixels[gpio], &m->parts->buses, &m->kernel, gpio, bytes, len);
}

static int read_chip(void *ctx, enum chip_value what, int32_t *value)
{
    const struct machine *m = ctx;

    return chip_read(&m->kernel, what, value);
}

// Touch pads and Hall sensors exist on other chips only.
static const struct hw operations = {
    .pin_use = use_pin,
    .pin_read = read_pin,
    .pin_write = write_pin,
    .pin_watch = watch_pin,
    .pwm = set_pwm,
    .adc = read_adc,
    .cpu_set_hz = set_cpu,
    .cpu_hz = get_cpu,
    .wifi_rssi_dbm = get_rssi,
    .i2c_transfer = transfer_i2c,
    .spi_transfer = transfer_spi,
    .onewire_transfer = transfer_onewire,
    .onewire_next = next_onewire,
    .pulse_start = machine_start_pulse,
    .pulse_take = take_pulse,
    .pixels = write_pixels,
    .chip_read = read_chip,
};

bool machine_is_meant(const char *name)
{
    return strchr(name, '/') || wiring_builtin(text_of(name)).len;
}

static int machine_read_file(struct machine *m, const char *path, struct out *why)
{
    char *text = malloc(FILE_BYTES);
    FILE *f = plain_file_stream(path, "r");
    size_t n = f && text ? fread(text, 1, FILE_BYTES, f) : 0;
    int err = OK;

    if (!f || !text || ferror(f)) {
        out_format(why, "cannot read the board file %s: %s", path, plain_file_error(errno));
        err = kernel_code(errno);
    } else if (n == FILE_BYTES) {
        out_format(why, "%s: a board file has less than %d bytes", path, FILE_BYTES);
        err = ERR_RANGE;
    } else {
        err = wiring_read(&m->wiring, path, (struct text){ text, n }, why);
    }
    if (f)
        fclose(f);
    free(text);
    return err;
}

int machine_read_board(struct machine *m, const char *name, const char *more, struct out *why)
{
    struct text builtin = wiring_builtin(text_of(name));

    *m = (struct machine){ .epoll = -1 };
    wiring_init(&m->wiring);
    int err =
        builtin.len ? wiring_read(&m->wiring, name, builtin, why) : machine_read_file(m, name, why);
    if (!err && !access(more, F_OK))
        err = machine_read_file(m, more, why);
    return err ? err : wiring_finish(&m->wiring, why);
}

static int wait_for(const struct machine *m, int fd)
{
    struct epoll_event event = { .events = EPOLLIN };

    return epoll_ctl(m->epoll, EPOLL_CTL_ADD, fd, &event) ? ERR_FULL : OK;
}

int machine_open(struct machine *m, void (*log)(void *ctx, enum log_level level, struct text line),
                 void *log_ctx)
{
    struct machine_parts *p = m->parts = calloc(1, sizeof *p);

    m->epoll = epoll_create1(EPOLL_CLOEXEC);
    m->kernel = (struct kernel){ "", &m->wiring, &m->guard, log, log_ctx };
    m->hw = operations;
    m->hw.name = m->wiring.board.name;
    m->hw.ctx = m;
    chip_cpu_limits(&m->kernel, &m->wiring.board.cpu_hz, &m->wiring.board.cpu_boost_hz);
    if (!p || m->epoll < 0 || guard_start(&m->guard) || gpio_init(&p->gpio, &m->kernel) ||
        pulse_init(&p->pulse) || wait_for(m, p->gpio.epoll))
        return ERR_FULL;
    return wait_for(m, p->pulse.timer);
}

void machine_reset(struct machine *m)
{
    for (unsigned i = 0; i < GPIO_MAX; i++)
        machine_release_gpio(m, i);
}

void machine_close(struct machine *m)
{
    struct machine_parts *p = m->parts;

    machine_reset(m);
    bus_close_all(&p->buses);
    onewire_close(&p->onewire);
    close(p->pulse.timer);
    close(p->gpio.epoll);
    close(m->epoll);
    guard_stop(&m->guard);
    free(p);
    m->parts = NULL;
}

int32_t machine_free_bytes(const struct machine *m)
{
    return chip_free_bytes(&m->kernel);
}

int machine_mac(const struct machine *m, uint8_t mac[6])
{
    return chip_mac(&m->kernel, mac);
}

bool machine_take_edge(struct machine *m, unsigned *gpio, bool *high)
{
    pulse_end(&m->parts->pulse, &m->parts->gpio);
    return gpio_next_edge(&m->parts->gpio, gpio, high);
}
