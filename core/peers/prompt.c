// Reads what other nodes say about themselves.
#include "peers/prompt.h"

static bool take_mark(struct text *prompt, const char *mark)
{
    if (!text_starts(*prompt, mark))
        return false;
    *prompt = text_trim(text_skip(*prompt, text_of(mark).len));
    return true;
}

struct prompt_marks prompt_take_marks(struct text *prompt)
{
    struct prompt_marks marks = { .has_failed = take_mark(prompt, "[failed]") };

    (void)take_mark(prompt, "[ok]");
    marks.wants_password = take_mark(prompt, "[password]");
    (void)take_mark(prompt, "[recovery]");
    (void)take_mark(prompt, "[configure]");
    return marks;
}

bool prompt_is_this_node(const struct node *n, struct text said)
{
    struct text rest = said, word = text_until(&rest, ':');

    (void)text_until(&rest, ':'); // the name
    return text_is(word, "hello") &&
           text_same(text_until(&rest, '\n'), settings_text(&n->settings, KEY_hwuid));
}
