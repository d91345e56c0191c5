// A whole node on a test bench: a port that keeps what was sent, storage in memory, a simulated
// board, time that moves only when a test says so.
#ifndef TESTS_RIG_H
#define TESTS_RIG_H

#include "automation/tasks.h"
#include "hw/boards.h"
#include "loader/loader.h"
#include "node/set.h"
#include "peers/intercon.h"
#include "ram.h"
#include "rooms.h"
#include "shell/shell.h"
#include "sim/parts.h"
#include "sim/sim.h"

// Text that grows.
struct tape {
    char *data; // with a zero byte at its end; NULL while nothing came
    size_t len;
};

void tape_add(struct tape *t, const char *data, size_t len);
void tape_clear(struct tape *t);

// One link and its session.
struct peer {
    struct link link; // what the node knows it by; first
    struct rig *rig;
    struct shell shell;
    struct tape heard; // sent to this link and not yet looked at
    struct tape held;  // said to a node that did not take it yet
    size_t room;       // bytes that it takes until a test gives it more
    unsigned sends;    // how often the node sent something
    bool is_over;      // hung up
    struct peer *next;
};

// A link that the node dialed: a test plays the other node.
struct dialed {
    struct link link;       // what the node knows it by; first
    struct peer_call *call; // NULL: free
    char host[64];
    uint16_t port;
    struct tape said; // by the node, not yet looked at
    bool is_over;     // the node has hung up, or it is gone
};

enum { RIG_TASKS = 6, RIG_CALLS = 4 };

struct rig {
    struct node node;
    struct rooms_state rooms;
    struct task tasks[RIG_TASKS];
    struct peer_call calls[RIG_CALLS];
    struct dialed dials[RIG_CALLS];
    struct port port;
    struct crypto crypto; // libsodium's, with numbers in place of randomness
    struct ram ram;
    struct sim sim;
    struct parts parts; // that are wired to it
    struct node_facts facts;
    struct peer *peers;
    struct tape log; // lines of the port's log
    uint64_t now_ms;
    int64_t wall_s;
    int32_t mem_free_bytes, fs_free_percent;
    bool has_no_memory; // for another load module
    uint8_t mac[6];
    unsigned reboots;
};

struct rig *rig_new(const struct board *board);
// Its settings are an image in the store instead of a file; before anything was done with it.
void rig_keep_as_image(struct rig *r);

// The power was gone: a node that knows nothing but what is stored, not booted yet.
void rig_power_on(struct rig *r);
void rig_free(struct rig *r);

void rig_load(struct rig *r);
void rig_boot(struct rig *r);   // rig_load and the boot sequence
void rig_reboot(struct rig *r); // ends all sessions; pins and module state are lost, storage stays

// A setting as the command line of a port gives it, between load and boot. Fails the test on an
// error.
extern const struct principal rig_owner; // whose doing it is
void rig_set(struct rig *r, const char *key, const char *value);

struct peer *rig_open(struct rig *r, enum link_kind kind); // LINK_CONSOLE: a stream of characters
struct peer *rig_open_from(struct rig *r, enum link_kind kind, const char *address);
void peer_send(struct peer *p, const void *data,
               size_t len);                      // one chunk, then what the node wishes
void peer_say(struct peer *p, const char *text); // the text and a newline
void peer_hush(struct peer *p);  // long enough for what has no newline to be a command
void peer_end(struct peer *p);   // the far side will send no more
void peer_close(struct peer *p); // the link is gone

void rig_tell_time(struct rig *r); // what it is now

// Moves time on, stopping at each moment at which the node has something to do.
void rig_wait_ms(struct rig *r, uint32_t ms);

// The other node of a link that the node dialed: it is reached, or why not; it says something; it
// hangs up.
void dialed_open(struct rig *r, struct dialed *d, int err);
void dialed_say(struct rig *r, struct dialed *d, const void *data, size_t len);
void dialed_answer(struct rig *r, struct dialed *d, const char *text);
void dialed_hang_up(struct rig *r, struct dialed *d);

// Fails the test unless the node has said exactly this to it since the last look.
#define expect_said(d, text) dialed_expect(d, text, __FILE__, __LINE__)
void dialed_expect(struct dialed *d, const char *text, const char *file, int line);

// What this link heard since it was asked last; a caller's buffer, terminated. Fails when it is too
// long.
const char *peer_heard(struct peer *p, char *text, size_t cap);

// Fails the test unless exactly this was heard since the last look.
#define expect_heard(p, text) peer_expect(p, text, __FILE__, __LINE__)
void peer_expect(struct peer *p, const char *text, const char *file, int line);

// Says a line and expects the whole answer, its prompt included.
#define expect_answer(p, line, text) peer_expect_answer(p, line, text, __FILE__, __LINE__)
void peer_expect_answer(struct peer *p, const char *line, const char *text, const char *file,
                        int at);

// Says a line and expects the answer before the prompt "node01 $  ".
#define expect_reply(p, line, text)                                                                \
    peer_expect_answer(p, line, text "node01 $  ", __FILE__, __LINE__)

// Opens a session and throws its greeting away.
struct peer *rig_enter(struct rig *r, enum link_kind kind);

bool rig_logged(const struct rig *r, const char *part); // since the rig began

// The description of a module as a program reads it: {"help": ..., "verbs": [...]}
void describe_module(const struct module *m, struct out *o);

// A strict check of one JSON text (RFC 8259), by a parser that is not ours.
bool is_json(const char *text);

#endif
