// bme280: temperature, humidity and pressure from a BME280 on I2C. Bosch Sensortec
// "BST-BME280-DS002" 1.6, sections 3.3.3 (forced mode), 5.4 (registers) and 9.1 (time: at most 9.3
// ms).
#include "chips/bme280.h"
#include "mod/module.h"

enum {
    ADDRESS = 0x76, // with SDO low; 1 higher with SDO high (section 6.2)
    ADDRESSES = 2,
    REG_CALIBRATION_1 = 0x88,
    REG_ID = 0xd0,
    REG_CALIBRATION_2 = 0xe1,
    REG_CTRL_HUM = 0xf2,
    REG_STATUS = 0xf3,
    REG_CTRL_MEAS = 0xf4,
    REG_DATA = 0xf7,
    CHIP_ID = 0x60,
    ONE_SAMPLE = 1,
    IS_MEASURING = 8,
    MEASURE_MS = 10,
    MORE_MS = 5, // if another command has started it again meanwhile
    STEPS_MAX = 20
};
enum { FORCED = ONE_SAMPLE << 5 | ONE_SAMPLE << 2 | 1 }; // temperature, pressure, mode

// Each command remembers the address of its chip.
static uint8_t bme280_address(const struct call *c)
{
    return (uint8_t)c->progress->memo;
}

static int bme280_read_registers(struct call *c, uint8_t first, uint8_t *values, size_t n)
{
    return call_i2c(c, bme280_address(c), text_make((const char *)&first, 1), values, n);
}

// Looks for the chip at both addresses. *id: the chip that was found. If there is no BME280, the
// error is about the first chip that answers, or else about the first address.
static int bme280_find(struct call *c, uint8_t *id)
{
    uint8_t ids[ADDRESSES] = { 0 };
    int errs[ADDRESSES];
    struct fault why = { 0 };

    for (unsigned i = 0; i < ADDRESSES; i++) {
        c->progress->memo = ADDRESS + i;
        errs[i] = bme280_read_registers(c, REG_ID, &ids[i], 1);
        *id = ids[i];
        if (!errs[i] && *id == CHIP_ID) {
            *c->fault = (struct fault){ 0 };
            return OK;
        }
        why = i ? why : *c->fault;
    }
    unsigned told = errs[0] && !errs[1];
    c->progress->memo = ADDRESS + told;
    *id = ids[told];
    *c->fault = why;
    return errs[told];
}

static int bme280_start(struct call *c)
{
    static const uint8_t order[] = { REG_CTRL_HUM, ONE_SAMPLE, REG_CTRL_MEAS, FORCED };
    uint8_t id = 0;
    int err = bme280_find(c, &id);

    if (!err && id != CHIP_ID) {
        reply_refuse(c->reply, "the chip at 0x%x is no BME280: it says it is 0x%x, not 0x%x",
                     bme280_address(c), id, CHIP_ID);
        return OK;
    }
    if (!err)
        err = call_i2c(c, bme280_address(c), text_make((const char *)order, sizeof order), NULL, 0);
    return err ? err : call_wait(c, MEASURE_MS);
}

static int read_values(struct call *c, struct bme280_values *v)
{
    uint8_t calibration[BME280_CALIBRATION], data[BME280_DATA];
    int err = bme280_read_registers(c, REG_CALIBRATION_1, calibration, BME280_CALIBRATION_1);

    err = err ? err
              : bme280_read_registers(c, REG_CALIBRATION_2, calibration + BME280_CALIBRATION_1,
                                      BME280_CALIBRATION - BME280_CALIBRATION_1);
    err = err ? err : bme280_read_registers(c, REG_DATA, data, sizeof data);
    if (err)
        return err;
    struct bme280_trim trim = bme280_trim_of(calibration);
    return bme280_compensate(&trim, data, v);
}

static void bme280_answer_value(struct call *c, unsigned i, int32_t centi, const char *unit)
{
    char text[24];
    struct out o;

    out_init(&o, text, sizeof text);
    out_fixed(&o, centi, 2);
    out_text(&o, unit);
    call_out_text(c, i, out_written(&o));
}

static int bme280_measure(struct call *c)
{
    struct bme280_values v;
    uint8_t status = 0;

    if (!c->progress)
        return ERR_NOTSUP;
    if (!c->progress->step)
        return bme280_start(c);
    int err = bme280_read_registers(c, REG_STATUS, &status, 1);
    if (!err && status & IS_MEASURING)
        return c->progress->step < STEPS_MAX ? call_wait(c, MORE_MS) : ERR_IO;
    err = err ? err : read_values(c, &v);
    if (err)
        return err;
    bme280_answer_value(c, 0, v.temp_centi, " ºC");
    bme280_answer_value(c, 1, v.hum_centi, " %");
    bme280_answer_value(c, 2, v.pressure_pa, " hPa");
    return OK;
}

static const struct pin_need pins[] = { { "i2c_sda", PIN_I2C }, { "i2c_scl", PIN_I2C } };
#define MEASURED(name, help) name, K_FIXED, help, .decimals = 2, .flags = F_QUOTED
static const struct field measured[] = {
    { MEASURED("Temperature", "of the chip"), .unit = "C", .lo = BME280_COLDEST,
      .hi = BME280_HOTTEST, .class = CLASS_TEMPERATURE },
    { MEASURED("Humidity", "relative"), .unit = "%", .hi = 10000, .class = CLASS_HUMIDITY },
    { MEASURED("Pressure", "of the air"), .unit = "hPa", .lo = BME280_THINNEST,
      .hi = BME280_DENSEST, .class = CLASS_PRESSURE },
};
static const struct verb verbs[] = {
    { "measure", bme280_measure, "temperature, humidity and pressure", OUT(MAP, measured) },
};
const struct module mod_bme280 = {
    .name = "bme280",
    .help = "temperature, humidity and pressure on I2C",
    PINS(pins),
    VERBS(verbs),
};
