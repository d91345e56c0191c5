// buzzer: a piezo on a PWM pin: tones, beeps and melodies, played by tick.
#include "lib_player.h"

enum { BEEP_HZ = 880, BEEP_MS = 100 };

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

static int end(struct call *c)
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

static void stop(struct call *c)
{
    (void)player_hush(c);
}

static const struct pin_need pins[] = { { "pwm_4", PIN_PWM } };
static const struct field tone_in[] = {
    { "hz", K_INT, "pitch", .unit = "Hz", .lo = 100, .hi = 10000, .def = 440, .flags = F_OPTIONAL },
    { "ms", K_INT, "how long", .unit = "ms", .lo = 1, .hi = 60000, .def = 200,
      .flags = F_OPTIONAL },
};
static const struct field beep_in[] = { { "times", K_INT, "how often", .lo = 1, .hi = 100, .def = 1,
                                          .flags = F_OPTIONAL } };
static const struct field play_in[] = {
    { "rtttl", K_TEXT, "a ring tone: 'name:d=8,o=5,b=120:c,e,g'", .lo = 5, .hi = MELODY_MAX }
};
static const struct field volume_in[] = { { "percent", K_INT, "100 is the loudest", .unit = "%",
                                            .lo = 1, .hi = 100 } };
static const struct field state[] = {
    { "volume", K_INT, "100 is the loudest", .unit = "%", .lo = 1, .hi = 100, .def = 100,
      .flags = F_KEEP, AT(struct player, volume) },
    { "playing", K_INT, "whether there is more to come", AT(struct player, is_playing) },
    { "hz", K_INT, "what sounds now", .unit = "Hz", AT(struct player, hz) },
};
static const struct verb verbs[] = {
    { "tone", tone, "one tone", IN(tone_in) },
    { "beep", beep, "short tones", IN(beep_in) },
    { "play", play, "a melody in RTTTL", IN(play_in) },
    { "stop", end, "be silent" },
    { "volume", set_volume, "how loud, from the next tone on", IN(volume_in) },
    { "status", call_status, "what it does" },
    { "pinmap", call_pinmap, "the GPIOs of its pins" },
};
const struct module mod_buzzer = {
    .name = "buzzer",
    .help = "piezo buzzer: tones and melodies",
    .keep_file = "buzzer.pds",
    .tick = player_tick,
    .stop = stop,
    PINS(pins),
    STATE(state, struct player),
    VERBS(verbs),
};
