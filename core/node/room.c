// Passes an event on to all rooms.
#include "node/room.h"

void room_give_up(struct node *n, const struct progress *p)
{
    for (const struct room *const *room = n->rooms->room; *room; room++)
        if ((*room)->give_up)
            (*room)->give_up(n, p);
}
