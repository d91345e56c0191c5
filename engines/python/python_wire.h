// The protocol between the node and a worker process, over a socket pair. A frame has a length (4
// bytes, little-endian, of what follows), a letter for its kind, and a body. In bodies, a number
// has 4 bytes, a long has 8, and a text is preceded by its length as a number. The worker's side is
// engines/python/wire.py. Nothing from a worker is trusted: an invalid frame ends the conversation.
#ifndef PYTHON_WIRE_H
#define PYTHON_WIRE_H

#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PYTHON_FRAME_MAX = 1 << 20, // bytes of one frame
    PYTHON_HEAD = 5             // length and kind
};

enum python_kind {
    // To the worker.
    PYTHON_START = 'S', // platform, MAC, whether ADC pins are channels, pins, seccomp filter
    PYTHON_LOAD = 'L',  // name, source
    PYTHON_CALL = 'C',  // function, whether JSON is wanted, arguments: is named, name, literal
    PYTHON_EDGE = 'E',  // GPIO, level
    PYTHON_TICK = 'T',
    PYTHON_ANSWER = 'A', // to a request: value or error, data
    // From the worker.
    PYTHON_READY = 'H', // version of Python
    // Help, number of functions and of values in answers, functions: name, help, arguments (name,
    // has default, default), shape of the answer, its values (name, kind, help, unit, class,
    // choices, least and most as longs, decimals, is optional).
    PYTHON_DESCRIBED = 'D',
    PYTHON_REFUSED = 'X', // why
    PYTHON_RESULT = 'R',  // ok, milliseconds to the next timer or -1, has changed its state, text
    PYTHON_REQUEST = 'Q'  // enum python_request as a byte, four numbers, data
};

// What a worker can request: four numbers a to d, and data.
enum python_request {
    PYTHON_PIN_USE = 1, // GPIO, enum pin_use
    PYTHON_PIN_WATCH,   // GPIO, on
    PYTHON_ON_PIN, // GPIO or channel, what hw/operations.h says, length of its name; name, bytes
    PYTHON_I2C,    // SDA | SCL << 8, address, Hz, bytes to read; bytes to write
    PYTHON_PULSE_START,  // out, in, level, microseconds
    PYTHON_PULSE_TAKE,   // in, how many: their lengths, 16 bits each
    PYTHON_CHIP,         // enum chip_value
    PYTHON_CPU_HZ,       // the answer's data is a long
    PYTHON_CPU_SET_HZ,   // Hz
    PYTHON_SETTING,      // key: enum python_setting, text; without a key the names of all
    PYTHON_SETTING_PUT,  // length of the key; key, value
    PYTHON_RUN,          // whether JSON is wanted; a command: whether it worked, its answer
    PYTHON_CLOCK,        // local time: 8 numbers
    PYTHON_FACT,         // enum node_fact: a long
    PYTHON_KEPT_READ,    // name: content
    PYTHON_KEPT_WRITE,   // length of the name, whether to remove it; name, content
    PYTHON_REBOOT,       //
    PYTHON_ONEWIRE,      // GPIO, bytes to read; bytes to write
    PYTHON_ONEWIRE_NEXT, // GPIO; ROM: the next ROM
    PYTHON_KEPT_LIST,    // names of its kept states and of the files of load modules
};

enum python_setting { PYTHON_NONE, PYTHON_BOOL, PYTHON_INT, PYTHON_TEXT };

// Bytes that grow. If there is no memory, `is_short` is set and nothing more is added until they
// are cleared.
struct python_bytes {
    char *data;
    size_t len, cap;
    bool is_short;
};

void python_add(struct python_bytes *b, const void *data, size_t len);
void python_add_number(struct python_bytes *b, int32_t value);
void python_add_long(struct python_bytes *b, int64_t value);
void python_add_text(struct python_bytes *b, struct text t);
void python_drop(struct python_bytes *b, size_t n); // drops the first n
void python_clear(struct python_bytes *b);          // drops all but keeps the memory
void python_free_bytes(struct python_bytes *b);

// Writes a frame: python_frame writes its head and returns where it begins; then add the body, then
// end it.
size_t python_frame(struct python_bytes *b, enum python_kind kind);
void python_frame_end(struct python_bytes *b, size_t start);

// Reads a body. Missing data reads as zero and sets `is_bad`.
struct python_body {
    const char *p;
    size_t left;
    bool is_bad;
};

int32_t python_take_number(struct python_body *b);
int64_t python_take_long(struct python_body *b);
struct text python_take_text(struct python_body *b);

// Finds the next complete frame in the input: its kind and body, and how many bytes it takes. 0:
// not complete yet. -1: invalid.
long python_next(const struct python_bytes *in, char *kind, struct python_body *body);

#endif
