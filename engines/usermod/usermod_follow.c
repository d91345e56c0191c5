// Once per round: does what calls of the node have asked for, outside of these calls.
#include "base/crc32.h"
#include "loader/loader.h"
#include "usermod_inside.h"

enum { ABANDONED_MS = 60000 }; // gives up an upload that stops

// Makes a failed module again from its text. Its next call starts it.
static void make_anew(struct usermods *mods, struct usermod_file *f)
{
    struct text text;
    const char *why;

    (void)loader_unload(usermod_node(mods), text_of(f->name));
    int err = mods->port->read(mods->port->ctx, f->file, &text, &why);
    if (!err && crc32_add(0, text.p, text.len) == f->crc32) {
        usermod_load_text(mods, f, text);
        return;
    }
    f->load_is_again = false; // the text differs; the port will report it
    if (!err)
        mods->port->release(mods->port->ctx, text);
}

static void drop_abandoned(struct usermods *mods)
{
    if (usermod_node(mods)->now_ms - mods->sent_ms <= ABANDONED_MS)
        return;
    usermod_drop(mods, mods->sent);
    mods->sent = NULL;
}

void usermod_follow(struct usermods *mods)
{
    struct usermod_file *f, *next;

    if (mods && mods->sent)
        drop_abandoned(mods);
    if (!mods || !mods->must_follow)
        return;
    mods->must_follow = false;
    for (f = mods->files; f; f = next) {
        next = f->next;
        if (f->is_in && f->load_is_again && !f->load)
            make_anew(mods, f);
    }
    usermod_follow_sent(mods);
}
