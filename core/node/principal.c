// Names of callers and of rights.
#include "node/principal.h"
#include "base/err.h"

const struct principal principal_module = { .origin = { .caller = CALLER_MODULE },
                                            .right = RIGHT_DRIVE,
                                            .name = "" };

static const char *const rights[] = {
#define X(right, name) name,
    RIGHTS(X)
#undef X
};

const char *principal_right_name(enum right right)
{
    return rights[right];
}

int principal_right_named(struct text name)
{
    for (int i = RIGHT_ADMIN; i >= 0; i--)
        if (text_is(name, rights[i]))
            return i;
    return ERR_NAME;
}

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
