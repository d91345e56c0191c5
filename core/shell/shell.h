// The shell: a conversation over a link. Each line that comes in is answered, and a prompt follows.
#ifndef SHELL_SHELL_H
#define SHELL_SHELL_H

#include "command/word.h"
#include "net/line.h"
#include "node/access_scram.h"
#include "node/link.h"
#include "node/room.h"

// Time to give the password. Words that only look do not extend it.
enum { SHELL_LOGIN_MS = 60000 };

// Progress of a password check.
enum guess {
    GUESS_NONE,
    GUESS_QUEUED, // waits for its turn; the line holds the password
    GUESS_WORKS,  // has work to do; the line holds its state
    GUESS_WORKED, // a slice of work was done, and took as long as the clock has advanced since
};

// If the link had no room for a whole answer: how much was sent, and a hash of that.
struct behind {
    uint32_t sent, hash;
};

// One conversation. The owner of the link provides the memory at shell_open and gets it back when
// the link is gone.
struct shell {
    struct shell *next;
    struct link *link;
    struct principal who;
    struct conversation talk;
    uint8_t kind;             // enum link_kind
    uint8_t guess;            // enum guess
    bool is_busy : 1;         // a command is being answered
    bool has_ended : 1;       // the peer sends no more; the present answer is the last
    bool is_waiting : 1;      // for a command that takes time; meanwhile no input is taken
    bool is_opening : 1;      // no known command has come yet
    bool is_behind : 1;       // the peer reads slowly; the answer is made again when there is room
    bool is_held : 1;         // the input is a command if nothing more follows
    uint32_t last_command_ms; // when the last complete command came, or the session opened
    uint32_t last_byte_ms;
    uint32_t peer_hash;
    uint32_t resume_ms; // when to give the command again
    union {
        struct progress progress;
        struct access_turn turn; // used while talk.is_proving; no command runs then
        struct behind behind;    // used while is_behind; no command runs then either
    };
    char peer[CFG_PEER_MAX];
    struct line line;
};

// Opens a conversation on a new link. Sends the greeting once the node has booted; a console may be
// there earlier. Returns OK. ERR_FULL: the client was told that the node is busy, and the memory is
// not used.
int shell_open(struct node *n, struct shell *s, struct link *link, const struct link_facts *facts);

// Makes room for a link without a place. The oldest conversation that is not logged in gives way,
// preferably one from the same address. False: nobody gives way.
bool shell_make_room(struct node *n, const struct link_facts *facts);

// Called when all places are taken. If a password is set, keeps one place free for logging in. If
// all sessions are logged in, the one that has been silent longest gives way.
void shell_keep_place(struct node *n);

// Refuses a link: tells the client that the node is busy, and hangs up.
void shell_refuse(struct node *n, struct link *link, const char *peer);

// Takes bytes of one chunk. Answers at most one command. Returns how many bytes it took; call again
// with the rest. So the port can hold input back while a slow reader's answer waits.
size_t shell_input(struct node *n, struct shell *s, const char *data, size_t len);

// The peer sends no more. Answers a last command without a newline.
void shell_input_end(struct node *n, struct shell *s);

// The link is gone. Do not call this for a link that the node hung up, as the node has forgotten it
// already.
void shell_close(struct node *n, struct shell *s);

// Greets the sessions that were open before the boot had finished.
void shell_greet_all(struct node *n);

// For the table of rooms (node/room.h).
void shell_show_log(struct node *n, struct text line);
unsigned shell_count(const struct node *n); // over the network; consoles do not count
void shell_list(const struct node *n, struct out *o);
void shell_password_changed(struct node *n, const struct conversation *but);

extern const struct room shell_room;
extern const struct word shell_via_word;     // "via NAME HOPS RIGHT", sent by other nodes
extern const struct word shell_outcome_word; // "outcome on": prompts begin with [ok] or [failed]

#endif
