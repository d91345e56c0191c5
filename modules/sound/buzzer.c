// buzzer: a piezo on a PWM pin. Plays tones, beeps and melodies by tick.
#include "rtttl.h"

struct player {
    int32_t volume, is_playing, hz; // percent; hz: 0 while silent
    uint32_t sound_ms, gap_ms;      // of the present note
    uint32_t due_ms;                // when the present sound or silence ends
    uint16_t note_hz, left;         // left: how often the note is still played
    bool is_melody, is_unsure;      // is_unsure: setting the pin failed
    uint8_t repeats;                // remaining repeats of the melody; RTTTL_FOR_EVER
    struct rtttl rtttl;
    char melody[CFG_MELODY_MAX + 1];
};

// ---- notes by tick: each at its time, even if the last was late; silent after an error ----

enum {
    DUTY_MAX = 500, // permille: a square wave is loudest
    IDLE_HZ = 1000,
    RETRY_MS = 100,
    BEEP_HZ = 880,
    BEEP_MS = 100
};

static int silence(struct call *c)
{
    struct player *b = c->self;
    int err = call_pwm(c, 0, IDLE_HZ, 0);

    if (!err)
        b->hz = 0;
    b->is_unsure = err && c->fault->kind == FAULT_ERR;
    return err;
}

// Ends what is playing. If the pin does not follow, tries again.
static int player_hush(struct call *c)
{
    struct player *b = c->self;
    int err = silence(c);

    b->is_playing = false;
    c->wake_in_ms = b->hz || b->is_unsure ? RETRY_MS : 0;
    return err;
}

static int buzzer_fail(struct call *c, int err)
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

// Takes the next note of the melody. At the end starts again, as often as the melody says.
static bool take_note_of_melody(struct player *b, struct rtttl_note *note)
{
    if (rtttl_next(&b->rtttl, note) == 1)
        return true;
    if (!b->repeats)
        return false;
    if (b->repeats != RTTTL_FOR_EVER)
        b->repeats--;
    (void)rtttl_read_head(&b->rtttl, text_of(b->melody));
    return rtttl_next(&b->rtttl, note) == 1;
}

static bool take_note(struct player *b)
{
    struct rtttl_note note;

    if (b->left) {
        b->left--;
        return true;
    }
    if (!b->is_melody || !take_note_of_melody(b, &note))
        return false;
    b->note_hz = note.hz;
    b->gap_ms = note.gap_ms;
    b->sound_ms = note.ms - note.gap_ms;
    return true;
}

// Starts the next note at the time when the previous one ended, even if it is late now.
static int start_note(struct call *c)
{
    struct player *b = c->self;

    if (!take_note(b)) {
        b->is_playing = false;
        return OK;
    }
    wake_at(c, b->due_ms + b->sound_ms);
    int err = b->note_hz ? call_pwm(c, 0, b->note_hz, (unsigned)(b->volume * DUTY_MAX / 100)) : OK;
    if (!err)
        b->hz = b->note_hz;
    return err;
}

static int player_tick(struct call *c)
{
    struct player *b = c->self;
    bool was_sounding = b->hz;

    if (!b->is_playing)
        return was_sounding || b->is_unsure ? player_hush(c) : OK;
    int err = was_sounding ? silence(c) : OK;
    if (!err && was_sounding && b->gap_ms)
        wake_at(c, b->due_ms + b->gap_ms);
    else if (!err)
        err = start_note(c);
    return err ? buzzer_fail(c, err) : OK;
}

static int start_notes(struct call *c)
{
    struct player *b = c->self;
    int err = silence(c);

    b->due_ms = call_clock_ms(c);
    b->is_playing = true;
    err = err ? err : start_note(c);
    return err ? buzzer_fail(c, err) : OK;
}

// Starts a note or melody, in place of what is playing. A melody was checked before (rtttl_check).
static int player_note(struct call *c, uint16_t hz, uint32_t ms, uint32_t gap_ms, uint16_t times)
{
    struct player *b = c->self;

    b->note_hz = hz;
    b->sound_ms = ms;
    b->gap_ms = gap_ms;
    b->left = times;
    b->is_melody = false;
    return start_notes(c);
}

static int player_melody(struct call *c, struct text melody)
{
    struct player *b = c->self;

    call_store(b->melody, sizeof b->melody, melody);
    (void)rtttl_read_head(&b->rtttl, text_of(b->melody));
    b->repeats = b->rtttl.repeats;
    b->left = 0;
    b->is_melody = true;
    return start_notes(c);
}

// ---- verbs ----

static int play_note(struct call *c, int32_t hz, int32_t ms, uint32_t gap_ms, int32_t times)
{
    int err = player_note(c, (uint16_t)hz, (uint32_t)ms, gap_ms, (uint16_t)times);

    if (!err)
        reply_text(c->reply, "TONE %d Hz %d ms", (int)hz, (int)ms);
    return err;
}

static int tone(struct call *c)
{
    return play_note(c, c->in[0].i, c->in[1].i, 0, 1);
}

static int beep(struct call *c)
{
    return play_note(c, BEEP_HZ, BEEP_MS, BEEP_MS, c->in[0].i);
}

static int play(struct call *c)
{
    int err = rtttl_check(c->in[0].s);

    if (err) {
        reply_refuse(c->reply, "no RTTTL melody (%s): 'name:d=4,o=6,b=63:8e,p,2c#.5'",
                     err_text(err));
        return OK;
    }
    err = player_melody(c, c->in[0].s);
    if (!err)
        reply_text(c->reply, "PLAY");
    return err;
}

static int buzzer_end(struct call *c)
{
    int err = player_hush(c);

    if (!err)
        reply_text(c->reply, "STOP");
    return err;
}

static int set_volume(struct call *c)
{
    struct player *b = c->self;

    b->volume = c->in[0].i;
    reply_text(c->reply, "VOLUME %d", (int)b->volume);
    return OK;
}

static void buzzer_stop(struct call *c)
{
    (void)player_hush(c);
}

static const struct pin_need pins[] = { { "pwm_4", PIN_PWM } };
static const struct field tone_in[] = {
    { "hz", K_INT, "pitch", .unit = "Hz", .lo = 100, .hi = 10000, .def = 440, .flags = F_OPTIONAL,
      .class = CLASS_FREQUENCY },
    { "ms", K_INT, "how long", .unit = "ms", .lo = 1, .hi = 60000, .def = 200,
      .flags = F_OPTIONAL },
};
static const struct field beep_in[] = { { "times", K_INT, "how often", .lo = 1, .hi = 100, .def = 1,
                                          .flags = F_OPTIONAL } };
static const struct field play_in[] = {
    { "rtttl", K_TEXT, "a ring tone: 'name:d=8,o=5,b=120:c,e,g'", .lo = 5, .hi = CFG_MELODY_MAX }
};
static const struct field volume_in[] = { { "percent", K_INT, "100 is the loudest", .unit = "%",
                                            .lo = 1, .hi = 100 } };
static const struct field state[] = {
    { "volume", K_INT, "100 is the loudest", .unit = "%", .lo = 1, .hi = 100, .def = 100,
      .flags = F_KEEP, AT(struct player, volume) },
    { "playing", K_INT, "whether there is more to come", .hi = 1, AT(struct player, is_playing) },
    { "hz", K_INT, "what sounds now", .unit = "Hz", AT(struct player, hz),
      .class = CLASS_FREQUENCY },
};
static const struct verb verbs[] = {
    { "tone", tone, "one tone", IN(tone_in), OUT(TEXT, tone_in) },
    { "beep", beep, "short tones", IN(beep_in), OUT(TEXT, tone_in) },
    { "play", play, "a melody in RTTTL", IN(play_in), OUT_ONLY(TEXT) },
    { "stop", buzzer_end, "be silent", OUT_ONLY(TEXT) },
    { "volume", set_volume, "how loud, from the next tone on", IN(volume_in),
      OUT(TEXT, volume_in) },
    { "status", call_status, "what it does", OUT_ONLY(STATE) },
    { "pinmap", call_pinmap, "the GPIOs of its pins", OUT_ONLY(PINS) },
};
const struct module mod_buzzer = {
    .name = "buzzer",
    .help = "piezo buzzer: tones and melodies",
    .keep_file = "buzzer.pds",
    .tick = player_tick,
    .stop = buzzer_stop,
    PINS(pins),
    STATE(state, struct player),
    VERBS(verbs),
};
