// PBKDF2 is made to be slow: a password costs a chip a second of its only processor. So passwords
// are looked at one after the other, in slices between which everybody else is served, and take a
// quarter of the time at most.
#include "shell/login.h"
#include "base/bytes.h"
#include "base/frame.h"

enum {
    REST = 3,      // times as long as a slice took the node does other things
    TURN_MS = 20,  // until who waits for its turn looks again
};

static bool is_looked_at(const struct shell *s)
{
    return s->guess > GUESS_QUEUED;
}

// The one that has been here the longest is the next.
static bool is_its_turn(const struct node *n, const struct shell *me)
{
    const struct shell *next = NULL;

    for (const struct shell *s = n->shells; s; s = s->next) {
        if (is_looked_at(s))
            return false;
        if (s->guess == GUESS_QUEUED)
            next = s; // the last one of the list came first
    }
    return next == me;
}

static enum command_end login_wait(struct shell *s, enum guess guess, uint32_t ms)
{
    s->guess = (uint8_t)guess;
    s->progress.wake_in_ms = ms;
    return COMMAND_WAITS;
}

void login_forget(struct shell *s)
{
    if (is_looked_at(s))
        bytes_wipe(line_work(&s->line), PBKDF2_WORDS * sizeof(uint32_t));
    s->guess = GUESS_NONE;
}

static enum command_end settle(struct request *r, struct shell *s, bool is_right)
{
    login_forget(s);
    s->talk.is_in = access_settle(r->node, s->peer, s->peer_hash, is_right, r->reply.out);
    return s->talk.is_in ? COMMAND_DONE : COMMAND_HANG_UP;
}

// Others may have guessed from the same address meanwhile.
static enum command_end begin(struct request *r, struct shell *s)
{
    struct text password = text_trim(line_text(&s->line));

    if (!is_its_turn(r->node, s))
        return login_wait(s, GUESS_QUEUED, TURN_MS);
    if (access_must_wait(r->node, s->peer, s->peer_hash, r->reply.out)) {
        s->guess = GUESS_NONE;
        return COMMAND_HANG_UP;
    }
    if (!access_guess(r->node, password, line_work(&s->line), &s->progress.memo))
        return settle(r, s, false);
    return login_wait(s, GUESS_WORKS, 0);
}

static enum command_end work(struct request *r, struct shell *s)
{
    uint32_t left = s->progress.memo;
    uint32_t now = left < CFG_PASSWORD_SLICE ? left : CFG_PASSWORD_SLICE;

    r->node->port->crypto->pbkdf2_more(line_work(&s->line), now);
    s->progress.memo -= now;
    return login_wait(s, GUESS_WORKED, 0);
}

// The node's clock has moved on by what the slice took.
static enum command_end rest(struct request *r, struct shell *s)
{
    uint32_t took_ms = r->node->now_ms - s->resume_ms;

    if (!s->progress.memo)
        return settle(r, s, access_is_right(r->node, line_work(&s->line)));
    return login_wait(s, GUESS_WORKS, took_ms * REST);
}

static enum command_end queue(struct request *r, struct shell *s, struct text line)
{
    enum command_end end;

    line = text_trim(line);
    if (command_look(r, line, &end))
        return end;
    if (access_must_wait(r->node, s->peer, s->peer_hash, r->reply.out))
        return COMMAND_HANG_UP;
    return login_wait(s, GUESS_QUEUED, 0);
}

SEPARATE_FRAME enum command_end login_line(struct request *r, struct shell *s, struct text line)
{
    switch ((enum guess)s->guess) {
    case GUESS_NONE: return queue(r, s, line);
    case GUESS_QUEUED: return begin(r, s);
    case GUESS_WORKS: return work(r, s);
    default: return rest(r, s);
    }
}
