// A passive infrared motion sensor such as HC-SR501: its line is high while it sees motion.
#include "sim/parts.h"

static void part_pir_hold(struct sim *s, int32_t gpio, bool is_high)
{
    s->wired = gpio >= 0 ? (uint64_t)1 << gpio : 0;
    if (gpio >= 0)
        (void)sim_drive(s, (unsigned)gpio, is_high); // an output on that pin wins
}

void part_pir_solder(struct sim *s)
{
    unsigned gpio;

    if (!board_gpio(s->board, "simple_2", &gpio))
        part_pir_hold(s, (int32_t)gpio, false);
}

static void part_pir_apply(struct sim *s, const struct field *f)
{
    if (!f || f->at == offsetof(struct parts, pir) || f->at == offsetof(struct parts, pir_pin))
        part_pir_hold(s, s->parts->pir_pin, s->parts->pir);
}

static const struct field fields[] = {
    { "pir", K_INT, "1: it sees motion", .lo = 0, .hi = 1, PART_AT(pir) },
    PART_PIN("pir.pin", "simple_2", pir_pin),
};
const struct part part_pir = { .name = "pir", PART_FIELDS(fields), .apply = part_pir_apply };
