// The simulated parts: any messages, in any order, at any time, in any world. An input is a row of
// steps: what is done, two of length, its bytes.
#include "fuzz.h"
#include "hw/boards.h"
#include "sim/parts.h"
#include <string.h>

enum { SDA = 4, SCL = 5, WIRE = 12, DHT = 10, TRIGGER = 15, ECHO = 14, PIXELS = 0, RX_MAX = 600 };

static struct parts *take(void *ctx)
{
    return ctx;
}

static void i2c(struct sim *s, uint8_t what, const uint8_t *bytes, size_t n)
{
    uint16_t n_rx = (uint16_t)(what & 0x40 ? n * 3 % RX_MAX : 0);
    uint8_t *rx = malloc(n_rx ? n_rx : 1u); // exactly: the sanitizer sees its end
    struct i2c_message m = {
        SDA, SCL, what & 1 ? 0x3c : 0x76, 400000, bytes, rx, (uint16_t)n, n_rx
    };

    (void)hw_i2c_transfer(&s->hw, &m);
    free(rx);
}

static void onewire(struct sim *s, const uint8_t *bytes, size_t n)
{
    uint8_t rx[12], rom[8] = { 0 };
    struct onewire_message m = { WIRE, bytes, rx, (uint16_t)n, sizeof rx };
    unsigned found = 0;

    (void)hw_onewire_transfer(&s->hw, &m);
    while (hw_onewire_next(&s->hw, WIRE, rom) == OK)
        HOLDS(++found <= DS18_MAX && !part_ds18_crc(rom, 8));
}

static void pulse(struct sim *s, uint8_t what, const uint8_t *bytes, size_t n)
{
    uint16_t asked_us = (uint16_t)(n >= 2 ? bytes[0] << 8 | bytes[1] : 0), us[PULSES_MAX];
    bool is_dht = what & 0x80;
    struct pulse_question q = { is_dht ? DHT : TRIGGER, is_dht ? DHT : ECHO, what & 0x40,
                                asked_us };

    (void)hw_pulse_start(&s->hw, &q);
    if (what & 0x20)
        HOLDS(hw_pulse_take(&s->hw, q.in, us, PULSES_MAX) <= PULSES_MAX);
}

// "name=value", or else one of the fields by number with the rest as its value.
static void set(struct sim *s, struct text t)
{
    const struct field *f = t.len ? parts_field((uint8_t)t.p[0] % 48u) : NULL;
    struct text value = t, name = text_until(&value, '=');

    if (f)
        (void)parts_set(s, text_of(f->name), text_skip(t, 1));
    (void)parts_set(s, name, value);
}

// Whatever was sent, what is shown is text, and the world is in its ranges.
static void check(struct sim *s)
{
    char text[8192], value[32];
    const struct field *f;
    struct out o;

    out_init(&o, text, sizeof text);
    parts_show(s, &o);
    HOLDS(!o.full && text_is_utf8(out_written(&o)));
    for (unsigned i = 0; (f = parts_field(i)); i++) {
        out_init(&o, value, sizeof value);
        parts_put_value(s->parts, f, &o);
        struct text rest = out_written(&o);
        HOLDS(field_check(f, text_word(&rest)) == OK);
    }
}

static void step(struct sim *s, uint8_t what, const uint8_t *bytes, size_t n)
{
    switch (what >> 1 & 7) {
    case 0: i2c(s, what, bytes, n); break;
    case 1: onewire(s, bytes, n); break;
    case 2: pulse(s, what, bytes, n); break;
    case 3: (void)hw_pixels(&s->hw, PIXELS, bytes, n); break;
    case 4: set(s, text_make((const char *)bytes, n)); break;
    default: sim_time(s, s->now_us + (uint64_t)n * 5000); break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static const struct {
        uint8_t gpio;
        enum pin_use use;
    } pins[] = { { SDA, PIN_I2C },      { SCL, PIN_I2C },    { WIRE, PIN_ONEWIRE },
                 { DHT, PIN_PULSE },    { ECHO, PIN_PULSE }, { TRIGGER, PIN_PULSE },
                 { PIXELS, PIN_PIXELS } };
    struct parts *parts = calloc(1, sizeof *parts);
    struct sim s;

    sim_init(&s, &board_esp8266);
    sim_wire(&s, take, parts);
    for (size_t i = 0; i < sizeof pins / sizeof *pins; i++)
        HOLDS(hw_pin_use(&s.hw, pins[i].gpio, pins[i].use) == OK);
    while (parts && len >= 3) {
        size_t n = (size_t)(data[1] << 8 | data[2]) % (len - 2);
        uint8_t *bytes = malloc(n ? n : 1);
        memcpy(bytes, data + 3, n);
        step(&s, data[0], bytes, n);
        free(bytes);
        data += 3 + n;
        len -= 3 + n;
    }
    HOLDS(parts_of(&s));
    check(&s);
    free(parts);
    return 0;
}
