// The table of settings, generated from the rows in keys.h.
#include "node/keys.h"
#include "store/keyset.h"

_Static_assert((int)KEY_COUNT <= KEYS_MAX, "a key is one byte");

const struct field keys[KEY_COUNT] = {
#define X(key, kind_, text, number, least, most, flags_, help_)                                    \
    {                                                                                              \
        #key,          kind_,       help_,      .text_def = text,                                  \
        .def = number, .lo = least, .hi = most, .flags = flags_                                    \
    },
    KEYS(X)
#undef X
};
