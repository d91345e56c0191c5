// Writes and reads the marks of changes.
#include "node/change_mark.h"
#include "node/place.h"
#include "node/room.h"
#include "store/history.h"

static void write_mark(const struct settings_mark *mark, struct out *o)
{
    const struct change_mark *m = (const struct change_mark *)mark;
    const struct node *n = m->node;

    out_text(o, "by ");
    principal_write_origin(m->who->origin, n->rooms->module_name, n, o);
    if (m->who->name[0])
        out_format(o, " %s", m->who->name);
    if (!n->time_is_trusted)
        return;
    struct civil_time t = place_time(n, n->wall_s);
    out_text(o, " at ");
    civil_write(&t, o);
}

void change_mark_init(struct change_mark *m, const struct node *n, const struct principal *who)
{
    *m = (struct change_mark){ { KEY_changed, write_mark }, n, who };
}

// Passes on the text behind the number of that generation.
struct reading {
    uint32_t generation, number;
    bool is_past; // behind the number
    struct out *to;
};

static void read_flush(void *ctx, const char *data, size_t len)
{
    struct reading *r = ctx;

    for (; len && !r->is_past; data++, len--) {
        r->is_past = *data == ' ';
        if (!r->is_past)
            r->number = r->number * 10 + (unsigned)(*data - '0');
    }
    if (r->number == r->generation) // an older program keeps the mark of another generation
        out_slice(r->to, text_make(data, len));
}

void change_mark_show(const struct node *n, unsigned back, struct out *o)
{
    struct reading reading = { .generation = n->settings.generation - back, .to = o };
    char chunk[16];
    struct out mark;

    out_init_flush(&mark, chunk, sizeof chunk, read_flush, &reading);
    (void)history_value(&n->settings, back, KEY_changed, &mark);
    out_flush(&mark);
}
