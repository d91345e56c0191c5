// Output. The node sends small pieces, to one connection at a time.
#include "output.h"
#include "clock.h"
#include "memory.h"
#include "network.h"
#include <string.h>

// If an answer cannot be made again (core/shell/shell.c), the node waits at most this long for a
// peer that does not read; then the peer is dropped. No other client is served meanwhile.
enum { WAIT_MS = 150 };

enum { QUEUE_SPARE = 5 }; // pieces of a send buffer, and one more

static struct {
    struct connection *to; // NULL: nothing is collected
    size_t len;
    char data[TCP_MSS];
} gathered;
static uint32_t waited_ms; // waited for room since the last flush

static bool takes_bytes(const struct connection *c)
{
    return c->pcb && c->stage >= STAGE_NEW && c->stage <= STAGE_CLOSING;
}

bool output_has_room(const struct connection *c)
{
    return tcp_sndbuf(c->pcb) >= TCP_SND_BUF / 2 && tcp_sndqueuelen(c->pcb) < TCP_SND_QUEUELEN / 2;
}

size_t output_room(const struct connection *c)
{
    size_t waiting = gathered.to == c ? gathered.len : 0;
    size_t spare = MEMORY_RESERVE + TCP_MSS, heap = memory_heap_free();

    if (!takes_bytes(c) || tcp_sndqueuelen(c->pcb) + QUEUE_SPARE > TCP_SND_QUEUELEN)
        return 0;
    size_t room = tcp_sndbuf(c->pcb);
    heap = heap > spare ? heap - spare : 0; // a segment also needs memory for its head
    room = room < heap ? room : heap;
    return room > waiting ? room - waiting : 0;
}

// Passes lwIP as much as it has room for.
static size_t lwip_output_write_some(struct connection *c, const char *data, size_t len)
{
    size_t room = tcp_sndbuf(c->pcb);

    len = len < room ? len : room;
    if (!tcp_sndqueuelen(c->pcb))
        c->moved_ms = (uint32_t)clock_ms(); // from now on the peer must acknowledge
    if (!len || tcp_sndqueuelen(c->pcb) >= TCP_SND_QUEUELEN - 1 ||
        memory_heap_free() < MEMORY_RESERVE + len ||
        tcp_write(c->pcb, data, (u16_t)len, TCP_WRITE_FLAG_COPY) != ERR_OK)
        return 0;
    return len;
}

// Lets the network run until the peer takes something. False: it did not in time.
static bool wait_for_peer(struct connection *c)
{
    uint32_t start_ms = (uint32_t)clock_ms(), now_ms = start_ms;

    tcp_output(c->pcb);
    c->has_moved = false;
    while (c->pcb && !c->has_moved && waited_ms + (now_ms - start_ms) < WAIT_MS) {
        network_wait();
        now_ms = (uint32_t)clock_ms();
    }
    waited_ms += now_ms - start_ms;
    return c->has_moved && waited_ms < WAIT_MS;
}

static void output_write_all(struct connection *c, const char *data, size_t len)
{
    while (len && takes_bytes(c)) {
        size_t n = lwip_output_write_some(c, data, len);
        data += n;
        len -= n;
        if (!n && !wait_for_peer(c))
            connection_abort(c);
    }
}

static void send_gathered(void)
{
    if (gathered.to)
        output_write_all(gathered.to, gathered.data, gathered.len);
    gathered.len = 0;
}

void output_flush(void)
{
    struct connection *c = gathered.to;

    send_gathered();
    gathered.to = NULL;
    waited_ms = 0;
    if (c && c->pcb)
        tcp_output(c->pcb);
}

void output_send(struct connection *c, const char *data, size_t len)
{
    if (gathered.to != c) {
        output_flush();
        gathered.to = c;
    }
    while (len && takes_bytes(c)) {
        size_t room = sizeof gathered.data - gathered.len, n = len < room ? len : room;
        memcpy(gathered.data + gathered.len, data, n);
        gathered.len += n;
        data += n;
        len -= n;
        if (gathered.len == sizeof gathered.data)
            send_gathered();
    }
}
