// The table of all rooms of a node, and the functions that go through all of them.
#include "rooms.h"
#include "automation/calendar.h"
#include "automation/pin_events.h"
#include "automation/tasks.h"
#include "automation/timer.h"
#include "base/bytes.h"
#include "loader/loaded.h"
#include "loader/loader.h"
#include "loader/node_calls.h"
#include "loader/slots.h"
#include "loader/why.h"
#include "node/led.h"
#include "node/starts.h"
#include "node/strangers.h"
#include "peers/intercon.h"
#include "shell/shell.h"

// In polling order. Rooms stop in reverse order.
static const struct room *const room[] = {
    &timer_room, &pin_events_room, &loader_room,    &calendar_room, &intercon_room, &tasks_room,
    &shell_room, &why_room,        &strangers_room, &starts_room,   NULL,
};

// In the order of help.
static const struct word *const words[] = {
    &tasks_word,  &loaded_word,    &calendar_word,      &why_word,
    &loader_word, &shell_via_word, &shell_outcome_word, NULL,
};

static const struct rooms rooms = {
    .room = room,
    .word = words,
    .node_calls = &node_calls,
    .run_module = loader_call,
    .start_task = tasks_start,
    .adopt_task = tasks_adopt,
    .call_peer = intercon_step,
    .ask_peer = intercon_ask,
    .peer_error = intercon_error,
    .show_log = shell_show_log,
    .count_shells = shell_count,
    .list_shells = shell_list,
    .password_changed = shell_password_changed,
    .module_name = slots_name_of,
    .is_command = command_is_one,
};

void rooms_init(struct node *n, struct rooms_state *state, const struct port *port,
                const struct node_facts *facts)
{
    bytes_fill(state, 0, sizeof *state);
    node_init(n, port, facts, &rooms);
    n->automation = &state->automation;
}

// Each room gets one turn. The round ends early when the node wants something from its port. If
// something has run, there is a second round: a room that had its turn before may now be due sooner
// than it said.
uint32_t rooms_poll(struct node *n)
{
    uint32_t next_ms;
    unsigned turns = 0;

    do {
        next_ms = UINT32_MAX;
        n->has_acted = false;
        for (unsigned i = 0; n->is_up && n->wish == WISH_NONE && room[i]; i++) {
            uint32_t ms = room[i]->poll ? room[i]->poll(n) : UINT32_MAX;
            next_ms = ms < next_ms ? ms : next_ms;
        }
        n->is_woken = false;
    } while (n->has_acted && ++turns < 2);
    led_idle(n);
    return n->has_acted || n->wish != WISH_NONE ? 0 : next_ms;
}

void rooms_edge(struct node *n, unsigned gpio, bool is_high)
{
    for (unsigned i = 0; room[i]; i++)
        if (room[i]->edge)
            room[i]->edge(n, gpio, is_high);
}

void rooms_stop(struct node *n)
{
    n->is_up = false;
    for (unsigned i = COUNT(room) - 1; i--;)
        if (room[i]->stop)
            room[i]->stop(n);
}
