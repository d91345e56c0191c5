// Reads RTTTL, strictly.
#include "rtttl.h"

enum {
    DURATION_MAX = 32,
    TEMPO_MIN = 25,
    TEMPO_MAX = 900,
    QUARTERS_MS = 60000, // a minute
    NAME_MAX = 32,
    SEMITONES = 12,
    PITCH_OCTAVE_MIN = 4,
    PITCH_OCTAVE_MAX = 7
};

// As semitones above C; h is the German b. ERR_NAME: it is none.
static int pitch_of_letter(char letter)
{
    static const int8_t pitches[] = { 9, 11, 0, 2, 4, 5, 7, 11 }; // a to h
    unsigned i = (unsigned)(letter - 'a');

    return i < COUNT(pitches) ? pitches[i] : ERR_NAME;
}

static bool pitch_has_sharp(int pitch)
{
    return pitch != 4 && pitch != 11; // e, b
}

// Equal temperament from A = 440 Hz in octave 4, to the nearest whole number.
static uint16_t pitch_hz(int pitch, int32_t octave)
{
    static const uint16_t octave_7[SEMITONES] = { 2093, 2217, 2349, 2489, 2637, 2794,
                                                  2960, 3136, 3322, 3520, 3729, 3951 };
    unsigned shift = (unsigned)(PITCH_OCTAVE_MAX - octave);

    return (uint16_t)((octave_7[pitch] + (1u << shift >> 1)) >> shift);
}

static char rtttl_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool rtttl_take(struct text *t, char wanted)
{
    if (!t->len || rtttl_lower(t->p[0]) != wanted)
        return false;
    *t = text_skip(*t, 1);
    return true;
}

// Up to four digits; false: there is none.
static bool rtttl_take_number(struct text *t, int32_t *n)
{
    size_t i = 0;

    while (i < t->len && i < 4 && t->p[i] >= '0' && t->p[i] <= '9')
        i++;
    if (!i)
        return false;
    (void)text_int(text_make(t->p, i), n);
    *t = text_skip(*t, i);
    return true;
}

static bool is_duration(int32_t n)
{
    return n >= 1 && n <= DURATION_MAX && !(n & (n - 1));
}

static int set_default(struct rtttl *r, char key, int32_t n)
{
    switch (rtttl_lower(key)) {
    case 'd': r->duration = (uint8_t)n; return is_duration(n) ? OK : ERR_RANGE;
    case 'o':
        r->octave = (uint8_t)n;
        return n >= PITCH_OCTAVE_MIN && n <= PITCH_OCTAVE_MAX ? OK : ERR_RANGE;
    case 'b': r->tempo = (uint16_t)n; return n >= TEMPO_MIN && n <= TEMPO_MAX ? OK : ERR_RANGE;
    default: return ERR_SYNTAX;
    }
}

// "d=4,o=6,b=63": any of them may be left out.
static int read_defaults(struct rtttl *r, struct text t)
{
    int32_t n;
    int err = OK;

    while (t.len && !err) {
        struct text item = text_trim(text_until(&t, ','));
        char key = item.len ? item.p[0] : ' ';
        item = text_skip(item, 1);
        if (!rtttl_take(&item, '=') || !rtttl_take_number(&item, &n) || item.len)
            return ERR_SYNTAX;
        err = set_default(r, key, n);
    }
    return err;
}

// Takes what stands before the next colon. False: there is none.
static bool rtttl_take_part(struct text *rest, struct text *part)
{
    for (size_t i = 0; i < rest->len; i++) {
        if (rest->p[i] != ':')
            continue;
        *part = text_make(rest->p, i);
        *rest = text_skip(*rest, i + 1);
        return true;
    }
    return false;
}

int rtttl_read_head(struct rtttl *r, struct text melody)
{
    struct text name, defaults;

    *r = (struct rtttl){ melody, 63, 4, 6 }; // the defaults of the specification
    if (!rtttl_take_part(&r->rest, &name) || name.len > NAME_MAX ||
        !rtttl_take_part(&r->rest, &defaults))
        return ERR_SYNTAX;
    r->rest = text_trim(r->rest);
    return read_defaults(r, text_trim(defaults));
}

// Semitones above C, or -1 for a pause. ERR_SYNTAX: no note.
static int take_pitch(struct text *t)
{
    if (rtttl_take(t, 'p'))
        return -1;
    int pitch = t->len ? pitch_of_letter(rtttl_lower(t->p[0])) : ERR_NAME;
    if (pitch < 0)
        return ERR_SYNTAX;
    *t = text_skip(*t, 1);
    return pitch + (pitch_has_sharp(pitch) && rtttl_take(t, '#'));
}

// "8c#.6", also with the dot at the end.
static int rtttl_read_note(const struct rtttl *r, struct text t, struct rtttl_note *note)
{
    int32_t duration = r->duration, octave = r->octave;

    (void)rtttl_take_number(&t, &duration);
    int pitch = take_pitch(&t);
    bool has_dot = rtttl_take(&t, '.');
    (void)rtttl_take_number(&t, &octave);
    has_dot = rtttl_take(&t, '.') || has_dot;
    if (pitch < -1 || t.len)
        return ERR_SYNTAX;
    if (!is_duration(duration) || octave < PITCH_OCTAVE_MIN || octave > PITCH_OCTAVE_MAX)
        return ERR_RANGE;
    note->hz = pitch < 0 ? 0 : pitch_hz(pitch, octave);
    note->ms = QUARTERS_MS * (has_dot ? 6u : 4u) / ((uint32_t)duration * r->tempo);
    return 1;
}

int rtttl_next(struct rtttl *r, struct rtttl_note *note)
{
    if (!r->rest.len)
        return 0;
    size_t before = r->rest.len;
    struct text item = text_until(&r->rest, ',');
    bool ends_in_comma = !r->rest.len && item.len < before;
    return ends_in_comma ? ERR_SYNTAX : rtttl_read_note(r, text_trim(item), note);
}

int rtttl_check(struct text melody)
{
    struct rtttl_note note;
    struct rtttl r;
    int err = rtttl_read_head(&r, melody), notes = 0;

    while (!err && (err = rtttl_next(&r, &note)) == 1) {
        notes++;
        err = OK;
    }
    return err ? err : notes ? OK : ERR_SYNTAX;
}
