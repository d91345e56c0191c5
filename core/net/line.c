// Finds shell commands in a stream of bytes.
#include "net/line.h"
#include "base/bytes.h"
#include "base/visible.h"

// RFC 854 and 855.
enum telnet_byte { SE = 240, EC = 247, EL = 248, SB = 250, WILL = 251, DONT = 254, IAC = 255 };
enum { BACKSPACE = 8, DEL = 0x7f };
enum telnet_state { PLAIN, COMMAND, OPTION, SUB, SUB_COMMAND };

void line_init(struct line *l, bool needs_newline)
{
    l->len = 0;
    l->telnet = PLAIN;
    l->needs_newline = needs_newline;
    l->saw_newline = l->after_cr = l->skipping = l->complete = l->not_text = l->is_wide = false;
    l->is_ended = false;
}

struct text line_text(const struct line *l)
{
    return text_make(l->text, l->len);
}

uint32_t *line_work(struct line *l)
{
    return l->work;
}

void line_paused(struct line *l)
{
    l->is_ended = false;
    if (!l->saw_newline && !l->needs_newline)
        l->skipping = l->not_text = false;
}

static bool is_text(const struct line *l)
{
    return !l->not_text && (!l->is_wide || visible_text(line_text(l), "\t"));
}

static bool is_inside_character(char c)
{
    return ((uint8_t)c & 0xc0) == 0x80; // a continuation byte of UTF-8
}

// Removes the last character.
static void erase(struct line *l)
{
    while (l->len && is_inside_character(l->text[--l->len]))
        ;
}

// Handles the byte after IAC. Some commands mean that a person is at a terminal.
static bool telnet_command(struct line *l, uint8_t c)
{
    l->telnet = c == SB ? SUB : c >= WILL && c <= DONT ? OPTION : PLAIN;
    l->not_text |= c < SE || c == IAC; // IAC IAC means the byte 255 itself, which is not text
    l->needs_newline |= c >= SE && c != IAC;
    if (c == EC)
        erase(l);
    else if (c == EL)
        l->len = 0;
    return c >= SE;
}

// Whether the byte belongs to a telnet sequence and not to a command.
static bool telnet_takes(struct line *l, uint8_t c)
{
    switch (l->telnet) {
    case COMMAND: return telnet_command(l, c);
    case OPTION: l->telnet = PLAIN; return true;
    case SUB: l->telnet = c == IAC ? SUB_COMMAND : SUB; return true;
    case SUB_COMMAND: l->telnet = c == SE ? PLAIN : SUB; return true;
    default: break;
    }
    if (c != IAC)
        return false;
    l->telnet = COMMAND;
    return true;
}

static enum line_event newline(struct line *l)
{
    bool skipped = l->skipping;

    l->saw_newline = true;
    l->skipping = false;
    l->not_text &= !skipped;
    return skipped ? LINE_MORE : is_text(l) ? LINE_READY : LINE_NOT_TEXT;
}

static enum line_event line_take(struct line *l, char c)
{
    bool after_cr = l->after_cr;

    if ((l->telnet != PLAIN || (uint8_t)c == IAC) && telnet_takes(l, (uint8_t)c))
        return LINE_MORE;
    l->after_cr = c == '\r';
    if (after_cr && (c == '\n' || c == '\0'))
        return LINE_MORE;
    if (c == '\n' || c == '\r')
        return newline(l);
    if (l->skipping)
        return LINE_MORE;
    if (c == BACKSPACE || c == DEL) {
        l->needs_newline = true;
        erase(l);
        return LINE_MORE;
    }
    if (l->len == CFG_LINE_MAX) {
        l->skipping = true;
        return LINE_TOO_LONG;
    }
    l->not_text |= (uint8_t)c < ' ' && c != '\t';
    l->is_wide |= (uint8_t)c > DEL;
    l->text[l->len++] = c;
    return LINE_MORE;
}

static void line_begin_command(struct line *l)
{
    l->len = 0;
    l->complete = l->not_text = l->is_wide = false;
}

// Takes printable ASCII until a byte needs a closer look. Most commands consist of it. Returns how
// many bytes.
static size_t line_take_plain(struct line *l, const char *data, size_t len)
{
    size_t n = 0, room = (size_t)CFG_LINE_MAX - l->len, most = len < room ? len : room;

    if (l->telnet != PLAIN || l->skipping)
        return 0;
    while (n < most && data[n] >= ' ' && data[n] < DEL)
        n++;
    bytes_copy(l->text + l->len, data, n);
    l->len = (uint16_t)(l->len + n);
    l->after_cr &= !n;
    return n;
}

// Takes the late newline of a command that was handed out already. Returns how many bytes.
static size_t take_late_newline(struct line *l, char c)
{
    l->is_ended = false;
    if (c != '\n' && c != '\r')
        return 0;
    l->saw_newline = true;
    l->after_cr = c == '\r';
    return 1;
}

// A character that comes alone was typed.
static bool is_typed(const struct line *l)
{
    size_t n = 1;

    while (n < l->len && is_inside_character(l->text[n]))
        n++;
    return n >= l->len;
}

// What to do at the end of a chunk.
static enum line_event line_pause_event(struct line *l)
{
    if (l->saw_newline || l->needs_newline || l->skipping || !l->len)
        return LINE_MORE;
    l->needs_newline = is_typed(l);
    return l->needs_newline ? LINE_MORE : LINE_PART;
}

enum line_event line_feed(struct line *l, const char *data, size_t len, size_t *used)
{
    enum line_event event = LINE_MORE;
    size_t at = 0;

    if (l->complete)
        line_begin_command(l);
    if (l->is_ended && len)
        at = take_late_newline(l, *data);
    while (at < len && event == LINE_MORE) {
        at += line_take_plain(l, data + at, len - at);
        if (at < len)
            event = line_take(l, data[at++]);
    }
    *used = at;
    l->complete = event != LINE_MORE;
    return l->complete ? event : line_pause_event(l);
}

enum line_event line_end(struct line *l)
{
    if (!l->len || l->skipping || l->complete)
        return LINE_MORE;
    l->complete = l->is_ended = true;
    return is_text(l) ? LINE_READY : LINE_NOT_TEXT;
}
