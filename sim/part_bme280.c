// BME280, a sensor of temperature, humidity and pressure on I2C: its registers and timing. Bosch
// Sensortec BST-BME280-DS002 (1.6), chapters 3 (modes), 5 (registers) and 9 (measurement time). Not
// modelled: the smoothing of the IIR filter (only its resolution), SPI.
#include "sim/part_bme280.h"
#include "sim/parts.h"

enum {
    ADDRESS = 0x76,
    CHIP_ID = 0x60,
    RESET_WORD = 0xb6,
    START_UP_US = 2000,
    STATUS_MEASURING = 8,
    STATUS_COPYING = 1,
    MODE = 3,
    MODE_NORMAL = 3,
    OSRS_MAX = 5
};

enum reg {
    REG_CALIB00 = 0x88,
    REG_CALIB25 = 0xa1,
    REG_ID = 0xd0,
    REG_RESET = 0xe0,
    REG_CALIB26 = 0xe1,
    REG_CALIB32 = 0xe7,
    REG_CTRL_HUM = 0xf2,
    REG_STATUS = 0xf3,
    REG_CTRL_MEAS = 0xf4,
    REG_CONFIG = 0xf5,
    REG_DATA = 0xf7
};

// Bits 7:5 and 4:2 of ctrl_meas, 2:0 of ctrl_hum: 0 skips, 1 to 5 are 1, 2, 4, 8 and 16 samples.
static unsigned clip(unsigned osrs)
{
    return osrs < OSRS_MAX ? osrs : OSRS_MAX;
}

static unsigned osrs_t(const struct bme280 *b)
{
    return clip(b->ctrl_meas >> 5);
}

static unsigned osrs_p(const struct bme280 *b)
{
    return clip(b->ctrl_meas >> 2 & 7);
}

static unsigned osrs_h(const struct bme280 *b)
{
    return clip(b->osrs_h & 7);
}

// Section 9.1, the maximum: 1.25 + 2.3 T + (2.3 P + 0.575) + (2.3 H + 0.575) ms.
static uint32_t measure_us(const struct bme280 *b)
{
    uint32_t us = 1250;

    if (osrs_t(b))
        us += 2300u << (osrs_t(b) - 1);
    if (osrs_p(b))
        us += (2300u << (osrs_p(b) - 1)) + 575;
    if (osrs_h(b))
        us += (2300u << (osrs_h(b) - 1)) + 575;
    return us;
}

static void part_bme280_reset(struct bme280 *b, uint64_t ready_us)
{
    b->ctrl_hum = b->osrs_h = b->ctrl_meas = b->config = 0;
    b->ready_us = ready_us;
    part_bme280_skip_all(b->data);
}

static void part_bme280_power_on(struct parts *p)
{
    part_bme280_reset(&p->bme280, 0);
}

// Updates the data registers to the present time. Forced mode ends in sleep; normal mode continues.
static void catch_up(struct sim *s)
{
    struct bme280 *b = &s->parts->bme280;
    struct part_bme280_oversampling o = { osrs_t(b), osrs_p(b), osrs_h(b),
                                          (b->config >> 2 & 7) != 0 };

    if (!(b->ctrl_meas & MODE) || s->now_us - b->from_us < measure_us(b))
        return;
    part_bme280_convert(b, &o, b->data);
    if ((b->ctrl_meas & MODE) != MODE_NORMAL)
        b->ctrl_meas &= (uint8_t)~MODE;
}

static bool is_measuring(const struct sim *s)
{
    static const uint32_t standby_us[] = {
        500, 62500, 125000, 250000, 500000, 1000000, 10000, 20000
    };
    const struct bme280 *b = &s->parts->bme280;
    uint32_t us = measure_us(b), cycle_us = us + standby_us[b->config >> 5];

    return b->ctrl_meas & MODE && (s->now_us - b->from_us) % cycle_us < us;
}

static void write_reg(struct sim *s, uint8_t reg, uint8_t value)
{
    struct bme280 *b = &s->parts->bme280;

    switch (reg) {
    case REG_RESET:
        if (value == RESET_WORD)
            part_bme280_reset(b, s->now_us + START_UP_US);
        break;
    case REG_CTRL_HUM: b->ctrl_hum = value & 7; break;
    case REG_CTRL_MEAS:
        b->ctrl_meas = value;
        b->osrs_h = b->ctrl_hum; // takes effect now: section 5.4.3
        b->from_us = s->now_us;
        break;
    case REG_CONFIG: b->config = value & 0xfd; break;
    default: break; // all others are read-only
    }
}

static uint8_t part_bme280_status(const struct sim *s)
{
    bool is_copying = s->now_us < s->parts->bme280.ready_us;

    return (uint8_t)((is_measuring(s) ? STATUS_MEASURING : 0) | (is_copying ? STATUS_COPYING : 0));
}

static uint8_t read_reg(const struct sim *s, unsigned reg)
{
    const struct bme280 *b = &s->parts->bme280;

    if (reg >= REG_CALIB00 && reg <= REG_CALIB25)
        return part_bme280_calibration[reg - REG_CALIB00];
    if (reg >= REG_CALIB26 && reg <= REG_CALIB32)
        return part_bme280_calibration[reg - REG_CALIB26 + 26];
    if (reg >= REG_DATA && reg < REG_DATA + sizeof b->data)
        return b->data[reg - REG_DATA];
    switch (reg) {
    case REG_ID: return CHIP_ID;
    case REG_CTRL_HUM: return b->ctrl_hum;
    case REG_STATUS: return part_bme280_status(s);
    case REG_CTRL_MEAS: return b->ctrl_meas;
    case REG_CONFIG: return b->config;
    default: return 0;
    }
}

// Section 6.2: writes are pairs of register and value. Reads continue from register to register.
static int part_bme280_i2c(struct sim *s, const struct i2c_message *m)
{
    struct bme280 *b = &s->parts->bme280;

    if (b->fault == PART_SILENT)
        return ERR_IO;
    catch_up(s);
    for (unsigned i = 0; i < m->n_tx; i += 2) {
        b->reg = m->tx[i];
        if (i + 1 < m->n_tx)
            write_reg(s, b->reg, m->tx[i + 1]);
    }
    for (unsigned i = 0; i < m->n_rx; i++)
        m->rx[i] = read_reg(s, b->reg++);
    return OK;
}

static const struct field fields[] = {
    { "bme280.temp", K_FIXED, "what it measures", .unit = "C", .lo = -4000, .hi = 8500, .def = 2508,
      .decimals = 2, PART_AT(bme280.temp_cc) },
    { "bme280.hum", K_FIXED, "relative humidity", .unit = "%", .lo = 0, .hi = 10000, .def = 3989,
      .decimals = 2, PART_AT(bme280.hum_cpercent) },
    { "bme280.pressure", K_FIXED, "of the air", .unit = "hPa", .lo = 30000, .hi = 110000,
      .def = 100652, .decimals = 2, PART_AT(bme280.pressure_pa) },
    { "bme280.sdo", K_INT, "level of SDO: its address is 0x76 or 0x77", .lo = 0, .hi = 1,
      PART_AT(bme280.sdo) },
    { "bme280.fault", K_CHOICE, "what is wrong with it", .choices = PART_FAULTS,
      PART_AT(bme280.fault) },
};
const struct part part_bme280 = { .name = "bme280",
                                  .i2c_address = ADDRESS,
                                  .address_pin = &fields[3],
                                  PART_FIELDS(fields),
                                  .power_on = part_bme280_power_on,
                                  .i2c = part_bme280_i2c };
