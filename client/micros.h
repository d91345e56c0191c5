// libmicros: talk to micrOS nodes over their line shell, one at a time or thousands at once.
// There are three layers. A conversation leaves connection, loop and clock to the caller; a session
// blocks; a fleet runs many at once. A call blocks only its own thread. Nothing here starts
// threads, sleeps or keeps global state, so different threads may use different sessions. Times are
// in milliseconds unless the name says otherwise.
#ifndef MICROS_H
#define MICROS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MICROS_PORT 9008

// The most bytes that one reply may have; a node that sends more ends in MICROS_TOO_LONG.
#define MICROS_REPLY_MAX (1024u * 1024u)

// Longest name of a node that a prompt may show, without the terminating NUL.
#define MICROS_NAME_MAX 255

// Longest UID of a node, without the terminating NUL.
#define MICROS_UID_MAX 127

// Every way a conversation can end, and the text for it.
#define MICROS_RESULTS(X)                                                                          \
    X(MICROS_OK, 0, "ok")                                                                          \
    X(MICROS_UNKNOWN_DEVICE, -1, "unknown device")                                                 \
    X(MICROS_UNREACHABLE, -2, "unreachable")                                                       \
    X(MICROS_BUSY, -3, "refused: the node is busy with other clients")                             \
    X(MICROS_NEEDS_PASSWORD, -4, "refused: the node asks for a password")                          \
    X(MICROS_AUTH_FAILED, -5, "refused: the node did not accept the password")                     \
    X(MICROS_TIMEOUT, -6, "timeout")                                                               \
    X(MICROS_FAILED, -7, "command failed")                                                         \
    X(MICROS_CLOSED, -8, "the node closed the connection before its answer was complete")          \
    X(MICROS_TOO_LONG, -9, "the answer is longer than 1 MiB")                                      \
    X(MICROS_BAD_INPUT, -10, "a command may not contain a line break and may not be empty")        \
    X(MICROS_NO_MEMORY, -11, "out of memory")                                                      \
    X(MICROS_SYSTEM, -12, "the system refused a socket")                                           \
    X(MICROS_OTHER_DEVICE, -13, "another device answers there; no command was sent to it")         \
    X(MICROS_NOT_PROVEN, -14, "the node did not prove that it knows the password")                 \
    X(MICROS_PLAIN_REFUSED, -15, "the node takes the password in clear only; it was not sent")     \
    X(MICROS_MUST_WAIT, -16, "refused: too many wrong passwords before")

#define MICROS_RESULT_MEMBER(code, number, text) code = number,
enum micros_result { MICROS_RESULTS(MICROS_RESULT_MEMBER) };
#undef MICROS_RESULT_MEMBER

// The text for a result: a constant string, never NULL.
const char *micros_result_text(enum micros_result result);

// How the command before a prompt went. The node says so only after `outcome on`.
enum micros_outcome { MICROS_OUTCOME_UNSAID, MICROS_OUTCOME_OK, MICROS_OUTCOME_FAILED };

// The parts of a node's prompt: `[ok] [password] [recovery] [configure] name $  `, or `[failed]`.
struct micros_prompt {
    enum micros_outcome outcome;    // of the command before it
    bool password;                  // the node waits for the password
    bool recovery;                  // the node accepts configure commands only
    bool configure;                 // the node is in configure mode
    unsigned blanks;                // blanks after the dollar, 1 or 2
    size_t start;                   // where the prompt begins in the data that was searched
    char name[MICROS_NAME_MAX + 1]; // the node's name, ended by NUL
};

// Checks whether `data` ends in a line that is a prompt. If not, returns false and does not change
// `found`.
bool micros_prompt_find(const char *data, size_t len, struct micros_prompt *found);

// Judges an answer by its text, for nodes that do not say how a command went: MICROS_FAILED if the
// text says that `command` failed, else MICROS_OK.
enum micros_result micros_reply_judge(const char *command, const char *text, size_t len);

// True for the words that a locked node answers without the password: hello, version, help, exit.
// Nodes of other makers may answer hello only.
bool micros_command_is_open(const char *command);

// A node's answer to `hello`; each text ends with NUL.
struct micros_hello {
    char name[MICROS_NAME_MAX + 1]; // as received: it may contain anything but line breaks
    char uid[MICROS_UID_MAX + 1];   // letters, digits, '_', '.' and '-'
};

// Reads the answer to `hello`: `hello:<name>:<uid>`, or the later `hello:<name>:<uid>:<kind>`;
// names may contain colons. If it is none, returns false and does not change `found`.
bool micros_hello_find(const char *text, size_t len, struct micros_hello *found);

// What is known about a node before anything is sent to it. All zero: nothing.
struct micros_trust {
    const char *uid; // the UID that `hello` must return; else MICROS_OTHER_DEVICE. NULL: any
    // The node has proved before that it knows the password (SCRAM-SHA-256). Only hello, version,
    // help and exit are sent until it does so again. Else MICROS_NOT_PROVEN.
    bool must_prove;
    // A node that cannot prove anything, such as the original, may get the password in clear.
    // Without this: MICROS_PLAIN_REFUSED. Ignored with must_prove.
    bool allows_plain;
};

// An answer: the bytes between the command and the next prompt, line breaks included.
struct micros_reply {
    const char *text; // ends with NUL, may contain others; the library's, valid until the next call
    size_t len;       // bytes in text
    bool closed;      // the node said good-bye and closed (`exit`, `reboot`)
    int64_t took_us;  // from sending the command to the end of the answer
};

// ---- one node, in your own loop ----------------------------------------------------------------

// A conversation over any connection of the caller: nothing here reads, writes, waits or looks at a
// clock. The caller passes in received bytes and the present time (any clock that only goes
// forward, in microseconds). It sends the output of the conversation, and calls
// micros_conversation_tick at the deadline.
struct micros_conversation;

enum micros_stage {
    MICROS_IS_GREETING,  // connected, no prompt yet
    MICROS_IS_READY,     // the node waits for a line
    MICROS_IS_ANSWERING, // a line was sent, its answer is not complete yet
    MICROS_IS_OVER,      // nothing more will come: micros_conversation_result says why
};

// Begins a conversation on a new connection. `timeout_ms` limits the greeting, and then each
// answer. The caller frees it. NULL: no memory.
struct micros_conversation *micros_conversation_new(int timeout_ms, int64_t now_us);

// What is known about the node; call it before the greeting is taken. Copied. With a UID the
// conversation itself checks who answers, before it is ready.
void micros_conversation_trust(struct micros_conversation *c, const struct micros_trust *trust);

// NULL is allowed. The connection stays the caller's.
void micros_conversation_free(struct micros_conversation *c);

enum micros_stage micros_conversation_stage(const struct micros_conversation *c);

// Why it is over: MICROS_OK after a good-bye. MICROS_OK as long as it is not over.
enum micros_result micros_conversation_result(const struct micros_conversation *c);

// Takes received bytes, in pieces of any size. Look at the stage after each call.
void micros_conversation_take(struct micros_conversation *c, const char *bytes, size_t n,
                              int64_t now_us);

// The node has closed the connection, or it was lost.
void micros_conversation_closed(struct micros_conversation *c, int64_t now_us);

// False once it is over: close the connection then.
bool micros_conversation_wants_read(const struct micros_conversation *c);

// Says a command (without line break); only for a node that is ready. Before the first one that is
// not open (micros_command_is_open), the conversation itself says `outcome on`. From then on the
// node tells how each command went. A node that does not know the word answers with an error, which
// is skipped, and its answers are judged by their text. MICROS_OK: micros_conversation_output has
// the bytes. MICROS_BAD_INPUT: the line has a line break, or it is not our turn. Any other result
// is the one that ended the conversation.
// Logging in is for a node whose prompt asks for the password. It takes several lines, which the
// conversation itself says. The node is asked to prove that it knows the password, by SCRAM-SHA-256
// (RFC 7677), which never shows it. A node that cannot do so gets the password in clear only with
// allows_plain. The bytes of the password are used as they are. Computing takes some milliseconds.
enum micros_result micros_conversation_say(struct micros_conversation *c, const char *line,
                                           int64_t now_us);
enum micros_result micros_conversation_login(struct micros_conversation *c, const char *password,
                                             int64_t now_us);

// Whether the node has proved that it knows the password.
bool micros_conversation_is_proven(const struct micros_conversation *c);

// The bytes to send: NULL and *n 0 if there are none. They stay valid until
// micros_conversation_sent says how many of them were taken.
const char *micros_conversation_output(const struct micros_conversation *c, size_t *n);
void micros_conversation_sent(struct micros_conversation *c, size_t n);
bool micros_conversation_wants_write(const struct micros_conversation *c);

// From the next line on.
void micros_conversation_set_timeout(struct micros_conversation *c, int timeout_ms);

// When to call micros_conversation_tick; INT64_MAX: not at all. It changes with each call.
int64_t micros_conversation_deadline_us(const struct micros_conversation *c);

// Does what is due: an answer is complete after silence, or the node was silent for too long
// (MICROS_TIMEOUT). Does nothing if it is too early.
void micros_conversation_tick(struct micros_conversation *c, int64_t now_us);

// The answer to the last line, once the node is ready again or has said good-bye. Take it before
// anything else. MICROS_OK or MICROS_FAILED fill `reply`. MICROS_BAD_INPUT: there is none.
enum micros_result micros_conversation_reply(struct micros_conversation *c,
                                             struct micros_reply *reply);

// What came unasked since then: empty text if nothing. MICROS_CLOSED if it is over (reply is filled
// anyway).
enum micros_result micros_conversation_unasked(struct micros_conversation *c,
                                               struct micros_reply *reply);

// After MICROS_AUTH_FAILED and MICROS_MUST_WAIT: seconds until the node takes another password, as
// it says; 0: at once.
unsigned micros_conversation_wait_s(const struct micros_conversation *c);

// As micros_session_notice, micros_session_prompt and micros_session_state; the conversation's.
const char *micros_conversation_notice(const struct micros_conversation *c);
const char *micros_conversation_prompt(const struct micros_conversation *c);
const struct micros_prompt *micros_conversation_state(const struct micros_conversation *c);

// ---- one node ----------------------------------------------------------------------------------

struct micros_session;

// Connects to `host` (a name or a numeric address) and waits for the node's first prompt.
// `timeout_ms` limits the connecting, and then each answer of this session. On MICROS_OK the caller
// owns `*session` and ends it with micros_session_close; otherwise it is not changed.
enum micros_result micros_session_open(const char *host, uint16_t port, int timeout_ms,
                                       struct micros_session **session);

// The same for a node about which something is known; NULL: nothing.
enum micros_result micros_session_open_to(const char *host, uint16_t port, int timeout_ms,
                                          const struct micros_trust *trust,
                                          struct micros_session **session);

// True while the node's prompt asks for the password. It takes any command that is not open
// (micros_command_is_open) for a password, so use micros_session_login first.
bool micros_session_needs_password(const struct micros_session *session);

// Logs in, like micros_conversation_login. After any result but MICROS_OK, close the session.
enum micros_result micros_session_login(struct micros_session *session, const char *password);

bool micros_session_is_proven(const struct micros_session *session);

// Sends one command line (without line break) and waits for the whole answer.
// MICROS_OK and MICROS_FAILED fill `reply`. After other results it is unchanged, and the session
// can only be closed.
enum micros_result micros_session_command(struct micros_session *session, const char *line,
                                          struct micros_reply *reply);

// Takes what the node sent unasked since the last answer, without waiting: empty text if nothing.
// MICROS_CLOSED if the node closed the connection (reply is filled anyway).
enum micros_result micros_session_idle(struct micros_session *session, struct micros_reply *reply);

// Lines that the node sent before its first prompt, "" if none. The session's.
const char *micros_session_notice(const struct micros_session *session);

// After MICROS_AUTH_FAILED and MICROS_MUST_WAIT: seconds until the node takes another password, as
// it says; 0: at once.
unsigned micros_session_wait_s(const struct micros_session *session);

// The prompt as it was last sent, byte for byte but without [ok] or [failed], and what it means.
// The session's.
const char *micros_session_prompt(const struct micros_session *session);
const struct micros_prompt *micros_session_state(const struct micros_session *session);

// The socket, to wait for it together with others. Do not read from it.
int micros_session_socket(const struct micros_session *session);

// Says good-bye (`exit`), waits a moment for the node to close, and frees everything. NULL is
// allowed.
void micros_session_close(struct micros_session *session);

// ---- many nodes --------------------------------------------------------------------------------

// One answer of a visit; the text lives until the `done` callback of its visit returns.
struct micros_answer {
    const char *command;
    struct micros_reply reply;
    enum micros_result result; // MICROS_OK or MICROS_FAILED
    bool configure;            // the prompt after it shows configure mode
};

// A conversation with one node: the caller fills the first part, the library the second.
struct micros_visit {
    const char *host;            // name or numeric address
    uint16_t port;               // in native byte order
    const char *const *commands; // sent in order over one connection
    size_t n_commands;
    const char *password;      // if the node asks; NULL: a locked node gets open words only
    struct micros_trust trust; // what is known about the node
    void *user;                // for the caller's own use

    enum micros_result result;     // first thing that went wrong, MICROS_OK if nothing
    struct micros_answer *answers; // as many as commands were answered
    size_t n_answers;
    const char *notice; // lines before the first prompt, "" if none
    const char *name;   // from the prompt, "" if it never came
    bool is_proven;     // the node has proved that it knows the password
    unsigned wait_s;    // until the node takes a password again, after a refused one; 0: at once
};

// How a fan-out behaves; zero means the default in brackets.
struct micros_fleet {
    int connect_timeout_ms; // [3000] for the TCP connection
    int timeout_ms;         // [10000] for the greeting and for each answer
    unsigned limit;         // [256] conversations at the same time
    void *ctx;              // handed to done
    // Called once for each visit, in the order of finishing; its answers are freed when this
    // returns.
    void (*done)(void *ctx, struct micros_visit *visit);
    // Asked between events; true gives up: open and waiting visits end as MICROS_TIMEOUT. NULL:
    // never.
    bool (*stop)(void *ctx);
};

// Makes all visits at the same time and returns when the last has ended. Raises the soft limit of
// open files if it has to. MICROS_OK unless the fan-out itself could not run.
enum micros_result micros_fleet_run(const struct micros_fleet *fleet, struct micros_visit *visits,
                                    size_t n_visits);

#ifdef __cplusplus
}
#endif
#endif
