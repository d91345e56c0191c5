// A rotary encoder. Each detent is a full or half turn of its two lines through their four states.
// The line that moves first gives the direction. Bourns PEC11R, "quadrature output table".
#include "sim/parts.h"

enum { STEPS_MAX = SIM_EDGES / 4 }; // four edges each
enum { CHANGES, CHANGES_FEW };      // line changes per detent

static void part_encoder_toggle(struct sim *s, int32_t gpio)
{
    if (gpio >= 0)
        (void)sim_drive(s, (unsigned)gpio, !(s->level >> gpio & 1));
}

static void part_encoder_apply(struct sim *s, const struct field *f)
{
    const struct parts *p = s->parts;
    bool is_clockwise = p->step > 0;
    int32_t first = is_clockwise ? p->step_clk : p->step_dt;
    int32_t second = is_clockwise ? p->step_dt : p->step_clk;

    if (!f || f->at != offsetof(struct parts, step))
        return;
    int32_t pairs = (is_clockwise ? p->step : -p->step) * (p->step_changes == CHANGES_FEW ? 1 : 2);
    for (; pairs > 0; pairs--) {
        part_encoder_toggle(s, first);
        part_encoder_toggle(s, second);
    }
}

static const struct field fields[] = {
    { "rencoder.step", K_INT, "turns it by so many detents, clockwise above 0", .lo = -STEPS_MAX,
      .hi = STEPS_MAX, PART_AT(step) },
    { "rencoder.changes", K_CHOICE, "of its lines for a detent", .choices = "4|2",
      PART_AT(step_changes) },
    PART_PIN("rencoder.clk", "irq1", step_clk),
    PART_PIN("rencoder.dt", "irq2", step_dt),
};
const struct part part_encoder = { .name = "rencoder",
                                   PART_FIELDS(fields),
                                   .apply = part_encoder_apply };
