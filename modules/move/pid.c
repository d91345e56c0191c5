// pid: a thermostat, or any controller: reads a number by a command, drives a PWM pin or a relay
// that is on for a part of each period. Without a measurement the output is off.
#include "pid_law.h"

enum thermostat_output { THERMOSTAT_PWM, THERMOSTAT_RELAY }; // the needs of these
enum thermostat_health { STOPPED, WAITS, WORKS, FAILED };

struct thermostat {
    struct pid_law law;
    int32_t kind;                            // enum thermostat_output
    int32_t is_on, output, measured, health; // output: permille; measured: hundredths
    uint32_t next_ms, asked_ms, relay_off_ms;
    bool is_asking, relay_is_on;
    struct progress progress;
    char input[CALL_COMMAND_MAX + 1]; // the command that measures
};

enum { PWM_HZ = 480, FULL = 1000, PATIENCE_MS = 10000, RETRY_MS = 1000, GAIN_MAX = 1000000 };

// ---- the loop: a command measures and may take its time, the law gives the output ----

static int put_relay(struct call *c, bool on)
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
                                        : put_relay(c, permille > 0);

    if (err)
        return err;
    p->output = permille;
    p->relay_off_ms = call_clock_ms(c) + (uint32_t)(permille * p->law.period_s);
    return OK;
}

// The safe state: no output.
static int pid_fail(struct call *c, int err)
{
    struct thermostat *p = c->self;
    struct fault why = *c->fault;

    pid_forget(&p->law);
    p->is_asking = false;
    p->health = FAILED;
    if (thermostat_drive(c, 0))
        p->next_ms = call_clock_ms(c) + RETRY_MS;
    *c->fault = why;
    return err;
}

static int control(struct call *c, struct text reply)
{
    struct thermostat *p = c->self;
    int32_t measured;
    int err = pid_read(reply, &measured);

    if (err)
        return err;
    p->measured = measured;
    p->health = WORKS;
    return thermostat_drive(c, pid_next(&p->law, measured));
}

// The relay has a moment of its own at which it goes off.
static bool relay_waits(const struct thermostat *p)
{
    return p->relay_is_on && p->output < FULL;
}

static void pid_schedule(struct call *c)
{
    const struct thermostat *p = c->self;
    int32_t left_ms = (int32_t)(p->next_ms - call_clock_ms(c));
    int32_t relay_ms = (int32_t)(p->relay_off_ms - call_clock_ms(c));

    if (relay_waits(p) && relay_ms < left_ms)
        left_ms = relay_ms;
    c->wake_in_ms = left_ms > 0 ? (uint32_t)left_ms : 1;
}

// One step of the command that measures; when it has said its number, the output follows.
static int pid_ask(struct call *c)
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
        return OK; // it has unloaded this module
    bool waits = err == ERR_WAIT && now_ms - p->asked_ms < PATIENCE_MS;
    p->next_ms =
        waits ? now_ms + p->progress.wake_in_ms : p->asked_ms + (uint32_t)p->law.period_s * 1000;
    p->is_asking = waits;
    if (!waits)
        err = err ? err : control(c, out_written(&o));
    err = err && !waits ? pid_fail(c, err) : OK;
    pid_schedule(c);
    return err;
}

static int thermostat_tick(struct call *c)
{
    const struct thermostat *p = c->self;
    uint32_t now_ms = call_clock_ms(c);

    if (!p->is_on)
        return OK;
    bool is_over = relay_waits(p) && (int32_t)(now_ms - p->relay_off_ms) >= 0;
    int err = is_over ? put_relay(c, false) : OK;
    if (!err && (int32_t)(now_ms - p->next_ms) >= 0)
        return pid_ask(c);
    if (err)
        (void)pid_fail(c, err);
    pid_schedule(c);
    return err;
}

// An output that does not go off leaves the controller at work: it tries again by itself.
static int thermostat_halt(struct call *c)
{
    struct thermostat *p = c->self;
    int err = thermostat_drive(c, 0);

    if (err)
        return err;
    pid_forget(&p->law);
    p->is_on = p->is_asking = false;
    p->health = STOPPED;
    return OK;
}

static int thermostat_start(struct call *c)
{
    struct thermostat *p = c->self;
    int err = thermostat_halt(c);

    if (err)
        return err;
    p->is_on = true;
    p->health = WAITS;
    p->next_ms = call_clock_ms(c);
    c->wake_in_ms = 1;
    return OK;
}

// ---- verbs ----

static int pid_set(struct call *c)
{
    struct thermostat *p = c->self;

    if (!p->input[0]) {
        reply_refuse(c->reply, "pid input 'command' comes first: what gives the measurement");
        return OK;
    }
    int err = p->is_on && p->health != STOPPED ? OK : thermostat_start(c);
    if (err)
        return err;
    p->law.setpoint = c->in[0].i;
    return call_status(c);
}

static int pid_off(struct call *c)
{
    int err = thermostat_halt(c);

    return err ? err : call_status(c);
}

static int pid_input(struct call *c)
{
    struct thermostat *p = c->self;
    int err = thermostat_halt(c);

    if (err)
        return err;
    call_store(p->input, sizeof p->input, c->in[0].s);
    p->law.period_s = call_has(c, 1) ? c->in[1].i : p->law.period_s;
    return call_status(c);
}

// Drives the pin of another kind from now on, if that one takes it.
static int pid_move(struct call *c, int32_t kind)
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

static int output(struct call *c)
{
    struct thermostat *p = c->self;
    int32_t lo = call_has(c, 1) ? c->in[1].i : p->law.lo;
    int32_t hi = call_has(c, 2) ? c->in[2].i : p->law.hi;

    if (lo >= hi) {
        reply_refuse(c->reply, "the least output must be below the most");
        return OK;
    }
    int err = thermostat_halt(c);
    err = err ? err : pid_move(c, c->in[0].i);
    if (err)
        return err;
    p->law.lo = lo;
    p->law.hi = hi;
    return call_status(c);
}

static int tune(struct call *c)
{
    struct thermostat *p = c->self;

    p->law.kp = call_has(c, 0) ? c->in[0].i : p->law.kp;
    p->law.ki = call_has(c, 1) ? c->in[1].i : p->law.ki;
    p->law.kd = call_has(c, 2) ? c->in[2].i : p->law.kd;
    return call_status(c);
}

static int pid_drive_kept(struct call *c)
{
    const struct thermostat *p = c->self;

    return p->is_on && p->input[0] ? thermostat_start(c) : thermostat_halt(c);
}

static int pid_load(struct call *c)
{
    const struct thermostat *p = c->self;

    return call_restore(c, p->health != STOPPED, pid_drive_kept);
}

static void pid_stop(struct call *c)
{
    (void)thermostat_halt(c);
}

#define GAIN(name, help) name, K_FIXED, help, .lo = -GAIN_MAX, .hi = GAIN_MAX, .decimals = 3
#define SETPOINT                                                                                   \
    "setpoint", K_FIXED, "what the measurement is to be", .lo = -PID_VALUE_MAX,                    \
                                                          .hi = PID_VALUE_MAX, .decimals = 2
#define PERIOD       "period", K_INT, "between two measurements", .unit = "s", .lo = 1, .hi = 3600
#define KIND         "kind", K_CHOICE, "what it drives", .choices = "pwm|relay"
#define LOW          "lo", K_INT, "the least output, permille", .hi = FULL
#define HIGH         "hi", K_INT, "the most", .hi = FULL
#define KEPT(member) .flags = F_KEEP, AT(struct thermostat, member)
static const struct pin_need pins[] = { { "pwm_5", PIN_PWM }, { "simple_0", PIN_OUT } };
static const struct field set_in[] = { { SETPOINT } };
static const struct field input_in[] = {
    { "command", K_TEXT, "its answer begins with the number: 'ds18 measure'", .lo = 1,
      .hi = CALL_COMMAND_MAX, .flags = F_COMMAND },
    { PERIOD, .flags = F_OPTIONAL },
};
static const struct field output_in[] = { { KIND, .flags = F_WORD },
                                          { LOW, .flags = F_OPTIONAL },
                                          { HIGH, .flags = F_OPTIONAL } };
static const struct field tune_in[] = {
    { GAIN("kp", "permille for each unit that is missing"), .flags = F_OPTIONAL },
    { GAIN("ki", "permille for each unit and second"), .flags = F_OPTIONAL },
    { GAIN("kd", "permille against each unit a second"), .flags = F_OPTIONAL },
};
static const struct field state[] = {
    { SETPOINT, KEPT(law.setpoint) },
    { GAIN("kp", "proportional"), .def = 50000, KEPT(law.kp) },
    { GAIN("ki", "integral"), .def = 500, KEPT(law.ki) },
    { GAIN("kd", "derivative"), KEPT(law.kd) },
    { KIND, .hi = 1, KEPT(kind) },
    { LOW, KEPT(law.lo) },
    { HIGH, .lo = 0, .def = FULL, KEPT(law.hi) },
    { PERIOD, .def = 5, KEPT(law.period_s) },
    { "input", K_TEXT, "gives the measurement", .hi = CALL_COMMAND_MAX, KEPT(input) },
    { "on", K_INT, "whether it is to work", .hi = 1, KEPT(is_on) },
    { "measured", K_FIXED, "the last measurement", .decimals = 2, AT(struct thermostat, measured) },
    { "output", K_INT, "permille", AT(struct thermostat, output) },
    { "health", K_CHOICE, "how it goes", .choices = "stopped|waits|works|no measurement",
      AT(struct thermostat, health) },
};
static const struct verb verbs[] = {
    { "load", pid_load, "go on as before the reboot", IN(call_restore_in), OUT_ONLY(TEXT) },
    { "input", pid_input, "the command that measures", IN(input_in), OUT_ONLY(STATE) },
    { "output", output, "what it drives, and how far", IN(output_in), OUT_ONLY(STATE) },
    { "tune", tune, "the gains; below 0 for cooling", IN(tune_in), OUT_ONLY(STATE) },
    { "set", pid_set, "the set point; it begins to work", IN(set_in), OUT_ONLY(STATE) },
    { "off", pid_off, "stop working: no output", OUT_ONLY(STATE) },
    { "status", call_status, "all of it", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIOs it may drive", OUT_ONLY(PINS) },
};
const struct module mod_pid = {
    .name = "pid",
    .help = "thermostat: a PID controller",
    .keep_file = "pid.pds",
    .tick = thermostat_tick,
    .stop = pid_stop,
    PINS(pins),
    STATE(state, struct thermostat),
    VERBS(verbs),
};
