// clang-format off
// All operations of the hardware, one per row. To add one, add its row here and a function in each
// board that can do it. Everything else is derived:
//   hw/hw.h          the table of a board, struct hw, and the calls on it: hw_<name>(hw, ...)
//   sim/faulty.c     the wrapper that makes any board fail
// From a row ON_PIN also:
//   mod/call_pins.c  call_<name>(c, need, ...) for load modules
//   engines/         pin.lamp:<name>(...) in Lua, wire.on_pin("<name>", gpio, ...) in Python
// If modules may use an OPERATION, its function in each language is written by hand:
// mod/call_bus.c, engines/lua/script_pins.c, engines/python/python_pins.c.
//
// ON_PIN(name, uses, takes, takes, gives): works on one pin. The pin's GPIO is the first parameter.
//   uses   the uses that the pin may have: USED_AS(PWM)
//   takes  NOTHING, SWITCH(name), NUMBER(name, lowest, highest, "unit"), BYTES(name)
//   gives  NOTHING; LEVEL(name): 0 or 1; VALUE(name): 0 or more. A result below 0 is an error
// OPERATION(name, (parameters), (their names)): any other operation. Returns OK or an error, unless
// its comment says more.
//
// Include this file with ON_PIN or OPERATION defined, wherever something is derived from the rows.
#ifndef OPERATION
#define OPERATION(name, parameters, arguments)
#endif
#ifndef ON_PIN // for users that treat both kinds of row the same
#define ON_PIN(name, uses, first, second, gives)                          \
    OPERATION(name, (unsigned gpio PARAMETER_##first PARAMETER_##second), \
              (gpio ARGUMENT_##first ARGUMENT_##second))
#endif

// PIN_FREE releases the pin: no output drives it and its PWM stops.
OPERATION(pin_use, (unsigned gpio, enum pin_use use), (gpio, use))

ON_PIN(pin_read, USED_AS(IN) | USED_AS(IN_UP) | USED_AS(IN_DOWN) | USED_AS(OUT), NOTHING, NOTHING, LEVEL(high))
ON_PIN(pin_write, USED_AS(OUT), SWITCH(high), NOTHING, NOTHING)
ON_PIN(pwm, USED_AS(PWM), NUMBER(frequency, 1, 1000000, "Hz"), NUMBER(duty, 0, 1000, "permille"), NOTHING)
// Reads millivolts. On some boards (board_is_channel) the GPIO is a channel of the converter.
ON_PIN(adc, USED_AS(ADC), NOTHING, NOTHING, VALUE(mv))
// Reads a count that falls when the pin is touched.
ON_PIN(touch, USED_AS(TOUCH), NOTHING, NOTHING, VALUE(count))
// Sends a whole frame to a chain of WS2812 or similar. The bytes are in the order of the wire.
ON_PIN(pixels, USED_AS(PIXELS), BYTES(bytes), NOTHING, NOTHING)

// Starts or stops watching an input. Each change is reported to the node (rooms_edge). The report
// comes from the loop, never from inside a call.
OPERATION(pin_watch, (unsigned gpio, bool on), (gpio, on))

// ERR_IO: no device acknowledged.
OPERATION(i2c_transfer, (const struct i2c_message *m), (m))
OPERATION(spi_transfer, (const struct spi_message *m), (m))
// ERR_IO: no device was present after the reset.
OPERATION(onewire_transfer, (const struct onewire_message *m), (m))
// Finds the next device in the order of the search algorithm. `rom` holds the previous device, or
// zeroes to find the first; the result replaces it. ERR_NAME: no device, or no more.
OPERATION(onewire_next, (unsigned gpio, uint8_t rom[8]), (gpio, rom))
OPERATION(pulse_start, (const struct pulse_question *q), (q))
// Ends the measurement of pulse_start. Gives the lengths of the levels on `in` so far, in
// microseconds, starting at the end of the question; 65535 if longer. Returns how many, up to `n`.
// A level counts only if its end was seen.
OPERATION(pulse_take, (unsigned in, uint16_t *us, unsigned n), (in, us, n))

OPERATION(chip_read, (enum chip_value what, int32_t *value), (what, value))
OPERATION(cpu_hz, (uint32_t *hz), (hz))
OPERATION(cpu_set_hz, (uint32_t hz), (hz))
OPERATION(wifi_rssi_dbm, (int *rssi_dbm), (rssi_dbm)) // of the joined network

#undef OPERATION
#undef ON_PIN
