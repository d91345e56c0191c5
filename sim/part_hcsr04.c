// HC-SR04, an ultrasonic range finder: after a pulse of 10 us on its trigger, its echo line is high
// while the sound travels. ElecFreaks "Ultrasonic Ranging Module HC-SR04".
#include "sim/parts.h"

enum {
    TRIGGER_MIN_US = 10,
    BURST_US = 450, // eight cycles of 40 kHz and the module's overhead
    NOTHING_US = 38000,
    NEAREST_MM = 20,
    FARTHEST_MM = 4000
};

// The sound travels both ways at 343.2 m/s. In dry air of 20 degrees Celsius it is 331.3 m/s x
// sqrt(1 + 20 / 273.15).
static uint16_t echo_us(int32_t mm)
{
    const int64_t sound_mm_s = 343200;

    return (uint16_t)((2 * (int64_t)mm * 1000000 + sound_mm_s / 2) / sound_mm_s);
}

static bool part_hcsr04_pulse(struct sim *s, const struct pulse_question *q, struct pulse_answer *a)
{
    const struct hcsr04 *h = &s->parts->hcsr04;
    bool is_seen = h->distance_mm >= NEAREST_MM && h->distance_mm <= FARTHEST_MM;

    if (q->out != h->trigger || q->in != h->echo || !q->level || q->us < TRIGGER_MIN_US ||
        h->fault == PART_SILENT)
        return false;
    a->us[0] = BURST_US;
    a->us[1] = is_seen ? echo_us(h->distance_mm) : NOTHING_US;
    a->n = 2;
    return true;
}

static const struct field fields[] = {
    { "hcsr04.distance", K_INT, "to what stands before it; it sees 20 to 4000", .unit = "mm",
      .lo = 0, .hi = 10000, .def = 1000, PART_AT(hcsr04.distance_mm) },
    { "hcsr04.fault", K_CHOICE, "what is wrong with it", .choices = PART_FAULTS,
      PART_AT(hcsr04.fault) },
    PART_PIN("hcsr04.trigger", "simple_0", hcsr04.trigger),
    PART_PIN("hcsr04.echo", "pwm_5", hcsr04.echo),
};
const struct part part_hcsr04 = { .name = "hcsr04",
                                  PART_FIELDS(fields),
                                  .pulse = part_hcsr04_pulse };
