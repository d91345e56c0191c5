// What the chip itself measures: touch, its temperature, magnetic fields, the radio.
#include "sim/parts.h"

static void part_chip_apply(struct sim *s, const struct field *f)
{
    (void)f;
    s->rssi_dbm = (int16_t)s->parts->rssi_dbm;
}

static const struct field fields[] = {
    { "touch", K_INT, "count of a touch pin, which falls when it is touched", .lo = 0, .hi = 4095,
      .def = 700, PART_AT(touch) },
    { "chip.temp", K_FIXED, "inside the chip", .unit = "C", .lo = -400, .hi = 1250, .def = 533,
      .decimals = 1, PART_AT(chip_temp_c10) },
    { "hall", K_INT, "magnetic field, without a unit", .lo = -2048, .hi = 2047, .def = 30,
      PART_AT(hall) },
    { "wifi.rssi", K_INT, "of the network it is in", .unit = "dBm", .lo = -127, .hi = 0, .def = -55,
      PART_AT(rssi_dbm) },
};
const struct part part_chip = { .name = "chip", PART_FIELDS(fields), .apply = part_chip_apply };
