// Plays notes by tick.
#include "lib_player.h"

enum {
    GAP_PART = 8,   // of a note is silent
    DUTY_MAX = 500, // permille: a square wave is loudest
    IDLE_HZ = 1000,
    RETRY_MS = 100
};

static int silence(struct call *c)
{
    struct player *b = c->self;
    int err = call_pwm(c, 0, IDLE_HZ, 0);

    if (!err)
        b->hz = 0;
    return err;
}

// The end of what plays; a pin that does not follow is asked again.
int player_hush(struct call *c)
{
    struct player *b = c->self;
    int err = silence(c);

    b->is_playing = false;
    c->wake_in_ms = err ? RETRY_MS : 0;
    return err;
}

static int fail(struct call *c, int err)
{
    struct fault why = *c->fault;

    (void)player_hush(c);
    *c->fault = why;
    return err;
}

static void wake_at(struct call *c, uint32_t due_ms)
{
    struct player *b = c->self;
    int32_t left_ms = (int32_t)(due_ms - call_clock_ms(c));

    b->due_ms = due_ms;
    c->wake_in_ms = left_ms > 0 ? (uint32_t)left_ms : 1;
}

static bool take_note(struct player *b)
{
    struct rtttl_note note;

    if (b->left) {
        b->left--;
        return true;
    }
    if (!b->is_melody || rtttl_next(&b->rtttl, &note) != 1)
        return false;
    b->note_hz = note.hz;
    b->gap_ms = note.hz ? note.ms / GAP_PART : 0; // so that two notes of one pitch are two
    b->sound_ms = note.ms - b->gap_ms;
    return true;
}

// Begins the next note at the time when the one before was over, however late it is now.
static int begin_note(struct call *c)
{
    struct player *b = c->self;

    if (!take_note(b)) {
        b->is_playing = false;
        return OK;
    }
    b->hz = b->note_hz; // it counts as sounding, whatever the pin says to it
    wake_at(c, b->due_ms + b->sound_ms);
    return b->hz ? call_pwm(c, 0, (uint32_t)b->hz, (unsigned)(b->volume * DUTY_MAX / 100)) : OK;
}

int player_tick(struct call *c)
{
    struct player *b = c->self;
    bool was_sounding = b->hz;

    if (!b->is_playing)
        return was_sounding ? player_hush(c) : OK;
    int err = was_sounding ? silence(c) : OK;
    if (!err && was_sounding && b->gap_ms)
        wake_at(c, b->due_ms + b->gap_ms);
    else if (!err)
        err = begin_note(c);
    return err ? fail(c, err) : OK;
}

static int start_notes(struct call *c)
{
    struct player *b = c->self;
    int err = silence(c);

    b->due_ms = call_clock_ms(c);
    b->is_playing = true;
    err = err ? err : begin_note(c);
    return err ? fail(c, err) : OK;
}

int player_note(struct call *c, uint16_t hz, uint32_t ms, uint32_t gap_ms, uint16_t times)
{
    struct player *b = c->self;

    b->note_hz = hz;
    b->sound_ms = ms;
    b->gap_ms = gap_ms;
    b->left = times;
    b->is_melody = false;
    return start_notes(c);
}

int player_melody(struct call *c, struct text melody)
{
    struct player *b = c->self;

    call_store(b->melody, sizeof b->melody, melody);
    (void)rtttl_begin(&b->rtttl, text_of(b->melody));
    b->left = 0;
    b->is_melody = true;
    return start_notes(c);
}
