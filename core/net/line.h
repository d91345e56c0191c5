// Finds commands in the bytes of a link. A newline (LF, CR LF, CR, CR NUL) ends a command. The
// original's clients send no newline, but each command in one piece. So on a link that never sent a
// newline, a command ends if nothing more follows for a while. If a person types, only newlines
// count. This is detected by a first character that comes alone, or by telnet. Backspace and DEL
// remove a character. Telnet negotiation (RFC 854) is skipped.
#ifndef NET_LINE_H
#define NET_LINE_H

#include "base/text.h"
#include "cfg.h"

enum line_event {
    LINE_MORE,     // nothing complete yet
    LINE_PART,     // a command or its beginning: call line_end() if nothing follows for a while
    LINE_READY,    // line_text() has a command
    LINE_TOO_LONG, // longer than CFG_LINE_MAX; the rest will be skipped
    LINE_NOT_TEXT  // has bytes that are not UTF-8, or invisible characters
};

struct line {
    uint16_t len;
    uint8_t telnet;         // state inside a telnet sequence
    bool needs_newline : 1; // the link is a stream of bytes, or a person types
    bool saw_newline : 1;   // the link has sent a newline before
    bool after_cr : 1;      // a LF or NUL that comes next belongs to the CR
    bool skipping : 1;      // skips the rest of a command that was too long
    bool complete : 1;      // `text` was handed out; the next byte starts a new command
    bool not_text : 1;      // has a control character, or a byte 255 that is not telnet's
    bool is_wide : 1;       // has bytes above ASCII, so UTF-8 must be checked
    bool is_ended : 1;      // ended by silence; a newline that comes late still belongs to it
    union {
        char text[CFG_LINE_MAX];
        uint32_t work[CFG_LINE_MAX / 4]; // line_work
    };
};

void line_init(struct line *l, bool needs_newline);

// Takes bytes of one chunk until something is complete. *used: how many it took. Call again with
// the rest.
enum line_event line_feed(struct line *l, const char *data, size_t len, size_t *used);

// Nothing more comes, or nothing came for a while: the bytes so far are a command. LINE_MORE: there
// are none.
enum line_event line_end(struct line *l);

// The link paused. On a link without newlines, this ends a command that was too long. A newline
// after it is an empty command.
void line_paused(struct line *l);

// The memory of a command that was handed out, to work in until the next line_feed. Overwrites the
// command.
uint32_t *line_work(struct line *l);

// The command, after LINE_READY. The bytes may be changed until the next line_feed.
struct text line_text(const struct line *l);

#endif
