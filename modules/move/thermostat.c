// The control loop of a thermostat.
#include "thermostat.h"

enum { PWM_HZ = 480, PATIENCE_MS = 10000, RETRY_MS = 1000 };

static int thermostat_put_relay(struct call *c, bool on)
{
    struct thermostat *p = c->self;
    int err = call_pin_write(c, THERMOSTAT_RELAY, on);

    if (!err)
        p->relay_is_on = on;
    return err;
}

static int thermostat_drive(struct call *c, int32_t permille)
{
    struct thermostat *p = c->self;
    int err = p->kind == THERMOSTAT_PWM ? call_pwm(c, THERMOSTAT_PWM, PWM_HZ, (unsigned)permille)
                                        : thermostat_put_relay(c, permille > 0);

    if (err)
        return err;
    p->output = permille;
    p->relay_off_ms = call_clock_ms(c) + (uint32_t)(permille * p->law.period_s);
    return OK;
}

// Switches the output off, which is the safe state.
static int thermostat_fail(struct call *c, int err)
{
    struct thermostat *p = c->self;
    struct fault why = *c->fault;

    pid_forget(&p->law);
    p->is_asking = false;
    p->health = THERMOSTAT_FAILED;
    if (thermostat_drive(c, 0))
        p->next_ms = call_clock_ms(c) + RETRY_MS;
    *c->fault = why;
    return err;
}

static int thermostat_control(struct call *c, struct text reply)
{
    struct thermostat *p = c->self;
    int32_t measured;
    int err = pid_read(reply, &measured);

    if (err)
        return err;
    p->measured = measured;
    p->health = THERMOSTAT_WORKS;
    return thermostat_drive(c, pid_next(&p->law, measured));
}

// Whether the relay must go off before the period ends.
static bool thermostat_relay_waits(const struct thermostat *p)
{
    return p->relay_is_on && p->output < THERMOSTAT_FULL;
}

static void thermostat_schedule(struct call *c)
{
    const struct thermostat *p = c->self;
    int32_t left_ms = (int32_t)(p->next_ms - call_clock_ms(c));
    int32_t relay_ms = (int32_t)(p->relay_off_ms - call_clock_ms(c));

    if (thermostat_relay_waits(p) && relay_ms < left_ms)
        left_ms = relay_ms;
    c->wake_in_ms = left_ms > 0 ? (uint32_t)left_ms : 1;
}

// One step of the command that measures. When its number is there, the output is set.
static int thermostat_ask(struct call *c)
{
    struct thermostat *p = c->self;
    uint32_t now_ms = call_clock_ms(c);
    char answer[96];
    struct out o;

    if (!p->is_asking) {
        p->progress = (struct progress){ 0 };
        p->asked_ms = now_ms;
        p->is_asking = true;
    }
    out_init(&o, answer, sizeof answer);
    int err = call_step(c, &p->progress, p->input, &o);
    if (err == ERR_NAME)
        return OK; // the command has unloaded this module
    bool waits = err == ERR_WAIT && now_ms - p->asked_ms < PATIENCE_MS;
    p->next_ms =
        waits ? now_ms + p->progress.wake_in_ms : p->asked_ms + (uint32_t)p->law.period_s * 1000;
    p->is_asking = waits;
    if (!waits)
        err = err ? err : thermostat_control(c, out_written(&o));
    err = err && !waits ? thermostat_fail(c, err) : OK;
    thermostat_schedule(c);
    return err;
}

int thermostat_tick(struct call *c)
{
    const struct thermostat *p = c->self;
    uint32_t now_ms = call_clock_ms(c);

    if (!p->is_on)
        return OK;
    bool is_over = thermostat_relay_waits(p) && (int32_t)(now_ms - p->relay_off_ms) >= 0;
    int err = is_over ? thermostat_put_relay(c, false) : OK;
    if (!err && (int32_t)(now_ms - p->next_ms) >= 0)
        return thermostat_ask(c);
    if (err)
        (void)thermostat_fail(c, err);
    thermostat_schedule(c);
    return err;
}

// If the output cannot be switched off, the controller stays on and tries again.
int thermostat_halt(struct call *c)
{
    struct thermostat *p = c->self;
    int err = thermostat_drive(c, 0);

    if (err)
        return err;
    pid_forget(&p->law);
    p->is_on = p->is_asking = false;
    p->health = THERMOSTAT_STOPPED;
    return OK;
}

int thermostat_start(struct call *c)
{
    struct thermostat *p = c->self;
    int err = thermostat_halt(c);

    if (err)
        return err;
    p->is_on = true;
    p->health = THERMOSTAT_WAITS;
    p->next_ms = call_clock_ms(c);
    c->wake_in_ms = 1;
    return OK;
}

int thermostat_move(struct call *c, int32_t kind)
{
    struct thermostat *p = c->self;
    int32_t old = p->kind;

    p->kind = kind;
    int err = thermostat_drive(c, 0);
    if (err)
        p->kind = old;
    else if (kind != old)
        call_release(c, (unsigned)old);
    return err;
}
