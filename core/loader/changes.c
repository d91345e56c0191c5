// Detects changes in a load module.
#include "loader/changes.h"
#include "base/crc32.h"

uint32_t changes_memory(const struct module_slot *slot)
{
    return crc32_add(0, slot->self, slot->module->size);
}

uint32_t changes_state(const struct module_slot *slot)
{
    const struct module *m = slot->module;
    uint32_t mark = 0;

    for (unsigned i = 0; i < m->n_state; i++) {
        const struct field *f = &m->state[i];
        mark = crc32_add(mark, slot->self + f->at, field_size(f));
    }
    return mark;
}

bool changes_driven(const struct module_slot *slot, const struct call *c)
{
    return c->has_driven && (slot->is_users || !slot->module->size);
}

void changes_tell(struct node *n, struct module_slot *slot, const struct change *change)
{
    for (const struct room *const *room = n->rooms->room; *room; room++)
        if ((*room)->changed)
            (*room)->changed(n, slot, change);
}
