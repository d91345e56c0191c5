// Conversations with the shells of other nodes.
#include "peers/intercon.h"
#include "base/bytes.h"
#include "base/frame.h"
#include "base/visible.h"
#include "command/postfix.h"
#include "net/hostname.h"
#include "peers/prompt.h"

static bool is_port(struct text t, int32_t *number)
{
    return t.len && t.p[0] >= '0' && t.p[0] <= '9' && !text_int(t, number) && *number >= 1 &&
           *number <= 65535;
}

// Texts sent to another node, or logged about it, must not contain a second line.
static bool is_one_line(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if ((uint8_t)t.p[i] < ' ' || t.p[i] == 0x7f)
            return false;
    return true;
}

const char *intercon_error(int err)
{
    switch (err) {
    case ERR_NAME: return "no such host";
    case ERR_IO: return "no answer";
    case ERR_DENIED: return "the password was not taken: set hostpwd to name=password";
    case ERR_TAKEN: return "the other node is busy";
    case ERR_FULL: return "too many calls of other nodes at the same time";
    case ERR_RANGE: return "the command or the name of the host is too long";
    case ERR_TYPE: return "the command is more than one line";
    case ERR_UNPROVEN: return "the other node did not prove that it knows its password";
    case ERR_IN_CLEAR:
        return "the other node takes its password in clear only: to allow that, add its name to "
               "hostplain";
    case ERR_ARG: return "another node answers under this name";
    case ERR_SYNTAX: return "a chain of nodes that call each other was cut";
    default: return err_text(err);
    }
}

static struct peer_call *intercon_find(struct node *n, uint32_t id)
{
    for (unsigned i = 0; id && i < n->n_calls; i++)
        if (n->calls[i].stage != PEER_FREE && n->calls[i].id == id)
            return &n->calls[i];
    return NULL;
}

static bool intercon_has_pool(struct node *n)
{
    if (!n->calls && n->port->call_pool)
        n->calls = n->port->call_pool(n->port->ctx, &n->n_calls);
    return n->calls && n->port->dial;
}

static struct peer_call *intercon_find_room(struct node *n)
{
    for (unsigned i = 0; i < n->n_calls; i++)
        if (n->calls[i].stage == PEER_FREE)
            return &n->calls[i];
    return NULL;
}

static void intercon_hang_up(struct peer_call *c)
{
    if (c->link)
        link_hang_up(c->link);
    c->link = NULL;
}

// Ends a call. Its answer or error is kept until it is fetched.
static void intercon_finish(struct node *n, struct peer_call *c, int err)
{
    intercon_hang_up(c);
    c->stage = PEER_DONE;
    c->err = err;
    c->until_ms = n->now_ms + INTERCON_WAIT_MS;
    n->is_woken = true;
}

static void intercon_copy(char *to, struct text from)
{
    bytes_copy(to, from.p, from.len);
    to[from.len] = '\0';
}

static int intercon_start_call(struct node *n, const struct principal *who, struct text command,
                               struct text host, uint32_t *id)
{
    struct text port = host, name = text_until(&port, ':');
    int32_t number = settings_int(&n->settings, KEY_socport);
    struct peer_call *c = intercon_has_pool(n) ? intercon_find_room(n) : NULL;

    if (who->hops >= HOPS_MAX)
        return ERR_SYNTAX;
    if (!c)
        return n->calls && n->port->dial ? ERR_FULL : ERR_NOTSUP;
    if (name.len >= sizeof c->host || command.len >= sizeof c->command)
        return ERR_RANGE;
    if (!name.len || !is_one_line(name) || (name.len < host.len && !is_port(port, &number)))
        return ERR_NAME;
    if (!is_one_line(command))
        return ERR_TYPE;
    *c = (struct peer_call){ .stage = PEER_DIALS, .id = ++n->calls_begun };
    intercon_copy(c->host, name);
    intercon_copy(c->command, command);
    c->hops = (uint8_t)(who->hops + 1);
    c->right = who->right;
    c->until_ms = n->now_ms + INTERCON_WAIT_MS;
    node_log(n, LOG_INFO, "[INTERCON] %s -> %s:%d", c->command, c->host, (int)number);
    int err = n->port->dial(n->port->ctx, c, c->host, (uint16_t)number, &c->link);
    if (err) {
        c->stage = PEER_FREE;
        return err;
    }
    *id = c->id;
    return OK;
}

static int intercon_look(struct node *n, uint32_t id, struct text *answer)
{
    struct peer_call *c = intercon_find(n, id);

    if (!c)
        return ERR_IO;
    if (c->stage != PEER_DONE)
        return ERR_WAIT;
    visible_make(c->heard, c->len, "\n\t"); // people read it, and JSON needs UTF-8
    *answer = text_make(c->heard, c->len);
    c->stage = PEER_FREE; // its bytes stay until the next call starts
    return c->err;
}

static void intercon_give_up(struct node *n, const struct progress *p)
{
    struct peer_call *c = intercon_find(n, p->has_call ? p->memo : 0);

    if (!c)
        return;
    intercon_hang_up(c);
    c->stage = PEER_FREE;
}

// ---- the conversation ----

// Sends in one piece, because a node treats the end of a packet as the end of a command. The buffer
// for received text is used for this.
static void intercon_say(struct peer_call *c, struct text t)
{
    size_t len = t.len < sizeof c->heard ? t.len : sizeof c->heard - 1;

    bytes_copy(c->heard, t.p, len);
    c->heard[len] = '\n';
    link_send(c->link, c->heard, len + 1);
    bytes_fill(c->heard, 0, len); // it may have been a password
    c->len = 0;
}

static void say_via(struct node *n, struct peer_call *c)
{
    char line[CFG_HOST_MAX + 24];
    struct out o;
    struct text name = settings_text(&n->settings, KEY_devfid);

    out_init(&o, line, sizeof line);
    out_format(&o, "via %.*s %u %s", (int)name.len, name.p, (unsigned)c->hops,
               principal_right_name((enum right)c->right));
    intercon_say(c, out_written(&o));
    c->stage = PEER_HEARS_VIA;
}

// ---- the login ----

static void intercon_say_in(struct peer_call *c, struct text line, enum peer_stage stage)
{
    intercon_say(c, line);
    c->stage = (uint8_t)stage;
}

static void intercon_log_in(struct node *n, struct peer_call *c)
{
    char room[HOST_PASSWORD_MAX];

    if (peer_login_password(n, text_of(c->host), room).len)
        intercon_say_in(c, text_of("hello >json"), PEER_HEARS_HOW);
    else
        intercon_finish(n, c, ERR_DENIED);
}

SEPARATE_FRAME static void show_password(const struct node *n, struct peer_call *c)
{
    char room[HOST_PASSWORD_MAX];

    intercon_say_in(c, peer_login_password(n, text_of(c->host), room), PEER_LOGS_IN);
}

SEPARATE_FRAME static void hear_how(struct node *n, struct peer_call *c)
{
    char line[SCRAM_MESSAGE_MAX];
    struct out o;

    if (peer_login_is_offered(text_make(c->heard, c->len))) {
        out_init(&o, line, sizeof line);
        peer_login_open(n, &c->proof, &o);
        intercon_say_in(c, out_written(&o), PEER_HEARS_OFFER);
    } else if (peer_login_may_show(n, text_of(c->host))) {
        show_password(n, c);
    } else {
        intercon_finish(n, c, ERR_IN_CLEAR);
    }
}

static void hear_offer(struct node *n, struct peer_call *c)
{
    struct text heard = text_make(c->heard, c->len);
    char room[HOST_PASSWORD_MAX];

    if (peer_login_take_offer(n, &c->proof, heard, peer_login_password(n, text_of(c->host), room)))
        c->stage = PEER_COMPUTES;
    else
        intercon_finish(n, c, ERR_UNPROVEN);
}

SEPARATE_FRAME static void intercon_compute(struct node *n, struct peer_call *c)
{
    char line[SCRAM_MESSAGE_MAX];
    struct out o;

    if (!peer_login_compute(n, &c->proof))
        return;
    out_init(&o, line, sizeof line);
    peer_login_prove(n, &c->proof, text_make(c->heard, c->len), &o);
    intercon_say_in(c, out_written(&o), PEER_HEARS_PROOF);
    c->until_ms = n->now_ms + INTERCON_WAIT_MS;
}

static void hear_proof(struct node *n, struct peer_call *c, bool wants_password)
{
    if (wants_password)
        intercon_finish(n, c, ERR_DENIED);
    else if (peer_login_is_proven(&c->proof, text_make(c->heard, c->len)))
        say_via(n, c);
    else
        intercon_finish(n, c, ERR_UNPROVEN);
}

// ---- what is heard ----

static void let_in(struct node *n, struct peer_call *c, bool wants_password)
{
    if (wants_password)
        intercon_log_in(n, c);
    else
        say_via(n, c);
}

// The node's own words are before the prompt.
static void said_who(struct node *n, struct peer_call *c, struct text prompt)
{
    if (prompt_is_this_node(n, text_make(c->heard, c->len)))
        intercon_finish(n, c, ERR_SELF);
    else
        let_in(n, c, prompt_take_marks(&prompt).wants_password);
}

// A node must not call itself, under any of its addresses: a module would come back as a client
// that knows the password. So the peer is checked by name and then by unique number.
static void ask_who(struct peer_call *c)
{
    intercon_say(c, text_of("hello"));
    c->stage = PEER_SAYS_WHO;
}

// Whether the node that answers is the one that was called: by an address, by its name, or by its
// host name in the network.
static bool is_called_so(struct text host, const char *name)
{
    struct text label = postfix_first_label(host);

    return postfix_is_address(host) || text_is(host, name) || text_is(label, name) ||
           hostname_is(label, text_of(name));
}

static void greeted(struct node *n, struct peer_call *c, struct text prompt)
{
    bool wants_password = prompt_take_marks(&prompt).wants_password;

    if (prompt.len >= sizeof c->name) {
        intercon_finish(n, c, ERR_ARG);
        return;
    }
    intercon_copy(c->name, prompt);
    if (!is_called_so(text_of(c->host), c->name))
        intercon_finish(n, c, ERR_ARG);
    else if (text_is(settings_text(&n->settings, KEY_devfid), c->name))
        ask_who(c);
    else
        let_in(n, c, wants_password);
}

static void answered(struct node *n, struct peer_call *c, struct text prompt)
{
    static const char bye[] = "exit\n";

    c->len = (uint16_t)(prompt.p - c->heard);
    link_send(c->link, bye, sizeof bye - 1);
    intercon_finish(n, c, prompt_take_marks(&prompt).has_failed ? ERR_REFUSED : OK);
}

static void peers_intercon_step(struct node *n, struct peer_call *c, struct text prompt)
{
    switch ((enum peer_stage)c->stage) {
    case PEER_DIALS:
    case PEER_GREETS: greeted(n, c, prompt); break;
    case PEER_SAYS_WHO: said_who(n, c, prompt); break;
    case PEER_HEARS_HOW: hear_how(n, c); break;
    case PEER_HEARS_OFFER: hear_offer(n, c); break;
    case PEER_COMPUTES: break;
    case PEER_HEARS_PROOF: hear_proof(n, c, prompt_take_marks(&prompt).wants_password); break;
    case PEER_LOGS_IN:
        if (prompt_take_marks(&prompt).wants_password)
            intercon_finish(n, c, ERR_DENIED);
        else
            say_via(n, c);
        break;
    case PEER_HEARS_VIA: intercon_say_in(c, text_of("outcome on"), PEER_HEARS_OUTCOME); break;
    case PEER_HEARS_OUTCOME: intercon_say_in(c, text_of(c->command), PEER_ANSWERS); break;
    default: answered(n, c, prompt); break;
    }
}

// Finds the prompt: the text before " $ " in the last line. The original and this node end it with
// two blanks, the successor with one.
static bool find_prompt(const struct peer_call *c, struct text *prompt)
{
    size_t start = c->len;

    while (start && c->heard[start - 1] != '\n')
        start--;
    struct text line = text_make(c->heard + start, c->len - start), name = text_trim(line);
    bool ends = name.len > 2 && name.p[name.len - 1] == '$' && name.p[name.len - 2] == ' ';
    if (!ends || name.p + name.len == line.p + line.len)
        return false;
    *prompt = name = text_trim(text_make(name.p, name.len - 1));
    (void)prompt_take_marks(&name);
    return c->stage < PEER_HEARS_VIA || text_is(name, c->name);
}

void intercon_dialed(struct node *n, struct peer_call *c, int err)
{
    if (err)
        c->link = NULL;
    if (err)
        intercon_finish(n, c, err);
    else
        c->stage = PEER_GREETS;
}

// If an answer is too long, its middle is dropped. Its end is needed to find the prompt.
static void intercon_hear(struct peer_call *c, const char *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char byte = data[i];
        if (byte == '\r' || !byte)
            continue;
        if (c->len == sizeof c->heard) {
            size_t keep = sizeof c->heard / 4;
            bytes_copy(c->heard + sizeof c->heard - 2 * keep, c->heard + sizeof c->heard - keep,
                       keep);
            c->len = (uint16_t)(c->len - keep);
        }
        c->heard[c->len++] = byte;
    }
}

// Whether the node said good bye. It says so before it ends a conversation, and leaves closing to
// us.
static bool intercon_said_good_bye(const struct peer_call *c)
{
    struct text heard = text_make(c->heard, c->len);
    size_t len = sizeof "Bye!\n" - 1;

    if (c->stage == PEER_GREETS || heard.len < len)
        return false;
    return text_is(text_skip(heard, heard.len - len), "Bye!\n") &&
           (heard.len == len || heard.p[heard.len - len - 1] == '\n');
}

// If a command ends the peer's session, such as "reboot", the last words are the answer.
static void end_of_peer(struct node *n, struct peer_call *c)
{
    intercon_finish(n, c,
                    c->stage == PEER_ANSWERS && c->len                             ? OK
                    : c->stage > PEER_GREETS && c->stage <= PEER_LOGS_IN && c->len ? ERR_DENIED
                                                                                   : ERR_IO);
}

void intercon_heard(struct node *n, struct peer_call *c, const char *data, size_t len)
{
    struct text prompt;

    if (c->stage == PEER_COMPUTES)
        return; // nobody has asked
    intercon_hear(c, data, len);
    if (text_starts(text_make(c->heard, c->len), "Connection is busy") && c->stage == PEER_GREETS)
        intercon_finish(n, c, ERR_TAKEN);
    else if (find_prompt(c, &prompt))
        peers_intercon_step(n, c, prompt);
    else if (intercon_said_good_bye(c))
        end_of_peer(n, c);
}

void intercon_hung_up(struct node *n, struct peer_call *c)
{
    c->link = NULL;
    end_of_peer(n, c);
}

// Does what is due for one call. Returns the milliseconds until the next work.
static uint32_t poll_call(struct node *n, struct peer_call *c)
{
    if ((int32_t)(n->now_ms - c->until_ms) >= 0) {
        if (c->stage == PEER_DONE)
            c->stage = PEER_FREE; // nobody fetched the answer
        else
            intercon_finish(n, c, ERR_IO);
    }
    if (c->stage == PEER_COMPUTES)
        intercon_compute(n, c);
    if (c->stage == PEER_COMPUTES)
        return 0; // everybody else is served first
    return c->stage == PEER_FREE ? UINT32_MAX : c->until_ms - n->now_ms;
}

static uint32_t intercon_poll(struct node *n)
{
    uint32_t next_ms = UINT32_MAX;

    for (unsigned i = 0; i < n->n_calls; i++) {
        if (n->calls[i].stage == PEER_FREE)
            continue;
        uint32_t ms = poll_call(n, &n->calls[i]);
        next_ms = ms < next_ms ? ms : next_ms;
    }
    return next_ms;
}

// ---- command >>host ----

static void write_in_one_line(struct text t, struct out *o)
{
    t = text_trim(t);
    for (size_t i = 0; i < t.len; i++)
        out_char(o, t.p[i] == '\n' ? ' ' : t.p[i]);
    out_char(o, '\n');
}

int intercon_ask(struct node *n, const struct principal *who, struct progress *p,
                 struct text command, struct text host, struct text *answer)
{
    int err = p->step ? intercon_look(n, p->memo, answer)
                      : intercon_start_call(n, who, command, host, &p->memo);

    if (!err && !p->step) {
        p->has_asked = true;
        p->wake_in_ms = INTERCON_WAIT_MS;
        err = ERR_WAIT;
    }
    p->has_call = err == ERR_WAIT;
    return err;
}

unsigned intercon_step(struct request *r, struct text command, struct text host)
{
    struct text answer = { NULL, 0 };
    int err = intercon_ask(r->node, r->who, r->progress, command, host, &answer);

    if (err == ERR_WAIT)
        return command_waits(r);
    if (!err || err == ERR_REFUSED) {
        write_in_one_line(answer, r->reply.out);
        return err ? COMMAND_FAILED : COMMAND_DONE;
    }
    out_format(r->reply.out, "%s\n", intercon_error(err));
    node_log(r->node, LOG_WARN, "[INTERCON] %.*s: %s", (int)host.len, host.p, intercon_error(err));
    return COMMAND_FAILED;
}

const struct room intercon_room = { .poll = intercon_poll, .give_up = intercon_give_up };
