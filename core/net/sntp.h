// An SNTP client (RFC 4330, RFC 5905 section 14): which server to ask, when, and which answers to
// trust. It does no I/O, resolves no names and reads no clock; its port does. All times are
// milliseconds of one monotonic clock.
#ifndef NET_SNTP_H
#define NET_SNTP_H

#include "base/out.h"

enum {
    SNTP_BYTES = 48, // of a request, and the part of an answer that is used
    SNTP_PORT = 123,
    SNTP_SERVERS_MAX = 4,
};

#define SNTP_EARLIEST_S 1577836800u // 2020-01-01: earlier times are not trusted

// Why a request failed or an answer was ignored. After verdicts before SNTP_UNSYNCED the request
// stays open, because anybody could have sent such a packet.
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

// The text for a verdict.
const char *sntp_verdict_text(enum sntp_verdict verdict);

// The result of an answer.
struct sntp_time {
    int64_t utc_ms;         // since 1970, at `at_ms`
    uint64_t at_ms;         // when the answer came
    int64_t offset_ms;      // difference of UTC and monotonic clock: utc_ms - at_ms
    uint32_t round_trip_ms; // without the server's own time; half of it is the possible error
    uint8_t stratum;
};

struct sntp {
    uint64_t cookie;                   // of the open request
    uint64_t due_ms;                   // when the present phase ends
    uint32_t earliest_s;               // UTC since 1970; SNTP_EARLIEST_S unless the port changes it
    uint32_t held_s[SNTP_SERVERS_MAX]; // do not ask a server before this; UINT32_MAX: never
    uint8_t slower[SNTP_SERVERS_MAX];  // how often its interval was doubled
    uint8_t counts[SNTP_VERDICT_COUNT]; // saturate at 255
    uint8_t n_servers;
    uint8_t server; // the one asked now, or next
    uint8_t tried;  // servers tried in this round
    uint8_t phase;
    uint8_t back_off; // the next pause is 2 to this power, in seconds
    uint8_t last;     // enum sntp_verdict: the last one that was counted
};

_Static_assert(sizeof(struct sntp) <= 64, "every board has one");

typedef void sntp_random_fn(uint8_t *out, size_t len); // must be a secure source

// Starts with a list of `n_servers`, at most SNTP_SERVERS_MAX. The port knows which they are. The
// first is asked at once.
void sntp_init(struct sntp *s, unsigned n_servers);

// What the port must do now.
struct sntp_step {
    int server;              // resolve this server's name, then call sntp_request; -1: none
    uint32_t wait_ms;        // until the next sntp_poll; UINT32_MAX: forever
    enum sntp_verdict ended; // why a request has just failed; SNTP_GOOD: none has
};

// A request may take two seconds, and resolving a name ten. Then the next server is tried. If all
// have failed, it waits 4 s, 8 s, ... 1024 s, each randomly up to a quarter longer. After an answer
// it waits a random time between 1024 s and 4096 s. After the first answer, no server is asked
// twice within 15 s, whatever fails (RFC 4330, section 10).
struct sntp_step sntp_poll(struct sntp *s, uint64_t now_ms, sntp_random_fn *random);

// Writes the request, which must be sent at once. Its cookie is random. So only a server that saw
// the request can answer, and the request does not reveal this node's clock. Then call sntp_poll.
void sntp_request(struct sntp *s, uint64_t now_ms, sntp_random_fn *random,
                  uint8_t packet[SNTP_BYTES]);

// A packet came from the address that was asked. After SNTP_GOOD with *result, and after every
// verdict from SNTP_UNSYNCED on, the request is over: call sntp_poll.
enum sntp_verdict sntp_answer(struct sntp *s, uint64_t now_ms, const uint8_t *packet, size_t len,
                              struct sntp_time *result);

// The server cannot be asked: SNTP_UNREACHABLE or SNTP_UNKNOWN. Then call sntp_poll.
void sntp_fail(struct sntp *s, uint64_t now_ms, enum sntp_verdict why);

// The network is up now. Ends a pause, unless there was an answer already.
void sntp_hurry(struct sntp *s, uint64_t now_ms);

bool sntp_is_asking(const struct sntp *s); // a request is open, or a name is being resolved

// ---- lists of servers ----

struct sntp_server {
    struct text host; // name or address, without brackets
    uint16_t port;
};

// Takes the next server off a list: "a.example;10.0.0.1:1123 [::1]:123". Servers are separated by
// ';', ',' or blanks. Without a port, SNTP_PORT is used. Returns 1, or 0 at the end, or ERR_ARG for
// an invalid server.
int sntp_next_server(struct text *list, struct sntp_server *server);

#endif
