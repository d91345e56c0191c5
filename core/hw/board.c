// The boards this release knows, and what their pins can do.
#include "hw/board.h"

#define BIT(n) ((uint64_t)1 << (n))

// clang-format off: tables

// NodeMCU. GPIO6 to GPIO11 are the SPI flash (ESP8266EX datasheet, table 2-1). In dual I/O mode,
// which is how this platform drives the flash, it leaves GPIO9 and GPIO10 alone.
static const struct board_pin esp8266_pins[] = {
    { "builtin", 16 }, { "pwm_0", 15 },    { "pwm_1", 13 },
    { "pwm_2", 2 },    { "pwm_3", 0 },     { "i2c_sda", 4 },
    { "i2c_scl", 5 },  { "pwm_4", 12 },    { "simple_0", 15 },
    { "pwm_5", 14 },   { "simple_1", 10 }, { "adc_0", 0 },
    { "simple_2", 9 }, { "irq1", 12 },     { "irq2", 13 },
    { "irq3", 14 },    { "irq4", 5 },      { 0 },
};
const struct board board_esp8266 = {
    .name = "esp8266",
    .pins = esp8266_pins,
    .flash = BIT(6) | BIT(7) | BIT(8) | BIT(11),
    .cpu_boost_hz = 160000000,
    .cpu_hz = 80000000,
    .ram_bytes = 80 * 1024,
    .adc_is_channel = true,
};

// The successor's names of the pins whose edges count, irq1 to irq4, stand for free or shared GPIOs
// here: a pin serves one use at a time.

// ESP32 DevKit. GPIO34 to GPIO39 have no output driver and GPIO6 to GPIO11 are the SPI flash
// (ESP32 datasheet, section 2.2). The original has simple_0 and pwm_5 on GPIO34 and GPIO35, which
// cannot switch anything, and no simple_2: here they are on free pins that can.
static const struct board_pin esp32_pins[] = {
    { "builtin", 2 },   { "pwm_0", 27 },    { "pwm_1", 14 },
    { "pwm_2", 12 },    { "pwm_3", 15 },    { "i2c_sda", 21 },
    { "i2c_scl", 22 },  { "pwm_4", 4 },     { "simple_0", 25 },
    { "pwm_5", 26 },    { "simple_1", 32 }, { "adc_0", 33 },
    { "simple_2", 13 }, { "irq1", 18 },     { "irq2", 19 },
    { "irq3", 23 },     { "irq4", 5 },      { 0 },
};
const struct board board_esp32 = {
    .name = "esp32",
    .pins = esp32_pins,
    .input_only = BIT(34) | BIT(35) | BIT(36) | BIT(37) | BIT(38) | BIT(39),
    .flash = BIT(6) | BIT(7) | BIT(8) | BIT(9) | BIT(10) | BIT(11),
    .cpu_boost_hz = 240000000,
    .cpu_hz = 80000000,
    .ram_bytes = 320 * 1024,
};

// Arm's MPS2 board: GPIO0 to GPIO15 are EXP0 to EXP15 of its expansion header (ARM DAI 0385). No
// vendor has ever given them names; they are used in order. The converter is a chip of its own.
static const struct board_pin cortexm3_pins[] = {
    { "builtin", 0 },   { "pwm_0", 1 },     { "pwm_1", 2 },
    { "pwm_2", 3 },     { "pwm_3", 4 },     { "i2c_sda", 5 },
    { "i2c_scl", 6 },   { "pwm_4", 7 },     { "simple_0", 8 },
    { "pwm_5", 9 },     { "simple_1", 10 }, { "adc_0", 0 },
    { "simple_2", 11 }, { "irq1", 12 },     { "irq2", 13 },
    { "irq3", 14 },     { "irq4", 15 },     { 0 },
};
const struct board board_cortexm3 = {
    .name = "cortexm3",
    .pins = cortexm3_pins,
    .cpu_boost_hz = 25000000,
    .cpu_hz = 25000000,
    .ram_bytes = 64 * 1024,
    .adc_is_channel = true,
};

// clang-format on

const struct board *board_at(unsigned i)
{
    static const struct board *const boards[] = { &board_esp8266, &board_esp32, &board_cortexm3 };

    return i < sizeof boards / sizeof *boards ? boards[i] : 0;
}

const struct board *board_find(struct text name)
{
    const struct board *b;

    for (unsigned i = 0; (b = board_at(i)); i++)
        if (text_is(name, b->name))
            return b;
    return 0;
}

const struct board_pin *board_pin_named(const struct board *b, struct text logical)
{
    const struct board_pin *p = b->pins;

    while (p->logical && !text_is(logical, p->logical))
        p++;
    return p->logical ? p : 0;
}

int board_gpio(const struct board *b, const char *logical, unsigned *gpio)
{
    const struct board_pin *p = board_pin_named(b, text_of(logical));

    if (p)
        *gpio = p->gpio;
    return p ? OK : ERR_NAME;
}

bool board_is_channel(const struct board *b, const struct board_pin *p)
{
    return b->adc_is_channel && text_starts(text_of(p->logical), "adc_");
}

static bool drives(enum pin_use use)
{
    return use != PIN_FREE && use != PIN_IN && use != PIN_IN_UP && use != PIN_IN_DOWN &&
           use != PIN_ADC && use != PIN_TOUCH;
}

int board_may(const struct board *b, unsigned gpio, enum pin_use use)
{
    if (use == PIN_ADC && b->adc_is_channel)
        return OK;
    if (gpio >= GPIO_MAX)
        return ERR_RANGE;
    if (b->flash >> gpio & 1)
        return ERR_FLASH_PIN;
    if (drives(use) && b->input_only >> gpio & 1)
        return ERR_INPUT_ONLY;
    return OK;
}
