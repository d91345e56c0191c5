// clang-format off
// Every operation of the hardware: one row each. A new one is a row here and a function in each
// board that can do it; the rest is derived:
//   hw/hw.h          the table of a board, struct hw, and the calls on it: hw_<name>(hw, ...)
//   sim/faulty.c     the wrapper that makes any board fail
// and of a row ON_PIN also:
//   mod/call_pins.c  call_<name>(c, need, ...) for load modules
//   engines/         pin.lamp:<name>(...) in Lua, wire.on_pin("<name>", gpio, ...) in Python
// An OPERATION that modules may use has its function in each language by hand: mod/call_bus.c,
// engines/lua/script_pins.c, engines/python/python_pins.c.
//
// ON_PIN(name, uses, takes, takes, gives): on one pin, whose GPIO is the first parameter.
//   uses   what the pin may be in use as: USED_AS(PWM)
//   takes  NOTHING, SWITCH(name), NUMBER(name, lowest, highest, "unit"), BYTES(name)
//   gives  NOTHING; LEVEL(name): 0 or 1; VALUE(name): 0 or more. A result below 0 is an error
// OPERATION(name, (parameters), (their names)): any other. OK or an error, unless it says more.
//
// This file is included wherever something is derived, with ON_PIN or OPERATION defined.
#ifndef OPERATION
#define OPERATION(name, parameters, arguments)
#endif
#ifndef ON_PIN // for who makes no difference between the two
#define ON_PIN(name, uses, first, second, gives)                          \
    OPERATION(name, (unsigned gpio PARAMETER_##first PARAMETER_##second), \
              (gpio ARGUMENT_##first ARGUMENT_##second))
#endif

// PIN_FREE releases it: no output drives it, and its PWM has ended.
OPERATION(pin_use, (unsigned gpio, enum pin_use use), (gpio, use))

ON_PIN(pin_read, USED_AS(IN) | USED_AS(IN_UP) | USED_AS(IN_DOWN) | USED_AS(OUT), NOTHING, NOTHING, LEVEL(high))
ON_PIN(pin_write, USED_AS(OUT), SWITCH(high), NOTHING, NOTHING)
ON_PIN(pwm, USED_AS(PWM), NUMBER(frequency, 1, 1000000, "Hz"), NUMBER(duty, 0, 1000, "permille"), NOTHING)
// Millivolts. Where the board says so (board_is_channel) the GPIO is a channel of the converter.
ON_PIN(adc, USED_AS(ADC), NOTHING, NOTHING, VALUE(mv))
// A count that falls when touched.
ON_PIN(touch, USED_AS(TOUCH), NOTHING, NOTHING, VALUE(count))
// A whole frame for a chain of WS2812 and the like: bytes in the order of the wire.
ON_PIN(pixels, USED_AS(PIXELS), BYTES(bytes), NOTHING, NOTHING)

// From now on, or no more: every change of an input is told to the node (rooms_edge), from the loop
// and never from inside a call.
OPERATION(pin_watch, (unsigned gpio, bool on), (gpio, on))

// ERR_IO: nobody acknowledged.
OPERATION(i2c_transfer, (const struct i2c_message *m), (m))
OPERATION(spi_transfer, (const struct spi_message *m), (m))
// ERR_IO: nobody was present after the reset.
OPERATION(onewire_transfer, (const struct onewire_message *m), (m))
// The device after `rom` in the order of the search algorithm, or the first one where `rom` is all
// zero, into `rom`. ERR_NAME: there is none, or no more.
OPERATION(onewire_next, (unsigned gpio, uint8_t rom[8]), (gpio, rom))
OPERATION(pulse_start, (const struct pulse_question *q), (q))
// Ends what pulse_start began and gives the lengths of the levels of `in` so far, in microseconds,
// the first from the end of the question; 65535 for what was longer. Returns how many, up to `n`: a
// level counts when its end was seen.
OPERATION(pulse_take, (unsigned in, uint16_t *us, unsigned n), (in, us, n))

OPERATION(chip_read, (enum chip_value what, int32_t *value), (what, value))
OPERATION(cpu_hz, (uint32_t *hz), (hz))
OPERATION(cpu_set_hz, (uint32_t hz), (hz))
OPERATION(wifi_rssi_dbm, (int *rssi_dbm), (rssi_dbm)) // of the joined network

#undef OPERATION
#undef ON_PIN
