// Describes words for programs.
#include "command/word.h"
#include "base/frame.h"
#include "mod/help.h"

const struct field word_result_out[1] = { { "result", K_TEXT, "what was done" } };

bool word_may_take(const struct word *w, struct text rest)
{
    int32_t number;
    struct text first;

    rest = text_trim(rest);
    if (!rest.len)
        return true;
    switch ((enum word_takes)w->takes) {
    case TAKES_ANYTHING: return true;
    case TAKES_NUMBER: return !text_int(rest, &number);
    case TAKES_NOTHING: return false;
    default: break;
    }
    first = text_word(&rest);
    return !rest.len && (w->takes == TAKES_WORD || first.p[0] == '-');
}

void word_describe(const struct word *w, struct reply *r)
{
    struct reply_level outer;

    reply_enter(r, &outer, w->name, REPLY_MAP, NULL);
    if (w->help)
        reply_pair_text(r, "help", text_of(w->help));
    help_describe_answer((enum answer)w->answer, w->out, w->n_out, r);
    reply_leave(r, &outer);
}

SEPARATE_FRAME enum command_end word_refuse(struct request *r)
{
    bool is_person = r->who->right == RIGHT_LOOK;

    node_log(r->node, LOG_WARN, "[ socket server ] %s was denied: %s", r->who->name,
             is_person ? "factory password" : "only a person may do that");
    reply_refuse(&r->reply,
                 is_person
                     ? "Access denied: this node still has its factory password. Set one on its "
                       "console or on the machine it runs on: conf, then appwd <new password>"
                     : "Access denied: only a person at a shell may do that, not a module, an "
                       "automation or another node for them");
    return COMMAND_DONE;
}
