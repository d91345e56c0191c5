// The simulated board: keeps the state of its pins and traces its outputs.
#include "sim/sim.h"
#include "base/bytes.h"
#include "hw/pins.h"

void sim_tell(struct sim *s, const char *format, ...)
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

static int sim_use_pin(void *ctx, unsigned gpio, enum pin_use use)
{
    struct sim *s = ctx;
    uint64_t bit = (uint64_t)1 << (gpio & 63);

    if (gpio >= GPIO_MAX)
        return ERR_RANGE;
    s->use[gpio] = (uint8_t)use;
    if (use == PIN_IN_UP)
        s->level |= bit & ~s->wired;
    if (use == PIN_IN_DOWN)
        s->level &= ~bit | s->wired;
    if (use == PIN_FREE)
        s->watched &= ~bit;
    sim_tell(s, "pin %u %s", gpio, pins_use_name(use));
    return OK;
}

static int sim_read_pin(void *ctx, unsigned gpio)
{
    struct sim *s = ctx;

    return gpio < GPIO_MAX ? (int)(s->level >> gpio & 1) : ERR_RANGE;
}

static int sim_write_pin(void *ctx, unsigned gpio, bool high)
{
    struct sim *s = ctx;

    if (gpio >= GPIO_MAX || s->use[gpio] != PIN_OUT)
        return ERR_IO;
    s->level = high ? s->level | (uint64_t)1 << gpio : s->level & ~((uint64_t)1 << gpio);
    if (s->trace) // the progress LED changes twice per command
        sim_tell(s, "pin %u %u", gpio, (unsigned)high);
    return OK;
}

static int sim_watch_pin(void *ctx, unsigned gpio, bool on)
{
    struct sim *s = ctx;

    if (gpio >= GPIO_MAX)
        return ERR_RANGE;
    s->watched = on ? s->watched | (uint64_t)1 << gpio : s->watched & ~((uint64_t)1 << gpio);
    return OK;
}

int sim_drive(void *ctx, unsigned gpio, bool high)
{
    struct sim *s = ctx;
    uint64_t bit = (uint64_t)1 << gpio;

    if (gpio >= GPIO_MAX || s->use[gpio] == PIN_OUT || s->use[gpio] == PIN_PWM)
        return ERR_IO;
    if (s->watched & bit && !(s->level & bit) == high && s->n_edges < SIM_EDGES)
        s->edges[s->n_edges++] = (uint8_t)(gpio << 1 | high);
    s->level = high ? s->level | bit : s->level & ~bit;
    return OK;
}

bool sim_take_edge(struct sim *s, unsigned *gpio, bool *high)
{
    if (!s->n_edges)
        return false;
    *gpio = s->edges[0] >> 1;
    *high = s->edges[0] & 1;
    s->n_edges--;
    for (unsigned i = 0; i < s->n_edges; i++)
        s->edges[i] = s->edges[i + 1];
    return true;
}

static int sim_set_pwm(void *ctx, unsigned gpio, uint32_t frequency_hz, uint32_t duty_permille)
{
    struct sim *s = ctx;

    if (gpio >= GPIO_MAX || s->use[gpio] != PIN_PWM)
        return ERR_IO;
    if (duty_permille > 1000 || frequency_hz > UINT16_MAX)
        return ERR_RANGE;
    s->frequency_hz[gpio] = (uint16_t)frequency_hz;
    s->duty_permille[gpio] = (uint16_t)duty_permille;
    sim_tell(s, "pwm %u %u Hz %u permille", gpio, (unsigned)frequency_hz, (unsigned)duty_permille);
    return OK;
}

static int sim_read_adc(void *ctx, unsigned channel)
{
    struct sim *s = ctx;

    return channel < GPIO_MAX ? s->adc_mv : ERR_RANGE;
}

static int sim_set_cpu(void *ctx, uint32_t hz)
{
    struct sim *s = ctx;

    s->cpu_hz = hz;
    sim_tell(s, "cpu %u Hz", (unsigned)hz);
    return OK;
}

static int sim_get_cpu(void *ctx, uint32_t *hz)
{
    struct sim *s = ctx;

    *hz = s->cpu_hz;
    return OK;
}

static int sim_get_rssi(void *ctx, int *rssi_dbm)
{
    struct sim *s = ctx;

    *rssi_dbm = s->rssi_dbm;
    return OK;
}

static const struct hw_simulated simulated = { .pin_drive = sim_drive };

void sim_init(struct sim *s, const struct board *board)
{
    *s = (struct sim){
        .hw = { .name = board->name,
                .ctx = s,
                .pin_use = sim_use_pin,
                .pin_read = sim_read_pin,
                .pin_write = sim_write_pin,
                .pin_watch = sim_watch_pin,
                .pwm = sim_set_pwm,
                .adc = sim_read_adc,
                .cpu_set_hz = sim_set_cpu,
                .cpu_hz = sim_get_cpu,
                .wifi_rssi_dbm = sim_get_rssi,
                .simulated = &simulated },
        .board = board,
        .adc_mv = 1353, // the original's simulator reads 420 of 1023, of 3.3 V
        .rssi_dbm = -55,
        .cpu_hz = board->cpu_hz,
    };
}
