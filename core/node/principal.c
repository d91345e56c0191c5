// Names of callers.
#include "node/principal.h"

static void write_one(unsigned caller, unsigned number, struct out *o)
{
    static const char *const names[] = {
#define X(caller, name) name,
        CALLERS(X)
#undef X
    };

    out_text(o, names[caller]);
    if (number)
        out_format(o, " %u", number);
}

void principal_write_origin(struct origin origin, struct out *o)
{
    write_one(origin.caller, origin.number, o);
    if (origin.caller == CALLER_TASK) {
        out_text(o, " of ");
        write_one(origin.by, origin.by_number, o);
    }
}
