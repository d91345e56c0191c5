// The framing of shell commands.
#include "net/line.h"
#include "base/bytes.h"
#include "base/visible.h"

// RFC 854 and 855.
enum telnet_byte { SE = 240, SB = 250, WILL = 251, DONT = 254, IAC = 255 };
enum { DEL = 0x7f };
enum telnet_state { PLAIN, COMMAND, OPTION, SUB, SUB_COMMAND };

void line_init(struct line *l, bool needs_newline)
{
    l->len = 0;
    l->telnet = PLAIN;
    l->needs_newline = needs_newline;
    l->saw_newline = l->after_cr = l->skipping = l->complete = l->not_text = l->is_wide = false;
}

struct text line_text(const struct line *l)
{
    return text_make(l->text, l->len);
}

void line_go_on(struct line *l)
{
    l->complete = false;
}

uint32_t *line_work(struct line *l)
{
    return l->work;
}

void line_paused(struct line *l)
{
    if (!l->saw_newline && !l->needs_newline)
        l->skipping = l->not_text = false;
}

static bool is_text(const struct line *l)
{
    return !l->not_text && (!l->is_wide || visible_text(line_text(l), "\t"));
}

// True when the byte belongs to a telnet sequence and not to a command.
static bool telnet_takes(struct line *l, uint8_t c)
{
    switch (l->telnet) {
    case COMMAND:
        l->telnet = c == SB ? SUB : c >= WILL && c <= DONT ? OPTION : PLAIN;
        l->not_text |= c < SE || c == IAC; // IAC IAC is the byte 255 itself, and no text
        return c >= SE;
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
    if (l->len == CFG_LINE_MAX) {
        l->skipping = true;
        return LINE_TOO_LONG;
    }
    l->not_text |= ((uint8_t)c < ' ' && c != '\t') || c == DEL;
    l->is_wide |= (uint8_t)c > DEL;
    l->text[l->len++] = c;
    return LINE_MORE;
}

static void line_begin_command(struct line *l)
{
    l->len = 0;
    l->complete = l->not_text = l->is_wide = false;
}

// Takes printable ASCII, which most commands are, up to a byte that has to be looked at; returns
// how many.
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

enum line_event line_feed(struct line *l, const char *data, size_t len, size_t *used)
{
    enum line_event event = LINE_MORE;
    size_t at = 0;

    if (l->complete)
        line_begin_command(l);
    while (at < len && event == LINE_MORE) {
        at += line_take_plain(l, data + at, len - at);
        if (at < len)
            event = line_take(l, data[at++]);
    }
    *used = at;
    bool chunk_is_command = !l->saw_newline && !l->needs_newline && !l->skipping && l->len;
    if (event == LINE_MORE && chunk_is_command)
        event = is_text(l) ? LINE_READY : LINE_NOT_TEXT;
    l->complete = event != LINE_MORE;
    return event;
}

enum line_event line_end(struct line *l)
{
    if (!l->len || l->skipping || l->complete)
        return LINE_MORE;
    return is_text(l) ? LINE_READY : LINE_NOT_TEXT;
}
