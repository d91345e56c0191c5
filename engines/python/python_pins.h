// What workers ask of pins and buses.
#ifndef PYTHON_PINS_H
#define PYTHON_PINS_H

#include "python_usermod.h"

// A request on its way.
struct python_serve {
    struct python_usermod *u;
    struct node *node;
    int32_t a, b, c, d;
    struct text data;
    struct python_bytes *out; // what is answered, behind the value
    struct out *why;          // in place of it, for an error
};

// Serves one: a value, or an error. Its words for an error are in s->why, or else err_text's.
typedef int python_serve_fn(struct python_serve *s);

// Who serves a request (enum python_request), or NULL: it is none of these.
python_serve_fn *python_pins_request(unsigned what);

#endif
