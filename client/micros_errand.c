// Who answers, and the login by SCRAM-SHA-256 (core/net/scram.h).
#include "micros_errand.h"
#include "base/base64.h"
#include "hashes.h"
#include "micros_line.h"
#include "net/scram.h"
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

// More would let a stranger keep this program busy: a million rounds take half a second.
enum { ROUNDS_MOST = 1000000 };

static const struct crypto hashes = { .sha256 = hashes_sha256,
                                      .hmac_sha256 = hashes_hmac,
                                      .pbkdf2_start = hashes_pbkdf2_start,
                                      .pbkdf2_more = hashes_pbkdf2_more };

static void wipe(char **line)
{
    if (*line)
        explicit_bzero(*line, strlen(*line));
    free(*line);
    *line = NULL;
}

static void wipe_password(struct micros_errand *e)
{
    wipe(&e->password);
}

void micros_errand_trust(struct micros_errand *e, const struct micros_trust *trust)
{
    size_t len = trust->uid ? strnlen(trust->uid, MICROS_UID_MAX) : 0;

    memcpy(e->uid, trust->uid ? trust->uid : "", len);
    e->uid[len] = '\0';
    e->must_prove = trust->must_prove;
    e->allows_plain = trust->allows_plain;
}

void micros_errand_clear(struct micros_errand *e)
{
    wipe_password(e);
    wipe(&e->command);
    explicit_bzero(e, sizeof *e);
}

static struct micros_errand_turn errand_end(struct micros_errand *e, enum micros_result result)
{
    wipe_password(e);
    e->step = MICROS_ERRAND_NONE;
    return (struct micros_errand_turn){ .end = result };
}

static struct micros_errand_turn errand_say(struct micros_errand *e, enum micros_errand_step step,
                                            const char *line)
{
    char *copy = strdup(line);

    if (!copy)
        return errand_end(e, MICROS_NO_MEMORY);
    e->step = step;
    return (struct micros_errand_turn){ .line = copy, .is_login = step >= MICROS_ERRAND_PROVE };
}

struct micros_errand_turn micros_errand_greeted(struct micros_errand *e)
{
    return *e->uid ? errand_say(e, MICROS_ERRAND_WHO, "hello") : errand_end(e, MICROS_OK);
}

struct micros_errand_turn micros_errand_command(struct micros_errand *e, const char *command)
{
    if (e->has_asked || micros_command_is_open(command))
        return (struct micros_errand_turn){ .end = MICROS_OK };
    e->has_asked = true;
    e->command = strdup(command); // it may set a password
    if (!e->command)
        return errand_end(e, MICROS_NO_MEMORY);
    return errand_say(e, MICROS_ERRAND_OUTCOME, "outcome on");
}

// Whatever the node answers, its next prompt shows whether it reports outcomes.
static struct micros_errand_turn errand_go_on(struct micros_errand *e)
{
    struct micros_errand_turn turn = { .line = e->command };

    e->command = NULL;
    e->step = MICROS_ERRAND_NONE;
    return turn;
}

struct micros_errand_turn micros_errand_login(struct micros_errand *e, const char *password)
{
    wipe_password(e);
    e->password = strdup(password);
    if (!e->password)
        return errand_end(e, MICROS_NO_MEMORY);
    return errand_say(e, MICROS_ERRAND_HOW, "hello >json");
}

static struct micros_errand_turn errand_begin(struct micros_errand *e)
{
    static const char words[] = "auth scram ";
    char line[sizeof words + SCRAM_MESSAGE_MAX];
    uint8_t bytes[SCRAM_CLIENT_BYTES];
    struct out o;

    if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
        return errand_end(e, MICROS_SYSTEM);
    out_init(&o, e->nonce, sizeof e->nonce);
    base64_write(&o, bytes, sizeof bytes);
    out_init(&o, line, sizeof line);
    out_text(&o, words);
    scram_write_client_first(&o, text_of(e->nonce));
    return errand_say(e, MICROS_ERRAND_BEGIN, line);
}

// A node that can prove its password says so when it is asked for JSON; the others answer as usual.
static struct micros_errand_turn errand_choose(struct micros_errand *e,
                                               const struct micros_talk *talk)
{
    static const char mark[] = "\"login\": \"scram";

    if (talk->len && memmem(talk->data, talk->len, mark, sizeof mark - 1))
        return errand_begin(e);
    if (e->must_prove)
        return errand_end(e, MICROS_NOT_PROVEN);
    if (!e->allows_plain)
        return errand_end(e, MICROS_PLAIN_REFUSED);
    return errand_say(e, MICROS_ERRAND_IN_CLEAR, e->password);
}

// The line of an answer that begins with this.
static struct text find_line(const struct micros_talk *talk, const char *start)
{
    struct text heard = talk->data ? text_make(talk->data, talk->len) : text_make("", 0);

    return text_trim(micros_line_find(heard, start));
}

static struct micros_errand_turn errand_prove(struct micros_errand *e,
                                              const struct micros_talk *talk)
{
    static const char words[] = "auth scram ";
    char line[sizeof words + SCRAM_MESSAGE_MAX];
    uint8_t salted[SHA256_BYTES];
    struct scram_offer offer;
    struct out o;

    if (!scram_read_server_first(find_line(talk, "r="), text_of(e->nonce), ROUNDS_MOST, &offer))
        return errand_end(e, MICROS_NOT_PROVEN);
    scram_salt(&hashes, text_of(e->password), &offer, salted);
    out_init(&o, line, sizeof line);
    out_text(&o, words);
    scram_write_client_final(&hashes, &offer, text_of(e->nonce), salted, &o, e->signature);
    explicit_bzero(salted, sizeof salted);
    return errand_say(e, MICROS_ERRAND_PROVE, line);
}

static struct micros_errand_turn errand_look(struct micros_errand *e,
                                             const struct micros_talk *talk)
{
    struct micros_hello hello;
    bool is_meant = micros_hello_find(talk->data, talk->len, &hello) && !strcmp(hello.uid, e->uid);

    return errand_end(e, is_meant ? MICROS_OK : MICROS_OTHER_DEVICE);
}

// It has closed the connection instead of answering.
static struct micros_errand_turn errand_closed(struct micros_errand *e,
                                               const struct micros_talk *talk)
{
    bool is_refused = e->step != MICROS_ERRAND_WHO && talk->len &&
                      memmem(talk->data, talk->len, "AuthFailed", 10) != NULL;

    if (talk->result != MICROS_OK)
        return errand_end(e, talk->result);
    // Some products take every word for a password.
    if (e->step == MICROS_ERRAND_HOW && is_refused && (e->must_prove || !e->allows_plain))
        return errand_end(e, e->must_prove ? MICROS_NOT_PROVEN : MICROS_PLAIN_REFUSED);
    if (is_refused)
        return errand_end(e, micros_talk_must_wait(talk) ? MICROS_MUST_WAIT : MICROS_AUTH_FAILED);
    return errand_end(e, MICROS_CLOSED);
}

struct micros_errand_turn micros_errand_answered(struct micros_errand *e,
                                                 const struct micros_talk *talk)
{
    if (talk->state == MICROS_TALK_OVER)
        return errand_closed(e, talk);
    switch (e->step) {
    case MICROS_ERRAND_WHO: return errand_look(e, talk);
    case MICROS_ERRAND_OUTCOME: return errand_go_on(e);
    case MICROS_ERRAND_HOW: return errand_choose(e, talk);
    case MICROS_ERRAND_BEGIN: return errand_prove(e, talk);
    case MICROS_ERRAND_PROVE:
        e->is_proven = scram_check_server_final(find_line(talk, "v="), e->signature);
        return errand_end(e, e->is_proven ? MICROS_OK : MICROS_NOT_PROVEN);
    case MICROS_ERRAND_IN_CLEAR:
    case MICROS_ERRAND_NONE: break;
    }
    return errand_end(e, MICROS_OK);
}
