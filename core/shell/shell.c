// Greeting, commands, time-out and end of a session.
#include "shell/shell.h"
#include "base/frame.h"
#include "net/opening.h"
#include "node/notice.h"
#include "shell/login.h"
#include "shell/places.h"
#include "shell/voice.h"

enum {
    PAUSE_MS = 1000,    // silence that ends a too long command without newline
    HELD_MS = 250,      // wait for more of a line that may belong to another protocol
    ROOM_LEAST = 1024,  // bytes of room needed to make an answer again
    LOOK_AGAIN_MS = 50, // how often to check for that room
};

void shell_list(const struct node *n, struct out *o)
{
    for (const struct shell *s = n->shells; s; s = s->next)
        out_format(o, "%s%s", s == n->shells ? "" : ",", s->peer);
}

static void shell_forget(struct node *n, struct shell *s)
{
    if (!s->talk.is_proving && !s->is_behind)
        room_give_up(n, &s->progress);
    login_forget(s);
    for (struct shell **p = &n->shells; *p; p = &(*p)->next) {
        if (*p == s) {
            *p = s->next;
            return;
        }
    }
}

static void prompt(const struct node *n, const struct shell *s, struct out *o)
{
    struct text name = settings_text(&n->settings, KEY_devfid);

    if (s->talk.tells_outcome)
        out_text(o, s->talk.has_failed ? "[failed] " : "[ok] ");
    if (access_wants_password(n, s->talk.is_in))
        out_text(o, "[password] ");
    if (n->in_recovery)
        out_text(o, "[recovery] ");
    if (s->talk.configure)
        out_text(o, "[configure] ");
    out_slice(o, name);
    out_text(o, " $  ");
}

// From now on, log lines are about this session.
static void shell_listen(struct node *n, const struct shell *s)
{
    strangers_hear(n, s->kind == LINK_REMOTE && !s->talk.is_in);
}

// Logs that a client connects or leaves.
static void log_routine(struct node *n, const struct shell *s, const char *before,
                        const char *after)
{
    shell_listen(n, s);
    n->strangers.is_routine = true;
    node_log(n, LOG_INFO, "[ socket server ] %s %s%s", before, s->peer, after);
    n->strangers.is_routine = false;
    strangers_hear(n, false);
}

// Sends a last message, hangs up and forgets the conversation.
static void shell_end(struct node *n, struct shell *s, const char *last_words)
{
    struct link *link = s->link;

    voice_say(s, last_words);
    log_routine(n, s, "exit and close connection from", "");
    shell_forget(n, s);
    link_hang_up(link);
}

static void greet(struct node *n, struct shell *s)
{
    struct voice v;
    struct out *o = voice_open(&v, s);

    notice_write(n, o);
    prompt(n, s, o);
    out_flush(o);
}

void shell_greet_all(struct node *n)
{
    for (struct shell *s = n->shells; s; s = s->next)
        greet(n, s);
}

static void send_line(void *link, const char *data, size_t len)
{
    link_send(link, data, len);
}

// Sends the line directly, as it fits. A voice would take too much stack here.
void shell_show_log(struct node *n, struct text line)
{
    char chunk[CFG_REPLY_BUFFER];
    struct out o;

    for (struct shell *s = n->shells; s; s = s->next) {
        bool at_prompt = n->is_up && !s->is_busy;
        if (s->kind != LINK_CONSOLE || !settings_bool(&n->settings, KEY_dbg))
            continue;
        if (link_room(s->link) < line.len) // send a whole line or nothing
            continue;
        out_init_flush(&o, chunk, sizeof chunk, send_line, s->link);
        if (at_prompt)
            out_char(&o, '\n');
        out_slice(&o, line);
        out_char(&o, '\n');
        if (at_prompt)
            prompt(n, s, &o);
        out_flush(&o);
    }
}

static const char busy_words[] = "Connection is busy. Bye!\n";

static void shell_turn_away(struct node *n, struct link *link, const char *peer)
{
    node_log(n, LOG_WARN, "[ socket server ] busy, %s was turned away", peer);
    link_send(link, busy_words, sizeof busy_words - 1);
    link_hang_up(link);
}

void shell_refuse(struct node *n, struct link *link, const char *peer)
{
    strangers_hear(n, true);
    shell_turn_away(n, link, peer);
    strangers_hear(n, false);
}

static uint32_t peer_hash_of(const struct link_facts *facts)
{
    return facts->kind == LINK_REMOTE ? facts->peer_hash & ~PEER_IS_LOCAL
                                      : facts->peer_hash | PEER_IS_LOCAL;
}

bool shell_make_room(struct node *n, const struct link_facts *facts)
{
    struct shell *s = places_lent(n, facts->kind, peer_hash_of(facts));

    if (s)
        shell_end(n, s, busy_words);
    return s != NULL;
}

void shell_keep_place(struct node *n)
{
    struct shell *s = places_held(n);

    if (s)
        shell_end(n, s,
                  "\nSomebody else has logged in, and the last place is for giving the password. "
                  "Bye!\n");
}

void shell_password_changed(struct node *n, const struct conversation *but)
{
    for (struct shell *s = n->shells, *after; s; s = after) {
        after = s->next;
        if (&s->talk == but)
            continue;
        if (s->kind == LINK_CONSOLE) // the line stays connected, so it must log in again
            s->talk.is_in = s->talk.configure = false;
        else
            shell_end(n, s, "The password was changed. Bye!\n");
    }
}

int shell_open(struct node *n, struct shell *s, struct link *link, const struct link_facts *facts)
{
    struct out o;

    s->next = NULL;
    s->link = link;
    s->kind = (uint8_t)facts->kind;
    s->peer_hash = peer_hash_of(facts);
    s->who = (struct principal){ .origin = { .caller = CALLER_SHELL }, .name = s->peer };
    s->talk = (struct conversation){ .right_most = RIGHT_ADMIN };
    s->guess = GUESS_NONE;
    s->is_busy = s->is_waiting = s->has_ended = s->is_held = s->is_behind = false;
    s->is_opening = facts->kind != LINK_CONSOLE;
    s->progress = (struct progress){ 0 };
    s->last_command_ms = s->last_byte_ms = n->now_ms;
    out_init(&o, s->peer, sizeof s->peer);
    out_text(&o, facts->peer);
    line_init(&s->line, facts->is_stream);
    bool is_busy = facts->kind != LINK_CONSOLE && places_are_taken(n) && !shell_make_room(n, facts);
    shell_listen(n, s); // first the session that gave way gets its last message
    if (is_busy)
        shell_turn_away(n, link, facts->peer);
    else
        log_routine(n, s, "Connected with", "");
    strangers_hear(n, false);
    if (is_busy)
        return ERR_FULL;
    s->next = n->shells;
    n->shells = s;
    if (n->is_up)
        greet(n, s);
    return OK;
}

static enum command_end shell_obey(struct node *n, struct shell *s, struct out *o)
{
    struct request r;

    command_init(&r, n, &s->who, o, &s->progress);
    r.talk = &s->talk;
    if (access_wants_password(n, s->talk.is_in)) {
        enum command_end end = login_line(&r, s, line_text(&s->line));
        if (s->talk.is_in)
            s->last_command_ms = n->now_ms;
        return end;
    }
    s->last_command_ms = n->now_ms;
    enum right right = access_right(n, (enum link_kind)s->kind, s->talk.is_in);
    s->who.right = right < s->talk.right_most ? (uint8_t)right : s->talk.right_most;
    return command_line(&r, line_text(&s->line));
}

SEPARATE_FRAME static void shell_tell_change(const struct node *n, struct shell *s)
{
    struct voice v;
    struct out *o = voice_open(&v, s);

    out_text(o, "\nSHELL: this has changed while it was read: ask again\n");
    prompt(n, s, o);
    out_flush(o);
}

// Answers the next command. Or continues one that takes time, or an answer that the peer reads
// slowly. Then acts on the result. False: the session has ended.
static bool shell_answer(struct node *n, struct shell *s)
{
    struct voice v;
    struct out *o = voice_open(&v, s);

    s->is_busy = true;
    s->talk.only_reads = false;
    shell_listen(n, s);
    enum command_end how = shell_obey(n, s, o);
    strangers_hear(n, false);
    if (how == COMMAND_DONE)
        prompt(n, s, o);
    out_flush(o);
    if (s->is_behind && voice_has_caught_up(&v) && v.has_changed)
        shell_tell_change(n, s);
    s->is_waiting = s->is_busy = how == COMMAND_WAITS || s->is_behind;
    if (how == COMMAND_WAITS)
        s->resume_ms = n->now_ms + s->progress.wake_in_ms;
    else if (!s->talk.is_proving && !s->is_behind)
        s->progress = (struct progress){ 0 };
    if (s->is_waiting || (how == COMMAND_DONE && !s->has_ended))
        return true;
    shell_end(n, s, "");
    return false;
}

// The input is not a command: answers one clear error, and the session continues.
SEPARATE_FRAME static void complain(struct node *n, struct shell *s, enum line_event event)
{
    struct voice v;
    struct out *o = voice_open(&v, s);
    bool is_long = event == LINE_TOO_LONG;

    if (is_long)
        out_format(o, "SHELL: the command is longer than %d bytes; nothing was done\n",
                   CFG_LINE_MAX);
    else
        out_text(o, "SHELL: the command is not UTF-8 text without control characters; "
                    "nothing was done\n");
    s->is_busy = true; // so that a console shows the log line before the complaint, not inside it
    shell_listen(n, s);
    node_log(n, LOG_WARN, "[ socket server ] %s sent %s", s->peer,
             is_long ? "a command that is too long" : "bytes that are no text");
    strangers_hear(n, false);
    s->is_busy = false;
    s->talk.has_failed = true;
    prompt(n, s, o);
    out_flush(o);
}

static bool shell_handle(struct node *n, struct shell *s, enum line_event event)
{
    if (event == LINE_MORE || event == LINE_PART)
        return true;
    if (event == LINE_READY)
        return shell_answer(n, s);
    complain(n, s, event);
    return true;
}

// Judges from the first line whether the client speaks another protocol. A client of ours waits for
// the answer even to an unknown command. Another program sends more at once.
static enum opening shell_judge(const struct node *n, const struct shell *s, enum line_event event,
                                bool has_more)
{
    struct text line = line_text(&s->line);
    enum opening is = opening_judge(line, event == LINE_READY && s->line.saw_newline);

    if (event == LINE_NOT_TEXT || s->line.not_text)
        return OPENING_FOREIGN;
    if (event == LINE_TOO_LONG)
        return is == OPENING_OURS ? is : OPENING_FOREIGN;
    if (event == LINE_READY && has_more && text_trim(line).len && is == OPENING_OURS &&
        !access_wants_password(n, false) && !command_knows(n, line))
        return OPENING_FOREIGN;
    return is;
}

// Handles input before the first known command. True: another protocol was detected, and the
// session has ended.
SEPARATE_FRAME static bool ends_at_opening(struct node *n, struct shell *s, enum line_event event,
                                           bool has_more)
{
    struct text line = line_text(&s->line);

    if (shell_judge(n, s, event, has_more) == OPENING_FOREIGN) {
        shell_listen(n, s);
        node_log(n, LOG_WARN, "[ socket server ] %s speaks another protocol", s->peer);
        shell_end(
            n, s,
            "SHELL: this is the shell of a micrOS node, and what came first is no command of it. "
            "Bye!\n");
        return true;
    }
    if (event == LINE_READY && text_trim(line).len)
        s->is_opening = !access_wants_password(n, false) && !command_knows(n, line);
    return false;
}

// Handles the complete input so far. False: the session has ended.
static bool shell_take(struct node *n, struct shell *s, enum line_event event, bool has_more)
{
    if (s->is_opening && ends_at_opening(n, s, event, has_more))
        return false;
    return shell_handle(n, s, event);
}

size_t shell_input(struct node *n, struct shell *s, const char *data, size_t len)
{
    size_t used;

    if (s->is_waiting)
        return 0;
    if (n->now_ms - s->last_byte_ms > PAUSE_MS)
        line_paused(&s->line);
    s->last_byte_ms = n->now_ms;
    enum line_event event = line_feed(&s->line, data, len, &used);
    s->is_held = event == LINE_PART;
    (void)shell_take(n, s, event, used < len);
    return used;
}

void shell_input_end(struct node *n, struct shell *s)
{
    if (s->is_waiting) {
        s->has_ended = true;
        return;
    }
    s->is_held = false;
    if (!shell_take(n, s, line_end(&s->line), false))
        return;
    s->has_ended = s->is_waiting;
    if (!s->is_waiting)
        shell_end(n, s, "");
}

void shell_close(struct node *n, struct shell *s)
{
    log_routine(n, s, "connection from", " is gone");
    shell_forget(n, s);
}

SEPARATE_FRAME static void time_out(struct node *n, struct shell *s, uint32_t limit_ms)
{
    char words[48];
    struct out o;

    out_init(&o, words, sizeof words);
    out_format(&o, "Session timeout %u sec\nBye!\n", (unsigned)limit_ms / 1000);
    shell_end(n, s, words);
}

// Continues the command that a session waits for. Returns the milliseconds until the next try.
static uint32_t resume(struct node *n, struct shell *s)
{
    bool is_woken = n->is_woken && s->progress.has_asked;

    if (is_woken || (int32_t)(n->now_ms - s->resume_ms) >= 0) {
        s->last_command_ms = n->now_ms;
        if (!shell_answer(n, s) || !s->is_waiting)
            return 0; // input that has arrived meanwhile can be taken
    }
    return s->resume_ms - n->now_ms;
}

// Makes an answer again for a peer that has read more of it. Returns the milliseconds until the
// next look. The first time it only calculates the hash.
SEPARATE_FRAME static uint32_t shell_catch_up(struct node *n, struct shell *s)
{
    uint32_t limit_ms = (uint32_t)settings_int(&n->settings, KEY_soctout) * 1000;

    if (!s->behind.hash || link_room(s->link) >= ROOM_LEAST)
        (void)shell_answer(n, s);
    else if (n->now_ms - s->last_command_ms >= limit_ms)
        time_out(n, s, limit_ms);
    return LOOK_AGAIN_MS;
}

// How long a session may be silent. A client that must log in has a fixed time, which words that
// only look do not extend.
static uint32_t patience_ms(const struct node *n, const struct shell *s)
{
    uint32_t limit_ms = (uint32_t)settings_int(&n->settings, KEY_soctout) * 1000;

    return limit_ms > SHELL_LOGIN_MS && access_wants_password(n, s->talk.is_in) ? SHELL_LOGIN_MS
                                                                                : limit_ms;
}

// How long to wait for the rest of a command without newline.
static uint32_t more_ms(const struct shell *s)
{
    bool is_unsure = s->is_opening && opening_judge(line_text(&s->line), false) == OPENING_UNSURE;

    return is_unsure ? HELD_MS : CFG_MORE_MS;
}

// Continues if nothing more has come. Returns the milliseconds until then.
SEPARATE_FRAME static uint32_t wait_for_more(struct node *n, struct shell *s)
{
    uint32_t limit_ms = more_ms(s), quiet_ms = n->now_ms - s->last_byte_ms;

    if (quiet_ms < limit_ms)
        return limit_ms - quiet_ms;
    s->is_held = false;
    (void)shell_take(n, s, line_end(&s->line), false);
    return 0;
}

// Ends a session that has been silent too long. Returns the milliseconds until then.
static uint32_t wait_for_end(struct node *n, struct shell *s)
{
    uint32_t limit_ms = patience_ms(n, s), idle_ms = n->now_ms - s->last_command_ms;

    if (idle_ms < limit_ms)
        return limit_ms - idle_ms;
    time_out(n, s, limit_ms);
    return UINT32_MAX;
}

static uint32_t poll_one(struct node *n, struct shell *s)
{
    if (s->is_behind)
        return shell_catch_up(n, s);
    if (s->is_waiting)
        return resume(n, s);
    if (s->is_held)
        return wait_for_more(n, s);
    return s->kind == LINK_CONSOLE ? UINT32_MAX : wait_for_end(n, s);
}

static uint32_t shell_poll(struct node *n)
{
    uint32_t next_ms = UINT32_MAX;

    for (struct shell *s = n->shells, *after; s; s = after) {
        after = s->next;
        uint32_t ms = poll_one(n, s);
        next_ms = ms < next_ms ? ms : next_ms;
    }
    if (places_are_taken(n))
        shell_keep_place(n);
    return next_ms;
}

static void shell_stop(struct node *n)
{
    while (n->shells)
        shell_end(n, n->shells, "Bye!\n");
}

const struct room shell_room = { .poll = shell_poll, .stop = shell_stop };
