// Stores the calendar's mark as a blob.
#include "automation/calendar_mark.h"
#include "base/crc32.h"
#include "base/frame.h"
#include "store/blobs.h"

enum { MARK_MAX = 32 };

static uint32_t digest_text(uint32_t crc, struct text t)
{
    // A zero separates them, so that two texts cannot run together.
    return crc32_add(crc32_add(crc, t.p, t.len), "", 1);
}

uint32_t calendar_schedule(const struct node *n)
{
    static const uint8_t texts[] = { KEY_crontasks, KEY_timezone, KEY_utc, KEY_lat, KEY_lon };
    const struct settings *s = &n->settings;
    int32_t minutes = settings_minutes(s, KEY_gmttime);
    uint32_t crc = crc32_add(0, &minutes, sizeof minutes);

    for (unsigned i = 0; i < sizeof texts; i++)
        crc = digest_text(crc, settings_text(s, texts[i]));
    return crc & CALENDAR_SCHEDULE;
}

// Reads a time of the calendar. Returns false if it is not a valid number.
static bool read_seconds(struct text number, uint32_t *seconds)
{
    uint64_t s = 0;

    for (size_t i = 0; i < number.len && s < CALENDAR_END_S; i++) {
        if (number.p[i] < '0' || number.p[i] > '9')
            return false;
        s = s * 10 + (uint64_t)(number.p[i] - '0');
    }
    *seconds = (uint32_t)s;
    return number.len && s < CALENDAR_END_S;
}

static void write_schedule(struct out *o, uint32_t schedule)
{
    out_hex(o, schedule, 6);
}

static bool fits_settings(const struct node *n, struct text schedule)
{
    char present[8];
    struct out o;

    out_init(&o, present, sizeof present);
    write_schedule(&o, n->automation->calendar.schedule);
    return !schedule.len || text_same(schedule, out_written(&o));
}

SEPARATE_FRAME bool calendar_mark_read(const struct node *n, struct calendar_mark *mark)
{
    const struct blobs *b = n->port->blobs;
    char text[MARK_MAX];
    int got = b->read(b->ctx, CALENDAR_MARK_FILE, 0, text, sizeof text);
    struct text rest = text_make(text, got > 0 ? (size_t)got : 0), number = text_word(&rest),
                word = text_word(&rest);

    mark->is_whole = text_is(word, "stopped");
    if (mark->is_whole)
        word = text_word(&rest);
    return read_seconds(number, &mark->done_s) && fits_settings(n, word);
}

SEPARATE_FRAME int calendar_mark_write(const struct node *n, bool is_whole)
{
    char text[MARK_MAX];
    struct out o;

    out_init(&o, text, sizeof text);
    out_format(&o, "%u%s ", (unsigned)n->automation->calendar.done_s, is_whole ? " stopped" : "");
    write_schedule(&o, n->automation->calendar.schedule);
    return blobs_put(n->port->blobs, CALENDAR_MARK_FILE, out_written(&o));
}

void calendar_mark_remove(const struct node *n)
{
    (void)n->port->blobs->remove(n->port->blobs->ctx, CALENDAR_MARK_FILE);
}
