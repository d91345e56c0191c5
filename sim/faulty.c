// The fault wrapper.
#include "faulty.h"

static bool fails(struct faulty *f)
{
    return ++f->calls == f->fail_at;
}

static int use_pin(void *ctx, unsigned gpio, enum pin_use use)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pin_use(f->real, gpio, use);
}

static int read_pin(void *ctx, unsigned gpio)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pin_read(f->real, gpio);
}

static int write_pin(void *ctx, unsigned gpio, bool high)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pin_write(f->real, gpio, high);
}

static int watch_pin(void *ctx, unsigned gpio, bool on)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pin_watch(f->real, gpio, on);
}

static int set_pwm(void *ctx, unsigned gpio, uint32_t hz, unsigned duty_permille)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pwm_set(f->real, gpio, hz, duty_permille);
}

static int read_adc(void *ctx, unsigned channel)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_adc_read_mv(f->real, channel);
}

static int set_cpu(void *ctx, uint32_t hz)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_cpu_set_hz(f->real, hz);
}

static int32_t get_cpu(void *ctx)
{
    struct faulty *f = ctx;
    return hw_cpu_hz(f->real);
}

static int get_rssi(void *ctx, int *rssi_dbm)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_wifi_rssi_dbm(f->real, rssi_dbm);
}

static int transfer_i2c(void *ctx, const struct i2c_message *m)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_i2c_transfer(f->real, m);
}

static int transfer_spi(void *ctx, const struct spi_message *m)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_spi_transfer(f->real, m);
}

static int transfer_onewire(void *ctx, const struct onewire_message *m)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_onewire_transfer(f->real, m);
}

static int next_onewire(void *ctx, unsigned gpio, uint8_t rom[8])
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_onewire_next(f->real, gpio, rom);
}

static int begin_pulse(void *ctx, const struct pulse_question *q)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pulse_begin(f->real, q);
}

static int take_pulse(void *ctx, unsigned in, uint16_t *us, unsigned n)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pulse_take(f->real, in, us, n);
}

static int write_pixels(void *ctx, unsigned gpio, const uint8_t *bytes, size_t len)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pixels_write(f->real, gpio, bytes, len);
}

static int read_chip(void *ctx, enum chip_value what, int32_t *value)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_chip_read(f->real, what, value);
}

static int read_touch(void *ctx, unsigned gpio)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_touch_read(f->real, gpio);
}

// The world around a simulated board does not fail, only the board.
static int drive_pin(void *ctx, unsigned gpio, bool high)
{
    struct faulty *f = ctx;
    return hw_pin_drive(f->real, gpio, high);
}

static int set_part(void *ctx, struct text name, struct text value)
{
    struct faulty *f = ctx;
    const struct hw_simulated *s = f->real->simulated;
    return s->part_set ? s->part_set(f->real->ctx, name, value) : ERR_NAME;
}

static const struct field *part_at(void *ctx, unsigned i, struct out *now)
{
    struct faulty *f = ctx;
    const struct hw_simulated *s = f->real->simulated;
    return s->part_at ? s->part_at(f->real->ctx, i, now) : 0;
}

static void show(void *ctx, struct out *o)
{
    struct faulty *f = ctx;
    if (f->real->simulated->show)
        f->real->simulated->show(f->real->ctx, o);
}

void faulty_init(struct faulty *f, const struct hw *real)
{
    static const struct hw_simulated simulated = { drive_pin, set_part, part_at, show };

    *f = (struct faulty){ .hw = { .name = "faulty",
                                  .ctx = f,
                                  .pin_use = use_pin,
                                  .pin_read = read_pin,
                                  .pin_write = write_pin,
                                  .pin_watch = watch_pin,
                                  .pwm_set = set_pwm,
                                  .adc_read_mv = read_adc,
                                  .cpu_set_hz = set_cpu,
                                  .cpu_hz = get_cpu,
                                  .wifi_rssi_dbm = get_rssi,
                                  .i2c_transfer = transfer_i2c,
                                  .spi_transfer = transfer_spi,
                                  .onewire_transfer = transfer_onewire,
                                  .onewire_next = next_onewire,
                                  .pulse_begin = begin_pulse,
                                  .pulse_take = take_pulse,
                                  .pixels_write = write_pixels,
                                  .chip_read = read_chip,
                                  .touch_read = read_touch,
                                  .simulated = real->simulated ? &simulated : 0 },
                          .real = real };
}
