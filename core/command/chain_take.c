// Takes the commands of a setting from its text.
#include "command/chain.h"

bool chain_take(struct text *rest, struct text *command)
{
    while (rest->len) {
        struct text t = text_trim(*rest);
        size_t n = 0;
        if (t.len && t.p[0] == '#') { // quotes inside a comment have no meaning
            while (n < t.len && t.p[n] != ';')
                n++;
            *rest = text_skip(t, n + 1);
            continue;
        }
        *command = text_trim(text_until(rest, ';'));
        if (command->len)
            return true;
    }
    return false;
}
