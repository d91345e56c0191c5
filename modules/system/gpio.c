// gpio: the first generation's RGB lamp and servo, with their old names.
#include "mod/module.h"

enum { RGB_HZ = 80, FULL = 1000, SERVO = 3 };

static int gpio_rgb(struct call *c)
{
    for (unsigned i = 0; i < 3; i++) {
        int err = call_has(c, i) ? call_pwm(c, i, RGB_HZ, (unsigned)c->in[i].i) : OK;
        if (err)
            return err;
    }
    reply_text(c->reply, "SET RGB");
    return OK;
}

static int rgb_deinit(struct call *c)
{
    for (unsigned i = 0; i < 3; i++) {
        int err = call_pwm(c, i, RGB_HZ, 0);
        if (err)
            return err;
    }
    for (unsigned i = 0; i < 3; i++)
        call_release(c, i);
    reply_text(c->reply, "DEINIT RGB");
    return OK;
}

static int gpio_servo(struct call *c)
{
    int err = call_servo(c, SERVO, c->in[0].i);

    if (!err)
        reply_text(c->reply, "SET SERVO: duty: %d", (int)c->in[0].i);
    return err;
}

static int servo_deinit(struct call *c)
{
    call_release(c, SERVO);
    reply_text(c->reply, "DEINIT SERVO");
    return OK;
}

#define CHANNEL(name, help) name, K_INT, help, .hi = FULL, .step = 10, .flags = F_OPTIONAL | F_CLAMP
static const struct pin_need pins[] = {
    { "pwm_1", PIN_PWM }, { "pwm_2", PIN_PWM }, { "pwm_3", PIN_PWM }, { "pwm_0", PIN_PWM }
};
static const struct field channels[] = {
    { CHANNEL("r", "red") | F_COLOR },
    { CHANNEL("g", "green") },
    { CHANNEL("b", "blue") },
};
static const struct field duty_in[] = { { "duty", K_INT, "position", .lo = 40, .hi = 120, .step = 1,
                                          .def = 100, .flags = F_OPTIONAL | F_CLAMP } };
static const struct verb verbs[] = {
    { "RGB", gpio_rgb, "set the given channels", IN(channels), OUT_ONLY(TEXT) },
    { "RGB_deinit", rgb_deinit, "switch the lamp off and release it", OUT_ONLY(TEXT) },
    { "Servo", gpio_servo, "move the servo", IN(duty_in), OUT(TEXT, duty_in) },
    { "Servo_deinit", servo_deinit, "release the servo", OUT_ONLY(TEXT) },
};
const struct module mod_gpio = {
    .name = "gpio",
    .help = "lamp and servo of the first generation",
    PINS(pins),
    VERBS(verbs),
};
