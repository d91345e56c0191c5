// Frames commands out of the bytes of a link.
// A newline (LF, CR LF, CR, CR NUL) ends a command. The original's clients send none, but each
// command whole: on a link that never sent one, what has come is a command once nothing more
// follows for a while. That is not so for somebody who types: the first character comes alone, or
// telnet speaks, and then only newlines count. Backspace and DEL take back a character. Telnet
// negotiation (RFC 854) is skipped.
#ifndef NET_LINE_H
#define NET_LINE_H

#include "base/text.h"
#include "cfg.h"

enum line_event {
    LINE_MORE,     // nothing complete yet
    LINE_PART,     // a command, or the beginning of one: line_end() if nothing follows for a while
    LINE_READY,    // a command stands in line_text()
    LINE_TOO_LONG, // it passed CFG_LINE_MAX; its rest will be skipped
    LINE_NOT_TEXT  // it held bytes that are not UTF-8, or characters that are not visible
};

struct line {
    uint16_t len;
    uint8_t telnet;         // state inside a telnet sequence
    bool needs_newline : 1; // the link is a stream of characters, or somebody types
    bool saw_newline : 1;   // it has sent one at least once
    bool after_cr : 1;      // a LF or NUL now belongs to the CR before it
    bool skipping : 1;      // the rest of a command that was too long
    bool complete : 1;      // `text` was handed out; the next byte begins a new command
    bool not_text : 1;      // it holds a control character, or a byte 255 that is not telnet's
    bool is_wide : 1;       // it holds bytes above ASCII: whether they are text is to be seen
    bool is_ended : 1;      // by silence: a newline that comes late still belongs to it
    union {
        char text[CFG_LINE_MAX];
        uint32_t work[CFG_LINE_MAX / 4]; // line_work
    };
};

void line_init(struct line *l, bool needs_newline);

// Takes bytes of one chunk until something is complete; *used says how many were taken.
// Call again with the rest.
enum line_event line_feed(struct line *l, const char *data, size_t len, size_t *used);

// Nothing more comes, or nothing came for a while: what is gathered is a command. LINE_MORE:
// nothing was.
enum line_event line_end(struct line *l);

// The link paused: on a link without newlines, the end of a command that was too long. A newline
// that comes now is an empty command.
void line_paused(struct line *l);

// The room of a command that was handed out, for whoever works on it until the next line_feed. The
// command is overwritten.
uint32_t *line_work(struct line *l);

// The command, after LINE_READY; the bytes may be changed until the next line_feed.
struct text line_text(const struct line *l);

#endif
