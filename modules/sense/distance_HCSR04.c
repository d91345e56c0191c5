// distance_HCSR04: an ultrasonic range finder. ElecFreaks "Ultrasonic Ranging Module HC-SR04":
// after a pulse of 10 us on its trigger, its echo line is high while the sound travels.
#include "chips/turn.h"

enum {
    TRIGGER,
    ECHO,
    TRIGGER_US = 10,
    // Without an obstacle the echo line falls after 38 ms. The guide asks for 60 ms between pulses.
    ANSWER_MS = 60,
    HIGH = 1, // levels: low until the echo line rises, then high
    LEVELS = 2,
    NEAREST_US = 117, // the sensor works from 2 cm on
    FARTHEST_US = 30000
};

// Measures how long the sound travels. Negative: an error as in turn_ask, or ERR_RANGE without an
// echo.
static int distance_HCSR04_measure(struct call *c)
{
    static const struct turn_question ping = { TRIGGER, ECHO, true, TRIGGER_US, ANSWER_MS };
    uint16_t us[LEVELS] = { 0 };
    int err = turn_ask(c, &ping);

    if (err)
        return err;
    int n = call_pulse_take(c, ECHO, us, LEVELS);
    if (n < 0)
        return n;
    return n < LEVELS || us[HIGH] < NEAREST_US || us[HIGH] > FARTHEST_US ? ERR_RANGE : us[HIGH];
}

static int distance_HCSR04_answer(struct call *c, int us, int32_t distance)
{
    if (us > 0)
        call_out(c, 0, distance);
    else if (us == ERR_RANGE)
        reply_refuse(c->reply, "Out of range");
    return us > 0 || us == ERR_RANGE ? OK : us;
}

static int distance_mm(struct call *c)
{
    int us = distance_HCSR04_measure(c);

    return distance_HCSR04_answer(c, us, us * 100 / 582);
}

// us / 2 / 29.1, in hundredths.
static int distance_cm(struct call *c)
{
    int us = distance_HCSR04_measure(c);

    return distance_HCSR04_answer(c, us, (us * 1000 + 291) / 582);
}

static int distance_HCSR04_deinit(struct call *c)
{
    call_release(c, TRIGGER);
    call_release(c, ECHO);
    return OK; // answers None, as the original does
}

static const struct pin_need pins[] = {
    [TRIGGER] = { "simple_0", PIN_PULSE }, [ECHO] = { "pwm_5", PIN_PULSE }
};
#define DISTANCE(name, kind) name, kind, "to what is ahead", .class = CLASS_DISTANCE
static const struct field mm_out[] = {
    { DISTANCE("distance", K_INT), .unit = "mm", .lo = NEAREST_US * 100 / 582,
      .hi = FARTHEST_US * 100 / 582 },
};
static const struct field cm_out[] = {
    { DISTANCE("distance", K_FIXED), .unit = "cm", .lo = NEAREST_US * 1000 / 582,
      .hi = FARTHEST_US * 1000 / 582 + 1, .decimals = 2 },
};
static const struct verb verbs[] = {
    { "distance_mm", distance_mm, "distance in millimetres", OUT(VALUE, mm_out) },
    { "distance_cm", distance_cm, "distance in centimetres", OUT(VALUE, cm_out) },
    { "deinit", distance_HCSR04_deinit, "release the pins", OUT_ONLY(NOTHING) },
};
const struct module mod_distance_HCSR04 = {
    .name = "distance_HCSR04",
    .help = "ultrasonic range finder",
    PINS(pins),
    VERBS(verbs),
};
