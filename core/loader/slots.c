// The list of loaded modules.
#include "loader/slots.h"
#include "base/bytes.h"

struct module_slot *slots_find(const struct node *n, const struct module *m)
{
    struct module_slot *slot = n->slots;

    while (slot && slot->module != m)
        slot = slot->next;
    return slot;
}

struct module_slot *slots_named(const struct node *n, struct text name)
{
    struct module_slot *slot = n->slots;

    if (text_starts(name, "LM_"))
        name = text_skip(name, 3);
    while (slot && !text_is(name, slot->module->name))
        slot = slot->next;
    return slot;
}

// A number for its pins that no other loaded module has.
static uint16_t free_owner(const struct node *n)
{
    uint16_t owner = 0;

    for (const struct module_slot *slot = n->slots; slot; slot = slot->next)
        if (slot->owner >= owner)
            owner = (uint16_t)(slot->owner + 1);
    return owner;
}

struct module_slot *slots_add(struct node *n, const struct module *m)
{
    struct module_slot *slot = n->port->take(n->port->ctx, sizeof *slot + m->size);

    if (!slot)
        return NULL;
    *slot = (struct module_slot){ n->slots, m, .owner = free_owner(n), .keeps = true };
    slot->is_users = catalog_users(n, m) != NULL;
    bytes_fill(slot->self, 0, m->size);
    n->slots = slot;
    return slot;
}

// Removes references to its number, because another module may get it next.
static void slots_forget_cause(struct origin *o, unsigned owner)
{
    if (o->caller == CALLER_MODULE && o->number == principal_number(owner))
        o->number = 0;
    if (o->by == CALLER_MODULE && o->by_number == principal_number(owner))
        o->by_number = 0;
}

void slots_drop(struct node *n, struct module_slot *slot)
{
    struct module_slot **at = &n->slots;

    while (*at != slot)
        at = &(*at)->next;
    *at = slot->next;
    for (struct module_slot *other = n->slots; other; other = other->next)
        slots_forget_cause(&other->cause.origin, slot->owner);
    pins_release_all(&n->pins, slot->owner);
    n->port->give_back(n->port->ctx, slot);
}

const char *slots_name_of(const void *node, unsigned number)
{
    const struct node *n = node;
    const struct module_slot *slot = n->slots;

    while (slot && principal_number(slot->owner) != number)
        slot = slot->next;
    return slot ? slot->module->name : NULL;
}
