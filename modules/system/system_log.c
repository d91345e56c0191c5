// Shows the log in module system: the newest lines of a level that contain some words.
#include "system_log.h"

enum { LINES = 20, ANY_LEVEL = 2 };

const struct field system_log_in[3] = {
    { "lines", K_INT, "how many", .lo = 1, .hi = 1000, .def = LINES, .flags = F_OPTIONAL },
    { "level", K_CHOICE, "these and the more urgent ones", .choices = "error|warn|info",
      .flags = F_OPTIONAL | F_WORD },
    { "text", K_TEXT, "only lines with these words", .flags = F_OPTIONAL | F_WORD },
};
const struct field system_log_out[1] = { { "line", K_TEXT, "of the log" } };

int system_show_log(struct call *c)
{
    const struct log_wish wish = { .lines = (unsigned)c->in[0].i,
                                   .level = call_has(c, 1) ? (unsigned)c->in[1].i : ANY_LEVEL,
                                   .words = call_has(c, 2) ? c->in[2].s : text_of("") };

    reply_begin(c->reply, REPLY_LINES);
    c->node->log(c->node_ctx, c->reply, &wish);
    return OK;
}
