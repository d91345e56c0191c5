// Reads RTTTL.
#include "rtttl.h"

enum {
    DURATION_MAX = 32,
    TEMPO_MIN = 25,
    TEMPO_MAX = 900,
    QUARTERS_MS = 60000, // a minute
    NAME_MAX = 32,
    SEMITONES = 12,
    PITCH_OCTAVE_MIN = 4,
    PITCH_OCTAVE_MAX = 8,
    PITCH_OCTAVE_TABLE = 7
};

// The part of a note that is silent at its end.
enum { NATURAL_PART = 8, STACCATO_PART = 2 };

// Semitones above C; h is the German b. ERR_NAME: not a note.
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

// Equal temperament from A = 440 Hz in octave 4, rounded to an integer.
static uint16_t pitch_hz(int pitch, int32_t octave)
{
    static const uint16_t octave_7[SEMITONES] = { 2093, 2217, 2349, 2489, 2637, 2794,
                                                  2960, 3136, 3322, 3520, 3729, 3951 };
    unsigned shift = (unsigned)(PITCH_OCTAVE_TABLE - octave);

    if (octave > PITCH_OCTAVE_TABLE)
        return (uint16_t)(octave_7[pitch] * 2);
    return (uint16_t)((octave_7[pitch] + (1u << shift >> 1)) >> shift);
}

static char rtttl_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool is_blank_or(char c, const char *others)
{
    while (*others && *others != c)
        others++;
    return text_is_blank(c) || *others;
}

// Blanks are ignored, even inside numbers.
static void skip_blanks(struct text *t)
{
    while (t->len && text_is_blank(t->p[0]))
        *t = text_skip(*t, 1);
}

static bool rtttl_take(struct text *t, char wanted)
{
    skip_blanks(t);
    if (!t->len || rtttl_lower(t->p[0]) != wanted)
        return false;
    *t = text_skip(*t, 1);
    return true;
}

// Reads up to four digits. False: there is none.
static bool rtttl_take_number(struct text *t, int32_t *n)
{
    int32_t value = 0;
    unsigned digits = 0;

    for (skip_blanks(t); digits < 4 && t->len && t->p[0] >= '0' && t->p[0] <= '9'; digits++) {
        value = value * 10 + (t->p[0] - '0');
        *t = text_skip(*t, 1);
        skip_blanks(t);
    }
    if (digits)
        *n = value;
    return digits;
}

static bool is_duration(int32_t n)
{
    return n >= 1 && n <= DURATION_MAX && !(n & (n - 1));
}

static int set_number(struct rtttl *r, char key, int32_t n)
{
    switch (key) {
    case 'd': r->duration = (uint8_t)n; return is_duration(n) ? OK : ERR_RANGE;
    case 'o':
        r->octave = (uint8_t)n;
        return n >= PITCH_OCTAVE_MIN && n <= PITCH_OCTAVE_MAX ? OK : ERR_RANGE;
    case 'b': r->tempo = (uint16_t)n; return n >= TEMPO_MIN && n <= TEMPO_MAX ? OK : ERR_RANGE;
    default: r->repeats = (uint8_t)n; return n <= RTTTL_FOR_EVER ? OK : ERR_RANGE;
    }
}

static int set_style(struct rtttl *r, struct text *t)
{
    skip_blanks(t);
    char style = t->len ? rtttl_lower(t->p[0]) : ' ';

    *t = text_skip(*t, 1);
    if (style != 's' && style != 'n' && style != 'c')
        return ERR_RANGE;
    r->style = style;
    return OK;
}

static bool is_letter(char c)
{
    c = rtttl_lower(c);
    return c >= 'a' && c <= 'z';
}

// Takes "d=4", "o5" or "s=N" off the text. Unknown names are skipped with their values.
static int take_control(struct rtttl *r, struct text *t)
{
    char key = rtttl_lower(t->p[0]);
    struct text rest = text_skip(*t, 1);
    int32_t n;

    if (!is_letter(key))
        return ERR_SYNTAX;
    bool is_long = rest.len && is_letter(rest.p[0]) && key != 's';
    if (!is_long && is_blank_or(key, "dobls")) {
        (void)rtttl_take(&rest, '=');
        *t = rest;
        if (key == 's')
            return set_style(r, t);
        return rtttl_take_number(t, &n) ? set_number(r, key, n) : ERR_SYNTAX;
    }
    while (t->len && !is_blank_or(t->p[0], ",;"))
        *t = text_skip(*t, 1);
    return OK;
}

// All controls are optional. A comma, a semicolon or a blank separates them.
static int read_controls(struct rtttl *r, struct text t)
{
    int err = OK;

    while (!err) {
        while (t.len && is_blank_or(t.p[0], ",;"))
            t = text_skip(t, 1);
        if (!t.len)
            return OK;
        err = take_control(r, &t);
    }
    return err;
}

// Takes the text before the next colon. False: there is none.
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

    *r = (struct rtttl){ melody, 63, 4, 6, 0, 'n' }; // the defaults of the specification
    if (!rtttl_take_part(&r->rest, &name) || name.len > NAME_MAX ||
        !rtttl_take_part(&r->rest, &defaults))
        return ERR_SYNTAX;
    return read_controls(r, defaults);
}

// Semitones above C, or -1 for a pause. ERR_SYNTAX: not a note.
static int take_pitch(struct text *t)
{
    if (rtttl_take(t, 'p'))
        return -1;
    skip_blanks(t);
    int pitch = t->len ? pitch_of_letter(rtttl_lower(t->p[0])) : ERR_NAME;
    if (pitch < 0)
        return ERR_SYNTAX;
    *t = text_skip(*t, 1);
    return pitch + (pitch_has_sharp(pitch) && rtttl_take(t, '#'));
}

// Reads "8c#.6". The dot may also be at the end.
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
    note->gap_ms =
        r->style == 'c' ? 0 : note->ms / (r->style == 's' ? STACCATO_PART : NATURAL_PART);
    if (!note->hz)
        note->gap_ms = 0;
    return 1;
}

static bool has_equals(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (t.p[i] == '=')
            return true;
    return false;
}

// Reads a control among the notes, "o=5" or "b160". Returns 0. An item that can be read as a note
// is a note.
static int rtttl_read_control(struct rtttl *r, struct text t, int err)
{
    if (!has_equals(t) && !is_blank_or(rtttl_lower(t.p[0]), "obs"))
        return err;
    err = take_control(r, &t);
    skip_blanks(&t);
    return err ? err : t.len ? ERR_SYNTAX : 0;
}

// Takes the text before the next comma.
static struct text rtttl_take_item(struct text *rest)
{
    size_t n = 0;

    while (n < rest->len && rest->p[n] != ',')
        n++;
    struct text item = text_trim(text_make(rest->p, n));
    *rest = text_skip(*rest, n + 1);
    return item;
}

int rtttl_next(struct rtttl *r, struct rtttl_note *note)
{
    int got = 0;

    while (!got && r->rest.len) {
        struct text item = rtttl_take_item(&r->rest);
        if (!item.len)
            continue;
        got = has_equals(item) ? ERR_SYNTAX : rtttl_read_note(r, item, note);
        if (got < 0)
            got = rtttl_read_control(r, item, got);
    }
    return got;
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
