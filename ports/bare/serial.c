// The serial session. Bytes go out as the node gives them: lines end in "\n" alone, so that a
// conversation has the same bytes on every link; a terminal program adds the carriage return.
#include "board.h"
#include "node/node.h"
#include "serial.h"

enum { CHUNK = 16 }; // characters in one round, as the FIFO of a small chip

static struct session session;
static bool is_open;

void serial_open(struct node *n)
{
    const struct link link = { &session, LINK_CONSOLE, true, "console", 0 };

    is_open = true;
    (void)node_open(n, &session, &link); // a console is never turned away
}

bool serial_is(const void *link)
{
    return link == &session;
}

void serial_send(const char *data, size_t len)
{
    while (len--)
        board_uart_put(*data++);
}

void serial_hang_up(void)
{
    is_open = false;
}

// A session that ended is followed by the next: somebody is always on the other end of the wire.
bool serial_poll(struct node *n)
{
    int left = CHUNK, c;

    while (left && !session.is_waiting && n->wish == WISH_NONE && (c = board_uart_get()) >= 0) {
        char byte = (char)c;
        (void)node_input(n, &session, &byte, 1);
        if (!is_open && n->wish == WISH_NONE)
            serial_open(n);
        left--;
    }
    return !left;
}
