// Draws a simulated board for a terminal: the pins in use, then each part.
#include "hw/pins.h"
#include "sim/parts.h"

enum { BAR = 20, NAME_COLUMN = 10, USE_COLUMN = 8 };

// A hobby servo: pulses of 0.5 to 2.5 ms at 50 Hz mean 0 to 180 degrees.
enum { SERVO_HZ = 50, SERVO_LEAST_US = 500, SERVO_MOST_US = 2500, SERVO_DEGREES = 180 };

static const char *parts_show_name_of(const struct board *b, unsigned gpio)
{
    for (const struct board_pin *p = b->pins; p->logical; p++)
        if (p->gpio == gpio && !board_is_channel(b, p))
            return p->logical;
    return "";
}

static void put_column(struct out *o, const char *text, size_t width)
{
    size_t len = text_of(text).len;

    out_text(o, text);
    out_pad(o, len < width ? width - len : 1);
}

static void put_servo(unsigned duty_permille, struct out *o)
{
    int32_t us = (int32_t)duty_permille * 1000 / SERVO_HZ;
    int32_t degrees = (us - SERVO_LEAST_US) * SERVO_DEGREES / (SERVO_MOST_US - SERVO_LEAST_US);

    if (us >= SERVO_LEAST_US && us <= SERVO_MOST_US)
        out_format(o, ", a servo at %d degrees", (int)degrees);
}

static void put_pwm(const struct sim *s, unsigned gpio, struct out *o)
{
    unsigned duty = s->duty_permille[gpio], filled = (duty * BAR + 500) / 1000;

    for (unsigned i = 0; i < BAR; i++)
        out_text(o, i < filled ? "\u2588" : "\u2591");
    out_format(o, " %u permille at %u Hz", duty, (unsigned)s->frequency_hz[gpio]);
    if (s->frequency_hz[gpio] == SERVO_HZ)
        put_servo(duty, o);
}

static void put_pin(const struct sim *s, unsigned gpio, struct out *o)
{
    enum pin_use use = (enum pin_use)s->use[gpio];

    out_format(o, "\n  GPIO%u%s", gpio, gpio < 10 ? "  " : " ");
    put_column(o, parts_show_name_of(s->board, gpio), NAME_COLUMN);
    put_column(o, pins_use_name(use), USE_COLUMN);
    if (use == PIN_PWM)
        put_pwm(s, gpio, o);
    else if (use == PIN_OUT || use == PIN_IN || use == PIN_IN_UP || use == PIN_IN_DOWN)
        out_text(o, s->level >> gpio & 1 ? "high" : "low");
}

// A field's name without the part's name: "temp" for "bme280.temp".
static const char *short_name(const struct part *part, const struct field *f)
{
    size_t len = text_of(part->name).len;
    bool is_of_part = text_starts(text_of(f->name), part->name) && f->name[len] == '.';

    return is_of_part ? f->name + len + 1 : f->name;
}

static void put_part(struct sim *s, const struct part *part, struct out *o)
{
    out_format(o, "\n%s: ", part->name);
    for (unsigned i = 0; i < part->n_fields; i++) {
        const struct field *f = &part->fields[i];
        out_format(o, "%s%s ", i ? ", " : "", short_name(part, f));
        parts_put_value(s->parts, f, o);
    }
    if (part->show)
        part->show(s, o);
}

void parts_show(struct sim *s, struct out *o)
{
    const struct part *part;

    out_text(o, s->board->name);
    for (unsigned i = 0; i < GPIO_MAX; i++)
        if (s->use[i] != PIN_FREE)
            put_pin(s, i, o);
    for (unsigned i = 0; parts_of(s) && (part = parts_at(i)); i++)
        put_part(s, part, o);
}
