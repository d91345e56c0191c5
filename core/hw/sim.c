// The simulated board.
#include "hw/sim.h"
#include "hw/pins.h"

static void trace(struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void trace(struct sim *s, const char *format, ...)
{
    char line[64];
    struct out o;
    va_list args;

    if (!s->trace)
        return;
    out_init(&o, line, sizeof line);
    va_start(args, format);
    out_vformat(&o, format, args);
    va_end(args);
    s->trace(s->trace_ctx, out_written(&o));
}

static int use_pin(void *ctx, unsigned gpio, enum pin_use use)
{
    struct sim *s = ctx;

    if (gpio >= GPIO_MAX)
        return ERR_RANGE;
    s->use[gpio] = (uint8_t)use;
    if (use == PIN_IN_UP)
        s->level |= (uint64_t)1 << gpio;
    trace(s, "pin %u %s", gpio, pins_use_name(use));
    return OK;
}

static int read_pin(void *ctx, unsigned gpio)
{
    struct sim *s = ctx;

    return gpio < GPIO_MAX ? (int)(s->level >> gpio & 1) : ERR_RANGE;
}

static int write_pin(void *ctx, unsigned gpio, bool high)
{
    struct sim *s = ctx;

    if (gpio >= GPIO_MAX || s->use[gpio] != PIN_OUT)
        return ERR_IO;
    s->level = high ? s->level | (uint64_t)1 << gpio : s->level & ~((uint64_t)1 << gpio);
    if (s->trace) // the progress LED comes here twice a command
        trace(s, "pin %u %u", gpio, (unsigned)high);
    return OK;
}

static int set_pwm(void *ctx, unsigned gpio, uint32_t frequency_hz, unsigned duty_permille)
{
    struct sim *s = ctx;

    if (gpio >= GPIO_MAX || s->use[gpio] != PIN_PWM)
        return ERR_IO;
    if (duty_permille > 1000 || frequency_hz > UINT16_MAX)
        return ERR_RANGE;
    s->frequency_hz[gpio] = (uint16_t)frequency_hz;
    s->duty_permille[gpio] = (uint16_t)duty_permille;
    trace(s, "pwm %u %u Hz %u permille", gpio, (unsigned)frequency_hz, duty_permille);
    return OK;
}

static int read_adc(void *ctx, unsigned channel)
{
    struct sim *s = ctx;

    return channel < GPIO_MAX ? s->adc_mv : ERR_RANGE;
}

static int set_cpu(void *ctx, uint32_t hz)
{
    struct sim *s = ctx;

    s->cpu_hz = hz;
    trace(s, "cpu %u Hz", (unsigned)hz);
    return OK;
}

static int32_t get_cpu(void *ctx)
{
    struct sim *s = ctx;

    return (int32_t)s->cpu_hz;
}

static int get_rssi(void *ctx, int *rssi_dbm)
{
    struct sim *s = ctx;

    *rssi_dbm = s->rssi_dbm;
    return OK;
}

void sim_init(struct sim *s, const struct board *board)
{
    *s = (struct sim){
        .hw = { board->name, s, use_pin, read_pin, write_pin, set_pwm, read_adc, set_cpu, get_cpu,
                get_rssi },
        .adc_mv = 1353, // the original's simulator reads 420 of 1023, of 3.3 V
        .rssi_dbm = -55,
        .cpu_hz = board->cpu_hz,
    };
}
