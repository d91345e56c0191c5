// Changes of pins: out of the board's queue, into the node.
#include "edges.h"
#include "board.h"
#include "rooms.h"

bool edges_take(struct node *n)
{
    bool has_some = false, is_high;
    unsigned gpio;

    while (board_take_edge(&gpio, &is_high)) {
        rooms_edge(n, gpio, is_high);
        has_some = true;
    }
    return has_some;
}
