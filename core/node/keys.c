// The table of settings.
#include "node/keys.h"

_Static_assert(KEY_COUNT <= 64, "the settings track their keys in 64 bits");

const struct field keys[KEY_COUNT] = {
#define X(key, kind_, text, number, least, most, flags_, help_)                                    \
    {                                                                                              \
        #key,          kind_,       help_,      .text_def = text,                                  \
        .def = number, .lo = least, .hi = most, .flags = flags_                                    \
    },
    KEYS(X)
#undef X
};
