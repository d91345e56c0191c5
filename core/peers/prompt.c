// Reads what other nodes say of themselves.
#include "peers/prompt.h"

static bool take_mark(struct text *prompt, const char *mark)
{
    if (!text_starts(*prompt, mark))
        return false;
    *prompt = text_trim(text_skip(*prompt, text_of(mark).len));
    return true;
}

bool prompt_take_marks(struct text *prompt)
{
    bool wants_password = take_mark(prompt, "[password]");

    (void)take_mark(prompt, "[recovery]");
    (void)take_mark(prompt, "[configure]");
    return wants_password;
}

bool prompt_is_this_node(const struct node *n, struct text said)
{
    struct text rest = said, word = text_until(&rest, ':');

    (void)text_until(&rest, ':'); // the name
    return text_is(word, "hello") &&
           text_same(text_until(&rest, '\n'), settings_text(&n->settings, KEY_hwuid));
}
