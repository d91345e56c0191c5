// servo: two hobby servos.
#include "mod/module.h"

enum { LEFT = 40, RIGHT = 115, MIDDLE = 70, STEP_MS = 1000 };

struct servo {
    uint8_t demo_step; // 0: no demonstration is running
};

static int servo_move(struct call *c, unsigned need, const char *words)
{
    struct servo *s = c->self;
    int err = call_servo(c, need, c->in[0].i);

    if (err)
        return err;
    s->demo_step = 0;
    reply_text(c->reply, "%s: duty: %d", words, (int)c->in[0].i);
    return OK;
}

static int servo(struct call *c)
{
    return servo_move(c, 0, "SET SERVO");
}

static int servo2(struct call *c)
{
    return servo_move(c, 1, "SET SERVO");
}

// Same, with the successor's answer.
static int sduty(struct call *c)
{
    return servo_move(c, 0, "SET SERVO1");
}

static int s2duty(struct call *c)
{
    return servo_move(c, 1, "SET SERVO2");
}

static int servo_tick(struct call *c)
{
    static const uint8_t positions[] = { LEFT, RIGHT, MIDDLE };
    struct servo *s = c->self;

    if (!s->demo_step)
        return OK;
    int err = call_servo(c, 0, positions[s->demo_step - 1]);
    s->demo_step = err || s->demo_step == COUNT(positions) ? 0 : (uint8_t)(s->demo_step + 1);
    c->wake_in_ms = s->demo_step ? STEP_MS : 0;
    return err;
}

static int demo(struct call *c)
{
    struct servo *s = c->self;

    s->demo_step = 1;
    int err = servo_tick(c);
    if (!err)
        reply_text(c->reply, "Servo DEMO");
    return err;
}

static int move_servo_deinit(struct call *c)
{
    struct servo *s = c->self;

    s->demo_step = 0;
    call_release(c, 0);
    reply_text(c->reply, "DEINIT SERVO");
    return OK;
}

static int deinit_both(struct call *c)
{
    struct servo *s = c->self;

    s->demo_step = 0;
    call_release(c, 0);
    call_release(c, 1);
    reply_text(c->reply, "Deinit servo 1 and 2");
    return OK;
}

static int deinit2(struct call *c)
{
    call_release(c, 1);
    reply_text(c->reply, "DEINIT SERVO2");
    return OK;
}

static const struct pin_need pins[] = { { "pwm_0", PIN_PWM }, { "pwm_2", PIN_PWM } };
static const struct field duty_in[] = { { "duty", K_INT, "position", .lo = LEFT, .hi = RIGHT,
                                          .step = 1, .def = 100, .flags = F_OPTIONAL | F_CLAMP } };
static const struct field numbered_out[] = {
    { "servo", K_INT, "which", .lo = 1, .hi = 2 },
    { "duty", K_INT, "position", .lo = LEFT, .hi = RIGHT },
};
static const struct verb verbs[] = {
    { "Servo", servo, "move the first servo", IN(duty_in), OUT(TEXT, duty_in) },
    { "Servo2", servo2, "move the second servo", IN(duty_in), OUT(TEXT, duty_in) },
    { "Servo_demo", demo, "left, right, middle, a second each", OUT_ONLY(TEXT) },
    { "Servo_deinit", move_servo_deinit, "release the first servo", OUT_ONLY(TEXT) },
    { "Servo2_deinit", deinit2, "release the second servo", OUT_ONLY(TEXT) },
    { "sduty", sduty, "move the first servo", IN(duty_in), OUT(TEXT, numbered_out) },
    { "s2duty", s2duty, "move the second servo", IN(duty_in), OUT(TEXT, numbered_out) },
    { "sdemo", demo, "the same as Servo_demo", OUT_ONLY(TEXT) },
    { "deinit", deinit_both, "release both servos", OUT_ONLY(TEXT) },
    { "pinmap", call_pinmap, "the GPIOs of its pins", OUT_ONLY(PINS) },
};
const struct module mod_servo = {
    .name = "servo",
    .help = "hobby servos",
    .size = sizeof(struct servo),
    .tick = servo_tick,
    PINS(pins),
    VERBS(verbs),
};
