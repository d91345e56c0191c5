// The shell: a conversation over a link. Lines come in, each is answered, and a prompt follows.
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include "command/word.h"
#include "net/line.h"
#include "node/access_scram.h"
#include "node/link.h"
#include "node/room.h"

// For giving the password; looking does not make it longer.
enum { SHELL_LOGIN_MS = 60000 };

// How far the look at a password is.
enum guess {
    GUESS_NONE,
    GUESS_QUEUED, // waits for its turn; the line holds the password
    GUESS_WORKS,  // a slice of the work is to be done; the line holds its state
    GUESS_WORKED, // it was done, and took as long as the clock has moved since
};

// Of an answer for which the link had no room: how much of it was sent, and a hash of that.
struct behind {
    uint32_t sent, hash;
};

// One conversation. Whoever has the link gives the memory at shell_open, and has it back when the
// link is gone.
struct shell {
    struct shell *next;
    struct link *link;
    struct principal who;
    struct conversation talk;
    uint8_t kind;        // enum link_kind
    uint8_t guess;       // enum guess
    bool is_busy : 1;    // a command is being answered
    bool has_ended : 1;  // the peer sends no more; the answer that is waited for is the last
    bool is_waiting : 1; // for a command that takes time; no byte is taken meanwhile
    bool is_opening : 1; // nothing that we know was said yet
    bool is_behind : 1;  // the peer reads slowly: the answer is made again when it has read more
    bool is_held : 1;    // what came is a command if nothing more comes
    uint32_t last_command_ms; // of the last complete command, or of the opening
    uint32_t last_byte_ms;
    uint32_t peer_hash;
    uint32_t resume_ms; // when the command is to be given again
    union {
        struct progress progress;
        struct access_turn turn; // while talk.is_proving: no command runs then
        struct behind behind;    // while is_behind: nor then
    };
    char peer[CFG_PEER_MAX];
    struct line line;
};

// A new link. Sends the greeting (once the node has booted: a console may be there before); OK, or
// ERR_FULL after it told the client that the node is busy (the memory is then not used).
int shell_open(struct node *n, struct shell *s, struct link *link, const struct link_facts *facts);

// Makes room for a link that nobody has a place for: the oldest conversation gives way that has not
// given the password, if there is one; of the same address first. False: all are to stay.
bool shell_make_room(struct node *n, const struct link_facts *facts);

// For whoever has no place left: where a password is set, one is for giving it in. If all who are
// here are in, the one that has said nothing for the longest gives way.
void shell_keep_place(struct node *n);

// Turns a link away for which there is no room: tells the client that the node is busy, and hangs
// up.
void shell_refuse(struct node *n, struct link *link, const char *peer);

// Bytes of one chunk. Answers at most one command and returns how many bytes it took, so that the
// port can hold back what a slow reader could not take; call again with the rest.
size_t shell_input(struct node *n, struct shell *s, const char *data, size_t len);

// The peer will send no more: answers a last command that has no newline.
void shell_input_end(struct node *n, struct shell *s);

// The link is gone. Not for a link that the node hung up: it has forgotten that one already.
void shell_close(struct node *n, struct shell *s);

// Greets those who were there before the node was up.
void shell_greet_all(struct node *n);

// For the table of rooms (node/room.h).
void shell_show_log(struct node *n, struct text line);
unsigned shell_count(const struct node *n); // over the network; consoles do not count
void shell_list(const struct node *n, struct out *o);
void shell_password_changed(struct node *n, const struct conversation *but);

extern const struct room shell_room;
extern const struct word shell_via_word;     // "via NAME HOPS RIGHT", which nodes say to each other
extern const struct word shell_outcome_word; // "outcome on": prompts begin with [ok] or [failed]

#endif
