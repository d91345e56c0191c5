// Decides who keeps a place and who gives way.
#include "shell/places.h"
#include "node/access.h"

unsigned shell_count(const struct node *n)
{
    unsigned count = 0;

    for (const struct shell *s = n->shells; s; s = s->next)
        count += s->kind != LINK_CONSOLE;
    return count;
}

// One extra place is for logging in.
bool places_are_taken(const struct node *n)
{
    unsigned places = (unsigned)settings_int(&n->settings, KEY_socmax);

    return shell_count(n) >= places + access_wants_password(n, false);
}

// Whether a stranger has the place; a stranger may only look, so it gives way. It keeps the place
// while its password is being checked.
static bool places_is_strangers(const struct node *n, const struct shell *s)
{
    return s->kind != LINK_CONSOLE && s->guess <= GUESS_QUEUED &&
           access_right(n, (enum link_kind)s->kind, s->talk.is_in) == RIGHT_LOOK;
}

// The session that has been silent longest, consoles excluded.
static struct shell *quietest(const struct node *n, bool only_remote)
{
    struct shell *found = NULL;

    for (struct shell *s = n->shells; s; s = s->next) { // the newest comes first
        if (s->kind == LINK_CONSOLE || (only_remote && s->kind != LINK_REMOTE))
            continue;
        if (!found || n->now_ms - s->last_command_ms >= n->now_ms - found->last_command_ms)
            found = s;
    }
    return found;
}

struct shell *places_lent(const struct node *n, enum link_kind kind, uint32_t peer_hash)
{
    struct shell *oldest = NULL, *alike = NULL;

    for (struct shell *s = n->shells; s; s = s->next) {
        if (!places_is_strangers(n, s))
            continue;
        oldest = s;
        if (s->peer_hash == peer_hash)
            alike = s;
    }
    if (oldest)
        return alike ? alike : oldest;
    // With auth false nobody is a stranger. Then clients on this machine come first.
    return kind == LINK_LOOPBACK && !access_wants_password(n, false) ? quietest(n, true) : NULL;
}

struct shell *places_held(const struct node *n)
{
    if (!access_wants_password(n, false))
        return NULL;
    for (const struct shell *s = n->shells; s; s = s->next)
        if (s->kind != LINK_CONSOLE && !s->talk.is_in)
            return NULL; // it can give way, or is about to log in
    return quietest(n, false);
}
