// The fault wrapper.
#include "hw/faulty.h"

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

static int drive_pin(void *ctx, unsigned gpio, bool high)
{
    struct faulty *f = ctx;
    return fails(f) ? ERR_IO : hw_pin_drive(f->real, gpio, high);
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

void faulty_init(struct faulty *f, const struct hw *real)
{
    *f = (struct faulty){
        .hw = { "faulty", f, use_pin, read_pin, write_pin, watch_pin, drive_pin, set_pwm, read_adc,
                set_cpu, get_cpu, get_rssi },
        .real = real,
    };
}
