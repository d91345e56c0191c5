// The rooms of a node. A room is a part that makes requests or answers them: the shell, the
// calendar, the loader ... Rooms know the node and the command, but not each other: what one does
// for another goes through this table, which core/rooms.c fills.
#ifndef NODE_ROOM_H
#define NODE_ROOM_H

#include "node/node.h"

struct conversation;
struct node_calls;
struct module_slot;
struct postfix;
struct progress;
struct request;
struct verb;
struct word;

// The state of a load module is another one than before.
struct change {
    const struct principal *who; // whose command did it; the module itself, by a tick or an edge
    const struct verb *verb;     // that ran, or NULL
};

// A room, as far as the node calls it by itself. Any operation may be NULL.
struct room {
    // Does what is due; returns milliseconds until the next thing is, or UINT32_MAX.
    uint32_t (*poll)(struct node *n);
    void (*stop)(struct node *n);                              // the node ends, or boots again
    void (*edge)(struct node *n, unsigned gpio, bool is_high); // a watched pin has changed
    // The state of a module has changed, in C, Lua or Python, by a verb, a tick or an edge.
    void (*changed)(struct node *n, struct module_slot *slot, const struct change *change);
    // The command is given up that this belongs to: whoever works for it may stop.
    void (*give_up)(struct node *n, const struct progress *p);
};

struct rooms {
    const struct room *const *room; // in the order in which they are polled, ended by NULL
    const struct word *const *word; // what they answer at the shell, in the order of help; NULL

    const struct node_calls *node_calls; // the node as its load modules see it (core/loader)
    // Runs "module rest" (core/loader): an enum command_end.
    unsigned (*run_module)(struct request *r, struct text module, struct text rest);
    // Makes a task of a line (core/automation): false, and the answer says why. Or goes on as a
    // task with a command that takes time; false: no room.
    bool (*start_task)(struct request *r, struct text line, const struct postfix *postfix);
    bool (*adopt_task)(const struct request *r, struct text line);
    // Sends a command to another node (core/peers): one step of it, as intercon_step and _ask.
    unsigned (*call_peer)(struct request *r, struct text command, struct text host);
    int (*ask_peer)(struct node *n, const struct principal *who, struct progress *p,
                    struct text command, struct text host, struct text *answer);
    const char *(*peer_error)(int err);
    // The conversations (core/shell): shows a line of the log on consoles; how many come over the
    // network; who is there, with commas between.
    void (*show_log)(struct node *n, struct text line);
    unsigned (*count_shells)(const struct node *n);
    void (*list_shells)(const struct node *n, struct out *o);
    // The password is another one: all conversations but that one are over.
    void (*password_changed)(struct node *n, const struct conversation *but);
    principal_name_fn *module_name; // of that number; ctx is the node (core/loader)
    bool (*is_command)(const struct node *n, struct text line); // as command_is_one (core/command)
};

// Tells every room that the command of this progress is given up.
void room_give_up(struct node *n, const struct progress *p);

#endif
