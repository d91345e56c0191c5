// The serial session. Bytes go out as the node gives them: lines end in "\n" alone, so that a
// conversation has the same bytes on every link; a terminal program adds the carriage return.
#include "board.h"
#include "node/node.h"
#include "serial.h"

enum { CHUNK = 16 }; // as the FIFO of a small chip; on the stack while the node answers

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
static void give(struct node *n, const char *data, size_t len)
{
    size_t at = 0;

    while (at < len) {
        at += node_input(n, &session, data + at, len - at);
        if (n->wish != WISH_NONE)
            return;
        if (!is_open)
            serial_open(n);
    }
}

bool serial_poll(struct node *n)
{
    char chunk[CHUNK];
    size_t len = 0;

    for (int c; len < sizeof chunk && (c = board_uart_get()) >= 0;)
        chunk[len++] = (char)c;
    give(n, chunk, len);
    return len == sizeof chunk;
}
