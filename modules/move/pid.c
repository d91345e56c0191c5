// pid: a thermostat or any other controller. It reads a number by a command. It drives a PWM pin,
// or a relay that is on for a part of each period. Without a measurement the output is off.
#include "thermostat.h"

enum { GAIN_MAX = 1000000 };

static int pid_set(struct call *c)
{
    struct thermostat *p = c->self;

    if (!p->input[0]) {
        reply_refuse(c->reply, "pid input 'command' comes first: what gives the measurement");
        return OK;
    }
    int err = p->is_on && p->health != THERMOSTAT_STOPPED ? OK : thermostat_start(c);
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
    err = err ? err : thermostat_move(c, c->in[0].i);
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

    return call_restore(c, p->health != THERMOSTAT_STOPPED, pid_drive_kept);
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
#define LOW          "lo", K_INT, "the least output, permille", .hi = THERMOSTAT_FULL
#define HIGH         "hi", K_INT, "the most", .hi = THERMOSTAT_FULL
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
    { HIGH, .lo = 0, .def = THERMOSTAT_FULL, KEPT(law.hi) },
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
