// The rooms of a node. A room is a part that makes requests or answers them: the shell, the
// calendar, the loader and so on. Rooms know the node and the command, but not each other. What one
// room does for another goes through this table, which core/rooms.c fills.
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

// Describes a change of a load module's state.
struct change {
    // Whose command caused it; for a tick or an edge, the module itself.
    const struct principal *who;
    const struct verb *verb; // the verb that ran, or NULL
};

// A room as the node calls it. Any operation may be NULL.
struct room {
    // Does what is due. Returns the milliseconds until the next work is due, or UINT32_MAX.
    uint32_t (*poll)(struct node *n);
    void (*stop)(struct node *n);                              // the node ends or reboots
    void (*edge)(struct node *n, unsigned gpio, bool is_high); // a watched pin has changed
    // A module's state has changed, in C, Lua or Python, by a verb, a tick or an edge.
    void (*changed)(struct node *n, struct module_slot *slot, const struct change *change);
    // The command with this progress was given up. A room that works for it may stop.
    void (*give_up)(struct node *n, const struct progress *p);
};

struct rooms {
    const struct room *const *room; // in polling order; ends with NULL
    // Words that they answer at the shell, in the order of help; ends with NULL.
    const struct word *const *word;

    const struct node_calls *node_calls; // what load modules may call on the node (core/loader)
    // Runs "module rest" (core/loader). Returns an enum command_end.
    unsigned (*run_module)(struct request *r, struct text module, struct text rest);
    // start_task makes a task of a line (core/automation). False: the answer says why. adopt_task
    // continues a command that takes time as a task. False: no room.
    bool (*start_task)(struct request *r, struct text line, const struct postfix *postfix);
    bool (*adopt_task)(const struct request *r, struct text line);
    // Sends a command to another node (core/peers). Does one step, like intercon_step and
    // intercon_ask.
    unsigned (*call_peer)(struct request *r, struct text command, struct text host);
    int (*ask_peer)(struct node *n, const struct principal *who, struct progress *p,
                    struct text command, struct text host, struct text *answer);
    const char *(*peer_error)(int err);
    // Functions of the conversations (core/shell): show a log line on consoles; count the network
    // sessions; list who is connected, with commas.
    void (*show_log)(struct node *n, struct text line);
    unsigned (*count_shells)(const struct node *n);
    void (*list_shells)(const struct node *n, struct out *o);
    // The password has changed: ends all conversations except `but`.
    void (*password_changed)(struct node *n, const struct conversation *but);
    // Name of the module with that number; ctx is the node (core/loader).
    principal_name_fn *module_name;
    // Same as command_is_one (core/command).
    bool (*is_command)(const struct node *n, struct text line);
};

// Tells every room that the command with this progress was given up.
void room_give_up(struct node *n, const struct progress *p);

#endif
