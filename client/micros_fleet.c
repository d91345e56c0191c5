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
    struct micros_visit *visit; // NULL: free, or the visit is delivered and the slot takes leave
    struct micros_link link;
    int64_t deadline_us;
    size_t asked;   // commands sent so far
    int watched_fd; // registered with epoll, -1 if none
    bool watches_write;
    bool is_open;
    bool greeted;
    bool said_to_locked; // the command in flight was said without the password
    bool leaving;
};

struct fan {
    const struct micros_fleet *how;
    int connect_ms, answer_ms;
    struct slot *slots;
    size_t n_slots, n_open;
    int epoll;
};

static void set_deadline(struct slot *slot, int ms)
{
    slot->deadline_us = micros_link_now_us() + (int64_t)ms * 1000;
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
        slot->watched_fd = -1; // closing a socket takes it out of epoll
    } else if (slot->watched_fd < 0 || slot->link.is_connecting) {
        // A later address may get the same number again: add, or else modify.
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

// Hands the visit to the caller. Its name and notice die with the call.
static void deliver(struct fan *fan, struct slot *slot, enum micros_result result)
{
    struct micros_visit *visit = slot->visit;
    char *notice = (char *)(uintptr_t)visit->notice;
    if (visit->result == MICROS_OK)
        visit->result = result;
    visit->notice = notice ? notice : "";
    visit->name = slot->link.talk.learned ? slot->link.talk.prompt.name : "";
    slot->visit = NULL;
    if (fan->how->done)
        fan->how->done(fan->how->ctx, visit);
    free_answers(visit);
    free(notice);
    visit->notice = visit->name = "";
}

static void release(struct fan *fan, struct slot *slot)
{
    micros_link_close(&slot->link);
    slot->is_open = false;
    slot->watched_fd = -1;
    fan->n_open--;
}

static void finish(struct fan *fan, struct slot *slot, enum micros_result result)
{
    deliver(fan, slot, result);
    struct micros_talk *talk = &slot->link.talk;
    if (talk->state != MICROS_TALK_READY || talk->prompt.password) {
        release(fan, slot);
        return;
    }
    // Old nodes are reset by a connection that just disappears: take leave first.
    micros_link_send(&slot->link, "exit", false);
    slot->leaving = true;
    set_deadline(slot, LEAVE_MS);
}

// Copies the answer that has come. False when memory is out.
static bool keep_answer(struct slot *slot)
{
    struct micros_visit *visit = slot->visit;
    struct micros_talk *talk = &slot->link.talk;
    struct micros_answer *answer = &visit->answers[visit->n_answers];
    size_t len = micros_talk_answer_len(talk);
    char *text = malloc(len + 1);
    if (!text)
        return false;
    if (len)
        memcpy(text, talk->data, len);
    text[len] = '\0';
    *answer = (struct micros_answer){
        .command = visit->commands[slot->asked - 1],
        .reply = { .text = text,
                   .len = len,
                   .closed = talk->state == MICROS_TALK_OVER,
                   .took_us = micros_link_now_us() - slot->link.sent_us },
        .configure = talk->prompt.configure,
    };
    answer->result = micros_reply_judge(answer->command, text, len);
    if (visit->result == MICROS_OK)
        visit->result = answer->result;
    visit->n_answers++;
    return true;
}

// Other products take every word but hello for a password while they are locked.
static bool was_taken_for_password(const struct slot *slot)
{
    const struct micros_talk *talk = &slot->link.talk;
    return slot->said_to_locked && micros_talk_answer_len(talk) >= 10 &&
           memcmp(talk->data, "AuthFailed", 10) == 0;
}

// Says the next command, or the password before it. A locked node hears the password only when a
// command needs it.
static void say_next(struct fan *fan, struct slot *slot)
{
    struct micros_visit *visit = slot->visit;
    const char *command = visit->commands[slot->asked];
    bool is_locked = slot->link.talk.prompt.password;
    bool is_open =
        visit->password ? strcmp(command, "hello") == 0 : micros_command_is_open(command);
    slot->said_to_locked = false;
    if (is_locked && !is_open && !visit->password) {
        finish(fan, slot, MICROS_NEEDS_PASSWORD);
        return;
    }
    if (is_locked && !is_open) {
        micros_link_send(&slot->link, visit->password, true);
    } else {
        slot->said_to_locked = is_locked;
        micros_link_send(&slot->link, command, false);
        slot->asked++;
    }
    set_deadline(slot, fan->answer_ms);
}

// The node shows its prompt: say the next thing, or be done.
static void next_turn(struct fan *fan, struct slot *slot)
{
    struct micros_visit *visit = slot->visit;
    struct micros_talk *talk = &slot->link.talk;
    if (!slot->greeted) {
        slot->greeted = true;
        visit->notice = strndup(talk->data, talk->prompt.start);
    } else if (was_taken_for_password(slot)) {
        finish(fan, slot, MICROS_NEEDS_PASSWORD);
        return;
    } else if (!talk->is_login && !keep_answer(slot)) {
        finish(fan, slot, MICROS_NO_MEMORY);
        return;
    }
    if (slot->asked == visit->n_commands)
        finish(fan, slot, MICROS_OK);
    else
        say_next(fan, slot);
}

// The conversation is over; a good-bye may have been the answer.
static void finish_over(struct fan *fan, struct slot *slot)
{
    enum micros_result result = slot->link.talk.result;
    if (result == MICROS_OK && was_taken_for_password(slot))
        result = MICROS_NEEDS_PASSWORD;
    if (result == MICROS_OK && !keep_answer(slot))
        result = MICROS_NO_MEMORY;
    if (result == MICROS_OK && slot->asked < slot->visit->n_commands)
        result = MICROS_CLOSED;
    finish(fan, slot, result);
}

static void react(struct fan *fan, struct slot *slot)
{
    struct micros_talk *talk = &slot->link.talk;
    if (slot->leaving) {
        if (talk->state != MICROS_TALK_WAITING)
            release(fan, slot);
    } else if (talk->state == MICROS_TALK_READY) {
        next_turn(fan, slot);
    } else if (talk->state == MICROS_TALK_OVER) {
        finish_over(fan, slot);
    }
    if (slot->is_open)
        watch(fan, slot);
}

static void step(struct fan *fan, struct slot *slot)
{
    bool was_connecting = slot->link.is_connecting;
    micros_link_step(&slot->link);
    if (was_connecting && !slot->link.is_connecting)
        set_deadline(slot, fan->answer_ms);
    react(fan, slot);
}

static bool has_bad_input(const struct micros_visit *visit)
{
    for (size_t i = 0; i < visit->n_commands; i++)
        if (strpbrk(visit->commands[i], "\r\n"))
            return true;
    return visit->password && strpbrk(visit->password, "\r\n");
}

static void begin(struct fan *fan, struct slot *slot, struct micros_visit *visit)
{
    *slot = (struct slot){ .visit = visit, .watched_fd = -1, .is_open = true };
    fan->n_open++;
    visit->result = MICROS_OK;
    visit->n_answers = 0;
    visit->notice = NULL;
    visit->answers = calloc(visit->n_commands + 1, sizeof *visit->answers);
    if (has_bad_input(visit) || !visit->answers) {
        slot->link.fd = -1;
        micros_talk_start(&slot->link.talk);
        micros_talk_end(&slot->link.talk, visit->answers ? MICROS_BAD_INPUT : MICROS_NO_MEMORY);
    } else {
        micros_link_open(&slot->link, visit->host, visit->port);
        set_deadline(slot, fan->connect_ms);
    }
    react(fan, slot);
}

static void check_time(struct fan *fan, struct slot *slot, int64_t now)
{
    if (micros_link_grace_ms(&slot->link, now) == 0) {
        micros_talk_settle(&slot->link.talk);
        react(fan, slot);
    } else if (now >= slot->deadline_us) {
        bool connecting = slot->link.is_connecting;
        micros_talk_end(&slot->link.talk, connecting ? MICROS_UNREACHABLE : MICROS_TIMEOUT);
        react(fan, slot);
    }
}

// Ends what is late and returns the milliseconds until the next thing can be late.
static int check_times(struct fan *fan)
{
    int64_t now = micros_link_now_us(), first = now + 1000000;
    for (size_t i = 0; i < fan->n_slots; i++) {
        struct slot *slot = &fan->slots[i];
        if (slot->is_open)
            check_time(fan, slot, now);
        if (!slot->is_open)
            continue;
        int grace = micros_link_grace_ms(&slot->link, now);
        if (slot->deadline_us < first)
            first = slot->deadline_us;
        if (grace >= 0 && now + grace * 1000 < first)
            first = now + grace * 1000;
    }
    return first > now ? (int)((first - now + 999) / 1000) : 0;
}

static void give_up(struct fan *fan)
{
    for (size_t i = 0; i < fan->n_slots; i++) {
        if (!fan->slots[i].is_open)
            continue;
        if (fan->slots[i].visit)
            deliver(fan, &fan->slots[i], MICROS_TIMEOUT);
        release(fan, &fan->slots[i]);
    }
}

static void fill_slots(struct fan *fan, struct micros_visit *visits, size_t n, size_t *next)
{
    for (size_t i = 0; i < fan->n_slots && *next < n; i++)
        while (!fan->slots[i].is_open && *next < n)
            begin(fan, &fan->slots[i], &visits[(*next)++]);
}

static void run(struct fan *fan, struct micros_visit *visits, size_t n)
{
    struct epoll_event events[EVENTS];
    size_t next = 0;
    for (;;) {
        fill_slots(fan, visits, n, &next);
        int wait = check_times(fan);
        if (fan->n_open == 0 && next == n)
            return;
        if (fan->how->stop && fan->how->stop(fan->how->ctx)) {
            give_up(fan);
            return;
        }
        if (fan->n_open == 0)
            continue;
        int got = epoll_wait(fan->epoll, events, EVENTS, wait);
        for (int i = 0; i < got; i++) {
            struct slot *slot = events[i].data.ptr;
            if (slot->is_open)
                step(fan, slot);
        }
    }
}

// Room for `n` sockets beside what the program has open; returns how many there really is.
static size_t make_room(size_t n)
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
        .n_slots = make_room(n_visits < limit ? n_visits : limit),
    };
    fan.slots = calloc(fan.n_slots, sizeof *fan.slots);
    if (!fan.slots)
        return MICROS_NO_MEMORY;
    fan.epoll = epoll_create1(EPOLL_CLOEXEC);
    if (fan.epoll < 0) {
        free(fan.slots);
        return MICROS_SYSTEM;
    }
    run(&fan, visits, n_visits);
    close(fan.epoll);
    free(fan.slots);
    return MICROS_OK;
}
