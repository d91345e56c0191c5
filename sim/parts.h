// The simulated parts: models of the chips that modules use, wired to a simulated board. Each
// follows its data sheet, register by register and with its real timing (sim_time). The world
// around it is set by name (parts_set): what it measures, to which pin it is soldered, what is
// wrong with it. A part is one file, part_<name>.c, and one row in parts.c.
#ifndef SIM_PARTS_H
#define SIM_PARTS_H

#include "base/field.h"
#include "sim/sim.h"

enum part_fault { PART_WELL, PART_SILENT, PART_DAMAGED }; // K_CHOICE "none|silent|..."
#define PART_FAULTS         "none|silent"
#define PART_CHECKED_FAULTS "none|silent|checksum"

enum {
    PART_NOT_WIRED = -1, // value of a GPIO field
    PULSES_MAX = 84,     // a DHT's: release, response, 40 bits of two levels each, end
    PULSE_ANSWERS = 2,
    OLED_WIDTH = 128,
    OLED_HEIGHT = 64,
    OLED_PAGES = OLED_HEIGHT / 8,
    PIXELS_MAX = 256,
    DS18_MAX = 4,
    DS18_SCRATCHPAD = 9
};

// The answer of a part to a question in pulses. 184 bytes.
struct pulse_answer {
    uint64_t from_us; // when the question ends
    bool is_open;
    uint8_t in; // GPIO
    uint8_t n;
    uint16_t us[PULSES_MAX];
};

// SSD1306, with the names of its data sheet. 1.1 KB, nearly all of it GDDRAM.
struct ssd1306 {
    int32_t sa0, fault;
    uint8_t ram[OLED_PAGES][OLED_WIDTH]; // page by page, one byte per segment; bit 0 is on top
    uint8_t mode;                        // addressing mode
    uint8_t column, page;                // where the next byte goes
    uint8_t column_first, column_last, page_first, page_last;
    uint8_t start_line, offset, multiplex, contrast;
    bool is_on, has_pump, is_inverted, is_all_on, has_segments_swapped, has_rows_swapped;
    uint8_t command, n_parameters, parameters[6]; // of an incomplete command
};

// BME280. 56 bytes.
struct bme280 {
    int32_t sdo, fault;
    int32_t temp_cc, hum_cpercent, pressure_pa; // hundredths of a degree and of a percent
    uint8_t reg;                                // register pointer
    uint8_t ctrl_hum, ctrl_meas, config;
    uint8_t osrs_h;    // part of ctrl_hum that took effect with the last write of ctrl_meas
    uint8_t data[8];   // registers 0xF7 to 0xFE
    uint64_t from_us;  // when the measurement was started
    uint64_t ready_us; // when its reset ends
};

// DHT11 and DHT22, on one pin. 32 bytes.
struct dht {
    int32_t pin;
    int32_t temp_11, hum_11, fault_11; // tenths of a degree and of a percent
    int32_t temp_22, hum_22, fault_22, clone_22;
};

struct hcsr04 {
    int32_t trigger, echo, distance_mm, fault;
};

// DS18B20s on one wire. 136 bytes.
struct ds18 {
    int32_t pin, count, clone, fault;
    int32_t temp_cc[DS18_MAX];
    struct ds18_chip {
        uint64_t done_us; // when its conversion ends
        bool is_converting;
        uint8_t pad[DS18_SCRATCHPAD - 1]; // without the CRC
    } chips[DS18_MAX];
};

// A chain of WS2812. 780 bytes.
struct pixels {
    int32_t pin, count;
    uint16_t given; // pixels in the last frame
    uint8_t grb[PIXELS_MAX][3];
};

struct parts {
    bool has_power;
    struct ssd1306 ssd1306;
    struct bme280 bme280;
    struct dht dht;
    struct hcsr04 hcsr04;
    struct ds18 ds18;
    struct pixels pixels;
    struct pulse_answer answers[PULSE_ANSWERS];
    int32_t adc_mv, mq135_ppm, temt6000_lux; // of the last two, the one set last is wired
    int32_t pir, pir_pin;
    int32_t step, step_changes, step_clk, step_dt; // of a rotary encoder
    int32_t touch, chip_temp_c10, hall, rssi_dbm;  // of the chip itself
};                                                 // 2.4 KB

struct part {
    const char *name;
    const struct field *fields; // the world around it: int32_t members of struct parts; for a GPIO,
                                // text_def is its first logical pin
    uint8_t n_fields;
    uint8_t i2c_address;
    const struct field *address_pin; // its level is added to the address
    void (*power_on)(struct parts *p);
    // Applies the world: after a restart (field NULL), or when a field of any part was set.
    void (*apply)(struct sim *s, const struct field *f);
    int (*i2c)(struct sim *s, const struct i2c_message *m); // OK; ERR_IO: no acknowledge
    bool (*pulse)(struct sim *s, const struct pulse_question *q, struct pulse_answer *a);
    // What to show after its fields; each line starts with a line end.
    void (*show)(struct sim *s, struct out *o);
};

#define PART_AT(member) .at = offsetof(struct parts, member)
#define PART_FIELDS(f)  .fields = (f), .n_fields = sizeof(f) / sizeof *(f)
#define PART_PIN(n, logical, member)                                                               \
    {                                                                                              \
        n, K_INT, "GPIO, -1: not wired", .text_def = (logical), .lo = PART_NOT_WIRED,              \
                                         .hi = GPIO_MAX - 1, PART_AT(member)                       \
    }

extern const struct part part_ssd1306, part_bme280, part_dht, part_hcsr04, part_ds18, part_pixels,
    part_analog, part_pir, part_encoder, part_chip;

// The parts of this board; powers them on first if needed. NULL: no memory.
struct parts *parts_of(struct sim *s);

// Part number i, or NULL after the last.
const struct part *parts_at(unsigned i);

// Field number i of all parts, or NULL after the last.
const struct field *parts_field(unsigned i);

// Writes its present value with its unit.
void parts_put_value(const struct parts *p, const struct field *f, struct out *o);

// Changes the world: "dht22.temp", "31.5". ERR_NAME: unknown value. ERR_TYPE, ERR_RANGE.
int parts_set(struct sim *s, struct text name, struct text value);

// Draws the pins in use and the parts.
void parts_show(struct sim *s, struct out *o);

// Whether a viewer sees this pixel of the display lit. On usual boards 0,0 is at the top left if
// segments and rows are both remapped (commands A1 and C8).
bool part_ssd1306_is_lit(const struct ssd1306 *d, unsigned x, unsigned y);
void part_ssd1306_show(struct sim *s, struct out *o);

// A transaction of the wire, and the search for devices, as in struct hw.
int part_ds18_transfer(struct sim *s, const struct onewire_message *m);
int part_ds18_next(struct sim *s, unsigned gpio, uint8_t rom[8]);
bool part_ds18_is_present(const struct sim *s, unsigned gpio);
void part_ds18_rom(unsigned i, uint8_t rom[8]);          // of device number i
uint8_t part_ds18_crc(const uint8_t *bytes, size_t len); // Maxim application note 27

// The motion sensor drives its line from the start, so that no pull can change it.
void part_pir_solder(struct sim *s);

void part_pixels_write(struct sim *s, unsigned gpio, const uint8_t *bytes, size_t len);

#endif
