// Names of callers and of rights.
#include "node/principal.h"
#include "base/err.h"

struct principal principal_module(unsigned owner, enum caller by)
{
    uint8_t number = principal_number(owner);

    return (struct principal){ .origin = { CALLER_MODULE, number, (uint8_t)by,
                                           by == CALLER_MODULE ? number : 0 },
                               .right = RIGHT_DRIVE,
                               .name = "" };
}

struct principal principal_called(const struct principal *who, unsigned owner)
{
    uint8_t number = principal_number(owner);

    if (who->origin.caller == CALLER_MODULE && who->origin.number == number)
        return *who; // the module acts by itself
    struct principal called = principal_started(who, CALLER_MODULE);
    called.origin.number = number;
    return called;
}

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

struct names {
    principal_name_fn *name_of;
    const void *ctx;
};

static void write_one(unsigned caller, unsigned number, const struct names *n, struct out *o)
{
    static const char *const names[] = {
#define X(caller, name) name,
        CALLERS(X)
#undef X
    };

    const char *module = caller == CALLER_MODULE && number ? n->name_of(n->ctx, number) : NULL;

    out_text(o, names[caller]);
    if (module)
        out_format(o, " %s", module);
    else if (number && caller != CALLER_MODULE)
        out_format(o, " %u", number);
}

void principal_write_origin(struct origin origin, principal_name_fn *name_of, const void *ctx,
                            struct out *o)
{
    const struct names names = { name_of, ctx };
    bool is_itself = origin.by == CALLER_MODULE && origin.by_number == origin.number;

    write_one(origin.caller, origin.number, &names, o);
    if (origin.caller != CALLER_TASK && (origin.caller != CALLER_MODULE || is_itself))
        return;
    out_text(o, " of ");
    write_one(origin.by, origin.by_number, &names, o);
}
