// A client of SNTP (RFC 4330, RFC 5905 section 14): whom to ask, when, and what to believe.
// It sends nothing, resolves no name and reads no clock: its port does. All moments are
// milliseconds of one monotonic clock.
#ifndef NET_SNTP_H
#define NET_SNTP_H

#include "base/out.h"

enum {
    SNTP_BYTES = 48, // of a request, and of what counts in an answer
    SNTP_PORT = 123,
    SNTP_SERVERS_MAX = 4,
};

#define SNTP_EARLIEST_S 1577836800u // 2020-01-01: no time before this is believed

// Why a question had no use, or an answer did not count. After those before SNTP_UNSYNCED the
// question still stands: anybody could have sent such a packet.
#define SNTP_VERDICTS(X)                                                                           \
    X(SNTP_GOOD, "answered")                                                                       \
    X(SNTP_SHORT, "too short for an answer")                                                       \
    X(SNTP_MODE, "not from a server")                                                              \
    X(SNTP_VERSION, "an unknown version")                                                          \
    X(SNTP_COOKIE, "answers another question")                                                     \
    X(SNTP_UNSYNCED, "its clock is not set")                                                       \
    X(SNTP_DENIED, "does not serve this node")                                                     \
    X(SNTP_RATE, "was asked too often")                                                            \
    X(SNTP_DISTANCE, "too far from a reference clock")                                             \
    X(SNTP_STAMPS, "its time stamps contradict each other")                                        \
    X(SNTP_IMPLAUSIBLE, "a time long ago")                                                         \
    X(SNTP_SLOW, "the answer was too long on its way")                                             \
    X(SNTP_SILENT, "no answer in time")                                                            \
    X(SNTP_UNREACHABLE, "cannot be reached")                                                       \
    X(SNTP_UNKNOWN, "its name cannot be resolved")

enum sntp_verdict {
#define X(code, text) code,
    SNTP_VERDICTS(X)
#undef X
        SNTP_VERDICT_COUNT
};

// The words for a verdict.
const char *sntp_verdict_text(enum sntp_verdict verdict);

// What an answer says.
struct sntp_time {
    int64_t utc_ms;         // since 1970, at `at_ms`
    uint64_t at_ms;         // when the answer came
    int64_t offset_ms;      // from the monotonic clock to UTC: utc_ms - at_ms
    uint32_t round_trip_ms; // without the time that the server took; half of it is the error
    uint8_t stratum;
};

struct sntp {
    uint64_t cookie;                   // of the question that stands
    uint64_t due_ms;                   // when the phase ends
    uint32_t earliest_s;               // UTC since 1970; SNTP_EARLIEST_S unless the port changes it
    uint32_t held_s[SNTP_SERVERS_MAX]; // no server is asked before its own; UINT32_MAX: never
    uint8_t slower[SNTP_SERVERS_MAX];  // how often its interval was doubled
    uint8_t counts[SNTP_VERDICT_COUNT]; // stop at 255
    uint8_t n_servers;
    uint8_t server; // asked now, or next
    uint8_t tried;  // servers in this round
    uint8_t phase;
    uint8_t back_off; // the next one, as a power of two of seconds
    uint8_t last;     // enum sntp_verdict: the last one that was counted
};

_Static_assert(sizeof(struct sntp) <= 64, "every board has one");

typedef void sntp_random_fn(uint8_t *out, size_t len); // from a secure source

// Begins with a list of so many servers, SNTP_SERVERS_MAX at most; which they are is the port's
// business. The first is asked at once.
void sntp_init(struct sntp *s, unsigned n_servers);

// What the port is to do now.
struct sntp_step {
    int server;              // to be asked: resolve its name, then sntp_request; -1: none
    uint32_t wait_ms;        // until the next sntp_poll; UINT32_MAX: for ever
    enum sntp_verdict ended; // why a question ended in vain just now; SNTP_GOOD: none did
};

// A question has two seconds, the resolution of a name ten; then it is the next server's turn. When
// all failed: 4 s, 8 s, ... 1024 s, each up to a quarter longer by chance. After an answer: 1024 s
// to 4096 s by chance. Once there was an answer no server is asked twice within 15 s, whatever
// fails (RFC 4330, section 10).
struct sntp_step sntp_poll(struct sntp *s, uint64_t now_ms, sntp_random_fn *random);

// Writes the request, which is to be sent at once. Its cookie is random: whoever did not see the
// request cannot answer it, and it tells nothing about this node's clock. Then sntp_poll.
void sntp_request(struct sntp *s, uint64_t now_ms, sntp_random_fn *random,
                  uint8_t packet[SNTP_BYTES]);

// A packet came from the address that was asked. After SNTP_GOOD and *result, and after any verdict
// from SNTP_UNSYNCED on, the question is over: call sntp_poll.
enum sntp_verdict sntp_answer(struct sntp *s, uint64_t now_ms, const uint8_t *packet, size_t len,
                              struct sntp_time *result);

// The server that was to be asked cannot be: SNTP_UNREACHABLE or SNTP_UNKNOWN. Then sntp_poll.
void sntp_fail(struct sntp *s, uint64_t now_ms, enum sntp_verdict why);

// There is a network now: ends a back-off, unless there was an answer already.
void sntp_hurry(struct sntp *s, uint64_t now_ms);

bool sntp_is_asking(const struct sntp *s); // a question stands, or a name is being resolved

// ---- lists of servers ----

struct sntp_server {
    struct text host; // a name or an address, without brackets
    uint16_t port;
};

// Takes the next server off a list, "a.example;10.0.0.1:1123 [::1]:123": separated by ';', ',' or
// blanks, with a port or SNTP_PORT. 1; 0 at the end of the list; ERR_ARG: that one is none.
int sntp_next_server(struct text *list, struct sntp_server *server);

#endif
