// Talks with many nodes at once: one epoll loop, a bounded number of connections, a deadline for
// each.
#include "micros_link.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

enum { CONNECT_MS = 3000, ANSWER_MS = 10000, LIMIT = 256, LEAVE_MS = 300, EVENTS = 64 };

// A visit under way.
struct slot {
    struct micros_visit *visit; // NULL: free, or the visit is delivered and the slot says good-bye
    struct micros_link link;
    int64_t connected_by_us;
    size_t asked;   // commands sent so far
    int watched_fd; // registered with epoll, -1 if none
    bool watches_write;
    bool is_open;
    bool greeted;
    bool said_to_locked; // the command in flight was sent without the password
    bool leaving;
};

struct fan {
    const struct micros_fleet *how;
    int connect_ms, answer_ms;
    struct slot *slots;
    size_t n_slots, n_open;
    int epoll;
};

static struct micros_conversation *conversation(struct slot *slot)
{
    return &slot->link.conversation;
}

static void micros_fleet_say(struct slot *slot, const char *line, bool is_password)
{
    int64_t now_us = micros_link_now_us();

    if (is_password)
        (void)micros_conversation_login(conversation(slot), line, now_us);
    else
        (void)micros_conversation_say(conversation(slot), line, now_us);
    micros_link_write(&slot->link);
}

// Keeps epoll's idea of the socket in step with the link, which may change sockets while
// connecting.
static void watch(struct fan *fan, struct slot *slot)
{
    struct micros_link *link = &slot->link;
    bool writes = micros_link_wants_write(link);
    struct epoll_event event = { .events = writes ? EPOLLIN | EPOLLOUT : EPOLLIN,
                                 .data.ptr = slot };

    if (link->fd < 0) {
        slot->watched_fd = -1; // closing a socket removes it from epoll
    } else if (slot->watched_fd < 0 || slot->link.is_connecting) {
        // A later address may get the same number again: add it, or else modify it.
        if (epoll_ctl(fan->epoll, EPOLL_CTL_ADD, link->fd, &event) != 0)
            epoll_ctl(fan->epoll, EPOLL_CTL_MOD, link->fd, &event);
        slot->watched_fd = link->fd;
    } else if (writes != slot->watches_write) {
        epoll_ctl(fan->epoll, EPOLL_CTL_MOD, link->fd, &event);
    }
    slot->watches_write = writes;
}

static void free_answers(struct micros_visit *visit)
{
    for (size_t i = 0; i < visit->n_answers; i++)
        free((void *)visit->answers[i].reply.text);
    free(visit->answers);
    visit->answers = NULL;
    visit->n_answers = 0;
}

// Gives the visit to the caller. Its name and notice are valid only during the call.
static void deliver(struct fan *fan, struct slot *slot, enum micros_result result)
{
    struct micros_visit *visit = slot->visit;
    char *notice = (char *)(uintptr_t)visit->notice;

    if (visit->result == MICROS_OK)
        visit->result = result;
    visit->notice = notice ? notice : "";
    visit->name = micros_conversation_state(conversation(slot))->name;
    visit->is_proven = micros_conversation_is_proven(conversation(slot));
    visit->wait_s = micros_conversation_wait_s(conversation(slot));
    slot->visit = NULL;
    if (fan->how->done)
        fan->how->done(fan->how->ctx, visit);
    free_answers(visit);
    free(notice);
    visit->notice = visit->name = "";
}

static void micros_fleet_release(struct fan *fan, struct slot *slot)
{
    micros_link_close(&slot->link);
    slot->is_open = false;
    slot->watched_fd = -1;
    fan->n_open--;
}

static void micros_fleet_finish(struct fan *fan, struct slot *slot, enum micros_result result)
{
    deliver(fan, slot, result);
    const struct micros_conversation *c = conversation(slot);
    if (micros_conversation_stage(c) != MICROS_IS_READY || micros_conversation_state(c)->password) {
        micros_fleet_release(fan, slot);
        return;
    }
    // Old nodes reset themselves if a connection just disappears, so say good-bye first.
    micros_conversation_set_timeout(conversation(slot), LEAVE_MS);
    micros_fleet_say(slot, "exit", false);
    slot->leaving = true;
}

// Copies the answer that has come. False if there is no memory.
static bool keep_answer(struct slot *slot)
{
    struct micros_visit *visit = slot->visit;
    struct micros_answer *answer = &visit->answers[visit->n_answers];
    struct micros_reply reply;
    enum micros_result result = micros_conversation_reply(conversation(slot), &reply);
    char *text = malloc(reply.len + 1);

    if (!text)
        return false;
    memcpy(text, reply.text, reply.len + 1);
    reply.text = text;
    *answer = (struct micros_answer){
        .command = visit->commands[slot->asked - 1],
        .reply = reply,
        .result = result,
        .configure = micros_conversation_state(conversation(slot))->configure,
    };
    if (visit->result == MICROS_OK)
        visit->result = answer->result;
    visit->n_answers++;
    return true;
}

// Other products take every word but hello for a password while they are locked.
static bool was_taken_for_password(struct slot *slot)
{
    struct micros_reply reply;

    if (!slot->said_to_locked)
        return false;
    enum micros_result result = micros_conversation_reply(conversation(slot), &reply);
    return (result == MICROS_OK || result == MICROS_FAILED) && reply.len >= 10 &&
           memcmp(reply.text, "AuthFailed", 10) == 0;
}

// Sends the next command, or the password before it. A locked node gets the password only if a
// command needs it.
static void say_next(struct fan *fan, struct slot *slot)
{
    struct micros_visit *visit = slot->visit;
    const char *command = visit->commands[slot->asked];
    bool is_locked = micros_conversation_state(conversation(slot))->password;
    bool is_open =
        visit->password ? strcmp(command, "hello") == 0 : micros_command_is_open(command);

    slot->said_to_locked = false;
    if (is_locked && !is_open && !visit->password) {
        micros_fleet_finish(fan, slot, MICROS_NEEDS_PASSWORD);
        return;
    }
    if (!is_locked && visit->trust.must_prove && !micros_command_is_open(command) &&
        !micros_conversation_is_proven(conversation(slot))) {
        micros_fleet_finish(fan, slot, MICROS_NOT_PROVEN);
        return;
    }
    if (is_locked && !is_open) {
        micros_fleet_say(slot, visit->password, true);
    } else {
        slot->said_to_locked = is_locked;
        slot->asked++;
        micros_fleet_say(slot, command, false);
    }
}

// The node shows its prompt: send the next line, or finish.
static void next_turn(struct fan *fan, struct slot *slot)
{
    struct micros_visit *visit = slot->visit;

    if (!slot->greeted) {
        slot->greeted = true;
        visit->notice = strdup(micros_conversation_notice(conversation(slot)));
        if (!visit->notice) {
            micros_fleet_finish(fan, slot, MICROS_NO_MEMORY);
            return;
        }
    } else if (was_taken_for_password(slot)) {
        micros_fleet_finish(fan, slot, MICROS_NEEDS_PASSWORD);
        return;
    } else if (!conversation(slot)->talk.is_login && !keep_answer(slot)) {
        micros_fleet_finish(fan, slot, MICROS_NO_MEMORY);
        return;
    }
    if (slot->asked == visit->n_commands)
        micros_fleet_finish(fan, slot, MICROS_OK);
    else
        say_next(fan, slot);
}

// The conversation is over; a good-bye may have been the answer.
static void finish_over(struct fan *fan, struct slot *slot)
{
    enum micros_result result = micros_conversation_result(conversation(slot));

    if (result == MICROS_OK && was_taken_for_password(slot))
        result = MICROS_NEEDS_PASSWORD;
    if (result == MICROS_OK && !keep_answer(slot))
        result = MICROS_NO_MEMORY;
    if (result == MICROS_OK && slot->asked < slot->visit->n_commands)
        result = MICROS_CLOSED;
    micros_fleet_finish(fan, slot, result);
}

static void react(struct fan *fan, struct slot *slot)
{
    if (!slot->leaving && micros_conversation_stage(conversation(slot)) == MICROS_IS_READY)
        next_turn(fan, slot);
    // It may be over by now, if the next line could not be sent.
    if (slot->is_open && !slot->leaving &&
        micros_conversation_stage(conversation(slot)) == MICROS_IS_OVER)
        finish_over(fan, slot);
    if (slot->is_open && slot->leaving &&
        micros_conversation_stage(conversation(slot)) != MICROS_IS_ANSWERING)
        micros_fleet_release(fan, slot);
    if (slot->is_open)
        watch(fan, slot);
}

static void micros_fleet_step(struct fan *fan, struct slot *slot)
{
    micros_link_step(&slot->link);
    react(fan, slot);
}

static bool has_bad_input(const struct micros_visit *visit)
{
    for (size_t i = 0; i < visit->n_commands; i++)
        if (strpbrk(visit->commands[i], "\r\n"))
            return true;
    return visit->password && strpbrk(visit->password, "\r\n");
}

static void micros_fleet_start_visit(struct fan *fan, struct slot *slot, struct micros_visit *visit)
{
    *slot = (struct slot){ .visit = visit, .watched_fd = -1, .is_open = true };
    fan->n_open++;
    visit->result = MICROS_OK;
    visit->n_answers = 0;
    visit->notice = NULL;
    visit->answers = calloc(visit->n_commands + 1, sizeof *visit->answers);
    if (has_bad_input(visit) || !visit->answers) {
        slot->link.fd = -1;
        micros_conversation_start(conversation(slot), 0, 0);
        micros_conversation_fail(conversation(slot),
                                 visit->answers ? MICROS_BAD_INPUT : MICROS_NO_MEMORY);
    } else {
        micros_link_open(&slot->link, visit->host, visit->port, fan->answer_ms, &visit->trust);
        slot->connected_by_us = micros_link_now_us() + (int64_t)fan->connect_ms * 1000;
    }
    react(fan, slot);
}

static int64_t deadline_us(struct slot *slot)
{
    return slot->link.is_connecting ? slot->connected_by_us
                                    : micros_conversation_deadline_us(conversation(slot));
}

static void micros_fleet_check_time(struct fan *fan, struct slot *slot, int64_t now_us)
{
    if (now_us < deadline_us(slot))
        return;
    if (slot->link.is_connecting)
        micros_conversation_fail(conversation(slot), MICROS_UNREACHABLE);
    else
        micros_conversation_tick(conversation(slot), now_us);
    react(fan, slot);
}

// Ends conversations that are late. Returns the milliseconds until the next one can be late.
static int check_times(struct fan *fan)
{
    int64_t now_us = micros_link_now_us(), first_us = now_us + 1000000;

    for (size_t i = 0; i < fan->n_slots; i++) {
        struct slot *slot = &fan->slots[i];
        if (slot->is_open)
            micros_fleet_check_time(fan, slot, now_us);
        if (slot->is_open && deadline_us(slot) < first_us)
            first_us = deadline_us(slot);
    }
    return first_us > now_us ? (int)((first_us - now_us + 999) / 1000) : 0;
}

static void micros_fleet_give_up(struct fan *fan)
{
    for (size_t i = 0; i < fan->n_slots; i++) {
        if (!fan->slots[i].is_open)
            continue;
        if (fan->slots[i].visit)
            deliver(fan, &fan->slots[i], MICROS_TIMEOUT);
        micros_fleet_release(fan, &fan->slots[i]);
    }
}

static void fill_slots(struct fan *fan, struct micros_visit *visits, size_t n, size_t *next)
{
    for (size_t i = 0; i < fan->n_slots && *next < n; i++)
        while (!fan->slots[i].is_open && *next < n)
            micros_fleet_start_visit(fan, &fan->slots[i], &visits[(*next)++]);
}

static void client_micros_fleet_run(struct fan *fan, struct micros_visit *visits, size_t n)
{
    struct epoll_event events[EVENTS];
    size_t next = 0;

    for (;;) {
        fill_slots(fan, visits, n, &next);
        int wait = check_times(fan);
        if (fan->n_open == 0 && next == n)
            return;
        if (fan->how->stop && fan->how->stop(fan->how->ctx)) {
            micros_fleet_give_up(fan);
            return;
        }
        if (fan->n_open == 0)
            continue;
        int got = epoll_wait(fan->epoll, events, EVENTS, wait);
        for (int i = 0; i < got; i++) {
            struct slot *slot = events[i].data.ptr;
            if (slot->is_open)
                micros_fleet_step(fan, slot);
        }
    }
}

// Makes room for `n` sockets in addition to open files. Returns how many there is room for.
static size_t micros_fleet_make_room(size_t n)
{
    const rlim_t spare = 32;
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return n;
    if (limit.rlim_cur < n + spare) {
        rlim_t before = limit.rlim_cur;
        limit.rlim_cur = n + spare < limit.rlim_max ? n + spare : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            limit.rlim_cur = before;
    }
    if (limit.rlim_cur >= n + spare)
        return n;
    return limit.rlim_cur > spare ? (size_t)(limit.rlim_cur - spare) : 1;
}

enum micros_result micros_fleet_run(const struct micros_fleet *fleet, struct micros_visit *visits,
                                    size_t n_visits)
{
    size_t limit = fleet->limit ? fleet->limit : LIMIT;

    if (n_visits == 0)
        return MICROS_OK;
    struct fan fan = {
        .how = fleet,
        .connect_ms = fleet->connect_timeout_ms > 0 ? fleet->connect_timeout_ms : CONNECT_MS,
        .answer_ms = fleet->timeout_ms > 0 ? fleet->timeout_ms : ANSWER_MS,
        .n_slots = micros_fleet_make_room(n_visits < limit ? n_visits : limit),
    };
    fan.slots = calloc(fan.n_slots, sizeof *fan.slots);
    if (!fan.slots)
        return MICROS_NO_MEMORY;
    fan.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (fan.epoll < 0) {
        free(fan.slots);
        return MICROS_SYSTEM;
    }
    client_micros_fleet_run(&fan, visits, n_visits);
    close(fan.epoll);
    free(fan.slots);
    return MICROS_OK;
}
