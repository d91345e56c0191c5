// The serial session. Bytes are sent as the node gives them. Lines end with "\n" only, so that a
// conversation has the same bytes on every link. A terminal program adds the carriage return.
#include "serial.h"
#include "board.h"
#include "shell/shell.h"

enum { CHUNK = 16 }; // characters per round, like the FIFO of a small chip

static struct shell shell;
static bool is_open;

static void serial_send(struct link *link, const char *data, size_t len)
{
    (void)link;
    while (len--)
        board_uart_put(*data++);
}

static void serial_hang_up(struct link *link)
{
    (void)link;
    is_open = false;
}

// The wire takes every byte at its own speed.
static size_t serial_room(const struct link *link)
{
    (void)link;
    return SIZE_MAX;
}

void serial_open(struct node *n)
{
    static const struct link_ops operations = { serial_send, serial_hang_up, serial_room };
    static struct link link = { &operations };
    static const struct link_facts facts = { LINK_CONSOLE, true, "console", 0 };

    is_open = true;
    (void)shell_open(n, &shell, &link, &facts); // a console is never refused
}

void serial_follow(struct node *n)
{
    if (!is_open && n->wish == WISH_NONE)
        serial_open(n);
}

bool serial_poll(struct node *n)
{
    int left = CHUNK, c;

    while (left && !shell.is_waiting && n->wish == WISH_NONE && (c = board_uart_get()) >= 0) {
        char byte = (char)c;
        (void)shell_input(n, &shell, &byte, 1);
        serial_follow(n);
        left--;
    }
    return !left;
}
