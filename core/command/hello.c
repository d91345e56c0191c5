// Says who the node is, and what a program needs to know about it.
#include "command/hello.h"
#include "node/notice.h"

// The facts that a program needs before it sends anything else.
static void describe_node(const struct node *n, struct reply *r)
{
    const struct settings *s = &n->settings;

    if (!access_is_factory(n) && settings_bool(s, KEY_auth))
        reply_pair_text(r, "login",
                        text_of(settings_bool(s, KEY_plainpwd) ? "scram, plain" : "scram"));
    if (n->forgets)
        reply_pair_text(r, "storage", text_of("memory"));
    notice_describe(n, r);
}

enum command_end command_hello(struct request *r, struct text rest)
{
    const struct settings *s = &r->node->settings;

    (void)rest;
    reply_begin_as(&r->reply, REPLY_MAP, "hello:{}:{}\n");
    reply_pair_text(&r->reply, "devfid", settings_text(s, KEY_devfid));
    reply_pair_text(&r->reply, "hwuid", settings_text(s, KEY_hwuid));
    if (reply_shows_all(&r->reply))
        describe_node(r->node, &r->reply);
    return COMMAND_DONE;
}
