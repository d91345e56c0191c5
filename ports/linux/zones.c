// Opens time zones by name.
#include "zones.h"
#include "base/err.h"
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 64 };

struct opened_zone {
    struct opened_zone *next;
    struct tzfile *file;
    char name[NAME_BYTES + 1];
};

static struct opened_zone *open_zone(struct text name)
{
    struct opened_zone *o = name.len <= NAME_BYTES ? calloc(1, sizeof *o) : NULL;

    if (!o)
        return NULL;
    memcpy(o->name, name.p, name.len);
    if (!tzfile_open(o->name, &o->file))
        return o;
    free(o);
    return NULL;
}

int zones_find(struct zones *z, struct text name, struct zone *zone)
{
    struct opened_zone *o = z->first;

    while (o && !text_is(name, o->name))
        o = o->next;
    if (!o && (o = open_zone(name))) {
        o->next = z->first;
        z->first = o;
    }
    if (!o)
        return ERR_NAME;
    *zone = tzfile_zone(o->file);
    return OK;
}

void zones_close(struct zones *z)
{
    while (z->first) {
        struct opened_zone *o = z->first;
        z->first = o->next;
        tzfile_close(o->file);
        free(o);
    }
}
