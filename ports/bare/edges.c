// Passes changes of pins from the board's queue to the node.
#include "edges.h"
#include "board.h"
#include "rooms.h"

enum { A_ROUND = 16 }; // limited, because commands that they start may move pins too

bool edges_take(struct node *n)
{
    bool has_some = false, is_high;
    unsigned gpio;

    for (unsigned i = 0; i < A_ROUND && board_take_edge(&gpio, &is_high); i++) {
        rooms_edge(n, gpio, is_high);
        has_some = true;
    }
    return has_some;
}
