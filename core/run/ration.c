// Counts the lines of a ration.
#include "run/ration.h"

// Lines come back one by one, until none is spent.
static void earn(struct ration *r, uint32_t now_ms)
{
    for (; r->spent && now_ms - r->earned_ms >= RATION_LINE_MS; r->spent--)
        r->earned_ms += RATION_LINE_MS;
    if (!r->spent)
        r->earned_ms = now_ms;
}

uint32_t ration_wait_ms(struct ration *r, uint32_t now_ms)
{
    earn(r, now_ms);
    return r->spent < RATION_LINES ? 0 : RATION_LINE_MS - (now_ms - r->earned_ms);
}

bool ration_take(struct ration *r, uint32_t now_ms)
{
    bool has_room = !ration_wait_ms(r, now_ms);

    if (has_room)
        r->spent++;
    else if (r->left_out < UINT16_MAX)
        r->left_out++;
    return has_room;
}
