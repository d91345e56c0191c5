// Chooses between the address that the owner set and a leased one.
#include "address.h"
#include "base/bytes.h"

void address_init(struct address *a, uint32_t own)
{
    *a = (struct address){ .own = own };
}

// No lease describes the network of this address. Most networks have 24 bits and their router at
// .1.
static void guess_network(struct address *a)
{
    static const uint8_t mask[4] = { 255, 255, 255, 0 }, first[4] = { 0, 0, 0, 1 };
    uint32_t host;

    bytes_copy(&a->mask, mask, sizeof a->mask);
    bytes_copy(&host, first, sizeof host);
    a->router = (a->own & a->mask) | host;
}

// The lease describes the network; the setting says which address in it this node has.
static enum address_step use_lease(const struct address *a, const struct address_lease *lease)
{
    if (!a->own || a->own == lease->address)
        return ADDRESS_LEASED;
    return (a->own & lease->mask) == (lease->address & lease->mask) ? ADDRESS_OWN : ADDRESS_MISFIT;
}

static enum address_step do_without(struct address *a)
{
    if (!a->own)
        return ADDRESS_NOBODY;
    guess_network(a);
    return ADDRESS_ALONE;
}

enum address_step address_look(struct address *a, bool is_up, const struct address_lease *lease,
                               uint32_t now_ms)
{
    enum address_step step = ADDRESS_WAIT;

    if (is_up && !a->is_up)
        a->up_ms = now_ms;
    a->is_up = is_up;
    if (a->is_decided)
        return ADDRESS_WAIT;
    if (lease)
        step = use_lease(a, lease);
    else if (is_up && now_ms - a->up_ms >= ADDRESS_LEASE_WAIT_MS)
        step = do_without(a);
    a->is_decided = step != ADDRESS_WAIT;
    return step;
}

uint32_t address_wait_ms(const struct address *a, uint32_t now_ms)
{
    uint32_t passed_ms = now_ms - a->up_ms;

    if (a->is_decided || !a->is_up)
        return UINT32_MAX;
    return passed_ms < ADDRESS_LEASE_WAIT_MS ? ADDRESS_LEASE_WAIT_MS - passed_ms : 0;
}
