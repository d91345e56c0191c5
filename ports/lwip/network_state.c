// Keeps the facts and events of a network.
#include "network_state.h"
#include "base/bytes.h"

void network_state_init(struct network_state *s, enum network_kind kind, const uint8_t mac[6])
{
    *s = (struct network_state){ .facts = { .kind = (uint8_t)kind,
                                            .signal_dbm = NETWORK_NO_SIGNAL } };
    bytes_copy(s->facts.mac, mac, sizeof s->facts.mac);
}

static void network_state_note(struct network_state *s, enum network_event event, uint64_t now_ms)
{
    s->events |= (uint8_t)event;
    s->facts.news_ms = now_ms;
}

void network_state_link(struct network_state *s, bool is_up, uint64_t now_ms)
{
    if (s->facts.is_up == is_up)
        return;
    s->facts.is_up = is_up;
    network_state_note(s, is_up ? NETWORK_CAME_UP : NETWORK_WENT_DOWN, now_ms);
}

void network_state_kind(struct network_state *s, enum network_kind kind, uint64_t now_ms)
{
    if (s->facts.kind == kind)
        return;
    s->facts.kind = (uint8_t)kind;
    network_state_note(s, NETWORK_KIND_CHANGED, now_ms);
}

void network_state_address(struct network_state *s, uint32_t address, uint32_t mask,
                           uint32_t router, uint64_t now_ms)
{
    struct network_facts *f = &s->facts;

    if (f->address == address && f->mask == mask && f->router == router)
        return;
    f->address = address;
    f->mask = mask;
    f->router = router;
    network_state_note(s, NETWORK_ADDRESS_CHANGED, now_ms);
}

unsigned network_state_take(struct network_state *s)
{
    unsigned events = s->events;

    s->events = 0;
    return events;
}
