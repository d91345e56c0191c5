// Requests of workers about pins and buses.
#ifndef PYTHON_PINS_H
#define PYTHON_PINS_H

#include "python_usermod.h"

// A request that is being served.
struct python_serve {
    struct python_usermod *u;
    struct node *node;
    int32_t a, b, c, d;
    struct text data;
    struct python_bytes *out; // the data of the answer, after the value
    struct out *why;          // the text of an error
};

// Serves a request. Returns a value or an error. The text of an error is in s->why, or else that of
// err_text.
typedef int python_serve_fn(struct python_serve *s);

// The function that serves a request (enum python_request), or NULL if it is not about pins.
python_serve_fn *python_pins_request(unsigned what);

#endif
