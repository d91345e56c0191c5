// Reports pins that two load modules drive.
#include "loader/sharing.h"
#include "base/frame.h"
#include "loader/slots.h"

// Two lamps on the same pins show what was set last. A user who switches one is told about the
// other; programs that read JSON are not.
SEPARATE_FRAME void sharing_tell(struct request *r, const char *other)
{
    if (!r->talk || r->reply.json || !slots_named(r->node, text_of(other)))
        return;
    reply_end(&r->reply);
    reply_begin_as(&r->reply, REPLY_MAP, "");
    reply_note(&r->reply,
               "SHELL: %s drives the same pins, and what was set last counts; system module \"%s\" "
               "unloads it\n",
               other, other);
}
