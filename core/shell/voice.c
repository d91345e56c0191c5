// Sends an answer, skips what was sent before, and cuts off when there is no room.
#include "shell/voice.h"
#include "base/frame.h"

#define HASH_BEGIN 0x811c9dc5u // FNV-1a

static uint32_t hash_more(uint32_t hash, const char *data, size_t len)
{
    while (len--)
        hash = (hash ^ (uint8_t)*data++) * 16777619u;
    return hash;
}

// From now on the answer waits for the peer.
SEPARATE_FRAME static void voice_fall_behind(struct voice *v, const char *data, size_t room)
{
    struct shell *s = v->shell;

    link_send(s->link, data, room);
    v->is_full = s->is_behind = true;
    s->talk.is_proving = false; // it shares memory with `behind`
    s->behind = (struct behind){ .sent = (uint32_t)(v->out.flushed + room) };
}

// Skips what was sent before, and sends as much of the rest as fits.
SEPARATE_FRAME static void voice_go_on(struct voice *v, const char *data, size_t len)
{
    struct behind *b = &v->shell->behind;
    size_t left_out = v->out.flushed < b->sent ? b->sent - v->out.flushed : 0;
    size_t skip = left_out < len ? left_out : len;

    v->hash = hash_more(v->hash, data, skip);
    if (skip < left_out)
        return;
    v->has_changed = b->hash && v->hash != b->hash;
    size_t room = v->has_changed ? 0 : link_room(v->shell->link), n = len - skip;
    n = n < room ? n : room;
    link_send(v->shell->link, data + skip, n);
    b->sent += (uint32_t)n;
    b->hash = v->hash = hash_more(v->hash, data + skip, n);
    v->is_full = skip + n < len;
}

// For an answer that can be made again.
SEPARATE_FRAME static void voice_offer(struct voice *v, const char *data, size_t len)
{
    size_t room = link_room(v->shell->link);

    if (room >= len)
        link_send(v->shell->link, data, len);
    else
        voice_fall_behind(v, data, room);
}

static void voice_send(void *ctx, const char *data, size_t len)
{
    struct voice *v = ctx;

    if (v->is_full)
        return;
    if (v->shell->is_behind)
        voice_go_on(v, data, len);
    else if (v->shell->talk.only_reads)
        voice_offer(v, data, len);
    else
        link_send(v->shell->link, data, len);
}

struct out *voice_open(struct voice *v, struct shell *s)
{
    v->shell = s;
    v->hash = (uint32_t)HASH_BEGIN;
    v->is_full = v->has_changed = false;
    out_init_flush(&v->out, v->chunk, sizeof v->chunk, voice_send, v);
    return &v->out;
}

bool voice_has_caught_up(struct voice *v)
{
    struct shell *s = v->shell;

    v->has_changed |= v->out.flushed < s->behind.sent;
    if (!v->has_changed && v->out.flushed > s->behind.sent)
        return false;
    s->is_behind = s->talk.only_reads = false;
    s->progress = (struct progress){ 0 };
    return true;
}

void voice_say(const struct shell *s, const char *words)
{
    struct text t = text_of(words);

    if (link_room(s->link) >= t.len)
        link_send(s->link, t.p, t.len);
}
