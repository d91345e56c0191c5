// What words say of themselves.
#include "command/word.h"
#include "mod/help.h"

const struct field word_result_out[1] = { { "result", K_TEXT, "what was done" } };

void word_describe(const struct word *w, struct reply *r)
{
    struct reply_level outer;

    reply_enter(r, &outer, w->name, REPLY_MAP, NULL);
    if (w->help)
        reply_pair_text(r, "help", text_of(w->help));
    help_describe_answer((enum answer)w->answer, w->out, w->n_out, r);
    reply_leave(r, &outer);
}
