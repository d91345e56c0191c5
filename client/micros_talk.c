// One side of a conversation with a node: learns its prompt and detects when an answer is complete.
#include "micros_talk.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

// A prompt may be cut between its two blanks, a node may be renamed by hand, and `Bye!` may be
// text. In these rare cases a silence of this length decides.
enum { GRACE_BLANK_MS = 100, GRACE_PROMPT_MS = 250 };

void micros_talk_start(struct micros_talk *talk)
{
    *talk = (struct micros_talk){ .state = MICROS_TALK_GREETING, .grace_ms = -1 };
}

void micros_talk_free(struct micros_talk *talk)
{
    free(talk->data);
    talk->data = NULL;
    talk->len = talk->size = 0;
}

void micros_talk_end(struct micros_talk *talk, enum micros_result result)
{
    talk->state = MICROS_TALK_OVER;
    talk->result = result;
    talk->grace_ms = -1;
}

void micros_talk_clear(struct micros_talk *talk)
{
    talk->len = 0;
    if (talk->data)
        talk->data[0] = '\0';
}

// `devfid NAME` and `devfid:NAME` change the prompt that ends their own answer.
static void note_new_name(struct micros_talk *talk, const char *line)
{
    talk->new_name[0] = '\0';
    line += strspn(line, " \t");
    if (strncmp(line, "devfid", 6) != 0 || !line[6] || !strchr(" \t:", line[6]))
        return;
    line += 6 + strspn(line + 6, " \t:");
    size_t len = strlen(line);
    while (len && strchr(" \t\r\n", line[len - 1]))
        len--;
    if (len <= MICROS_NAME_MAX) {
        memcpy(talk->new_name, line, len);
        talk->new_name[len] = '\0';
    }
}

// Whether a node answers such a line with a good-bye, and nothing after it.
static bool is_last_line(const char *line)
{
    line += strspn(line, " \t");
    return strcmp(line, "exit") == 0 || strcmp(line, "reboot") == 0;
}

void micros_talk_sent(struct micros_talk *talk, const char *line, bool is_login)
{
    micros_talk_clear(talk);
    talk->state = MICROS_TALK_WAITING;
    talk->is_login = is_login;
    talk->ends = !is_login && is_last_line(line);
    talk->grace_ms = -1;
    note_new_name(talk, is_login ? "" : line);
}

static bool reserve(struct micros_talk *talk, size_t more)
{
    size_t need = talk->len + more + 1;

    if (need <= talk->size)
        return true;
    size_t size = talk->size ? talk->size : 256;
    while (size < need)
        size *= 2;
    char *data = realloc(talk->data, size);
    if (!data)
        return false;
    talk->data = data;
    talk->size = size;
    return true;
}

static bool micros_talk_ends_with(const struct micros_talk *talk, const char *tail)
{
    size_t n = strlen(tail);

    return talk->len >= n && memcmp(talk->data + talk->len - n, tail, n) == 0;
}

static bool contains(const struct micros_talk *talk, const char *word)
{
    return talk->len && memmem(talk->data, talk->len, word, strlen(word)) != NULL;
}

bool micros_talk_must_wait(const struct micros_talk *talk)
{
    return contains(talk, "AuthFailed\nToo many wrong passwords");
}

unsigned micros_talk_wait_s(const struct micros_talk *talk)
{
    static const char words[] = "ry again in ";
    const char *at = contains(talk, "AuthFailed\n") ? strstr(talk->data, words) : NULL;
    unsigned long seconds = at ? strtoul(at + sizeof words - 1, NULL, 10) : 0;

    return seconds < UINT_MAX ? (unsigned)seconds : UINT_MAX;
}

static enum micros_result refusal(const struct micros_talk *talk)
{
    return micros_talk_must_wait(talk) ? MICROS_MUST_WAIT : MICROS_AUTH_FAILED;
}

static void accept_prompt(struct micros_talk *talk, const struct micros_prompt *prompt)
{
    talk->prompt = *prompt;
    talk->learned = true;
    talk->state = MICROS_TALK_READY;
    talk->grace_ms = -1;
    if (talk->is_login && (prompt->password || contains(talk, "AuthFailed")))
        micros_talk_end(talk, refusal(talk));
}

static void drop_first_byte(struct micros_talk *talk, struct micros_prompt *prompt)
{
    memmove(talk->data, talk->data + 1, talk->len--);
    if (prompt->start)
        prompt->start--;
}

// If the first byte is a blank, it may be the late second blank of the previous prompt. Returns
// false if only the next bytes can tell.
static bool decide_blanks(struct micros_talk *talk, struct micros_prompt *prompt)
{
    if (talk->blanks_sure)
        return prompt->blanks == talk->prompt.blanks;
    bool starts_blank = talk->data[0] == ' ' && prompt->start > 0;
    if (starts_blank && prompt->blanks == 1)
        return false;
    if (starts_blank)
        drop_first_byte(talk, prompt);
    talk->blanks_sure = true;
    return true;
}

static void judge_prompt(struct micros_talk *talk, struct micros_prompt *prompt)
{
    if (talk->state == MICROS_TALK_GREETING) {
        talk->blanks_sure = prompt->blanks == 2;
        accept_prompt(talk, prompt);
        return;
    }
    bool is_mine = strcmp(prompt->name, talk->prompt.name) == 0 ||
                   (talk->new_name[0] && strcmp(prompt->name, talk->new_name) == 0);
    if (!is_mine)
        talk->grace_ms = GRACE_PROMPT_MS;
    else if (decide_blanks(talk, prompt))
        accept_prompt(talk, prompt);
    else
        talk->grace_ms = GRACE_BLANK_MS;
}

// A good-bye with nothing after it. The node may leave the connection open for a while.
static bool is_last_answer(const struct micros_talk *talk)
{
    bool is_locked = talk->is_login || talk->prompt.password;

    return talk->ends || (is_locked && contains(talk, "AuthFailed\n")) ||
           (talk->state == MICROS_TALK_GREETING && contains(talk, "Connection is busy"));
}

static void micros_talk_judge(struct micros_talk *talk)
{
    struct micros_prompt prompt;

    talk->grace_ms = -1;
    if (micros_prompt_find(talk->data, talk->len, &prompt))
        judge_prompt(talk, &prompt);
    else if (micros_talk_ends_with(talk, "Bye!\n") && is_last_answer(talk))
        micros_talk_closed(talk);
    else if (micros_talk_ends_with(talk, "Bye!\n"))
        talk->grace_ms = GRACE_PROMPT_MS;
}

void micros_talk_feed(struct micros_talk *talk, const char *bytes, size_t n)
{
    if (talk->state == MICROS_TALK_OVER || n == 0)
        return;
    if (n > MICROS_REPLY_MAX - talk->len) {
        micros_talk_end(talk, MICROS_TOO_LONG);
        return;
    }
    if (!reserve(talk, n)) {
        micros_talk_end(talk, MICROS_NO_MEMORY);
        return;
    }
    memcpy(talk->data + talk->len, bytes, n);
    talk->len += n;
    talk->data[talk->len] = '\0';
    if (talk->state != MICROS_TALK_READY)
        micros_talk_judge(talk);
}

void micros_talk_finish(struct micros_talk *talk)
{
    struct micros_prompt prompt;

    if (talk->state == MICROS_TALK_READY || talk->state == MICROS_TALK_OVER)
        return;
    if (micros_prompt_find(talk->data, talk->len, &prompt)) {
        talk->blanks_sure = true;
        accept_prompt(talk, &prompt);
    } else if (micros_talk_ends_with(talk, "Bye!\n")) {
        micros_talk_closed(talk);
    }
}

// A good-bye is a line `Bye!` near the end; `webrepl` of old nodes sends one line after it.
static bool said_good_bye(const struct micros_talk *talk)
{
    const size_t look_back = 16;
    size_t from = talk->len > look_back ? talk->len - look_back : 0;

    return talk->len && memmem(talk->data + from, talk->len - from, "Bye!\n", 5) != NULL;
}

void micros_talk_closed(struct micros_talk *talk)
{
    bool waiting = talk->state == MICROS_TALK_WAITING;

    if (talk->state == MICROS_TALK_OVER)
        return;
    if (contains(talk, "Connection is busy"))
        micros_talk_end(talk, MICROS_BUSY);
    else if (waiting && talk->is_login && contains(talk, "AuthFailed"))
        micros_talk_end(talk, refusal(talk));
    else if (waiting && !talk->is_login && said_good_bye(talk))
        micros_talk_end(talk, MICROS_OK);
    else
        micros_talk_end(talk, MICROS_CLOSED);
}

size_t micros_talk_answer_len(const struct micros_talk *talk)
{
    return talk->state == MICROS_TALK_READY ? talk->prompt.start : talk->len;
}
