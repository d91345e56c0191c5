// Decides which text may reach a terminal.
#include "base/visible.h"

// Unicode 15: Cc, Default_Ignorable_Code_Point without the variation selectors, Zl, Zp, and the
// interlinear annotation characters.
static const struct {
    uint32_t first, last;
} hidden[] = {
    { 0x00, 0x1f },       { 0x7f, 0x9f },       { 0xad, 0xad },       { 0x34f, 0x34f },
    { 0x61c, 0x61c },     { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
    { 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },   { 0x3164, 0x3164 },
    { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },   { 0x1bca0, 0x1bca3 },
    { 0x1d173, 0x1d17a }, { 0xe0000, 0xe00ff }, { 0xe01f0, 0xe0fff },
};

bool visible_is(uint32_t code)
{
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden && code >= hidden[i].first; i++)
        if (code <= hidden[i].last)
            return false;
    return true;
}

size_t visible_next(struct text t, bool *is_visible)
{
    uint32_t code;
    size_t n = text_char(t, &code);

    *is_visible = n && visible_is(code);
    return n ? n : 1;
}

static bool visible_is_kept(char c, const char *keep)
{
    while (*keep && *keep != c)
        keep++;
    return *keep;
}

// The length of the first character in bytes, and whether it may stay.
static size_t look_at(struct text t, const char *keep, bool *may_stay)
{
    size_t n = visible_next(t, may_stay);

    *may_stay = *may_stay || visible_is_kept(t.p[0], keep);
    return n;
}

bool visible_text(struct text t, const char *keep)
{
    for (size_t i = 0; i < t.len;) {
        bool may_stay = t.p[i] >= ' ' && t.p[i] < 0x7f; // quick test for the usual case

        i += may_stay ? 1 : look_at(text_skip(t, i), keep, &may_stay);
        if (!may_stay)
            return false;
    }
    return true;
}

void visible_make(char *p, size_t len, const char *keep)
{
    bool may_stay;

    for (size_t i = 0; i < len;) {
        if (p[i] >= ' ' && p[i] < 0x7f) {
            i++;
            continue;
        }
        size_t n = look_at(text_make(p + i, len - i), keep, &may_stay);
        for (size_t end = i + n; i < end; i++)
            p[i] = may_stay ? p[i] : '?';
    }
}
