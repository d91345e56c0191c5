// Serves the requests of workers from inside the event loop.
#include "python_serve.h"
#include "command/command.h"
#include "command/postfix.h"
#include "loader/node_calls.h"
#include "node/place.h"
#include "node/room.h"
#include "node/set.h"
#include "python_kept.h"
#include "python_pins.h"
#include <string.h>

enum {
    ROUND_MS = 50,         // between two steps of a command that takes time
    ANSWER_MAX = 64 * 1024 // of a command
};

static struct python_usermod *caller;

struct python_usermod *python_serve_caller(void)
{
    return caller;
}

// ---- the node ----

static int setting_names(struct python_serve *s)
{
    for (unsigned i = 0; i < KEY_COUNT; i++) {
        if (keys[i].flags & F_SECRET)
            continue;
        python_add(s->out, keys[i].name, strlen(keys[i].name));
        python_add(s->out, " ", 1);
    }
    return PYTHON_TEXT;
}

static int setting(struct python_serve *s)
{
    const struct settings *all = &s->node->settings;
    char text[CFG_LINE_MAX];
    struct out o;
    int key = settings_find(all, s->data);

    if (!s->data.len)
        return setting_names(s);
    if (key < 0 || keys[key].flags & F_SECRET)
        return PYTHON_NONE;
    out_init(&o, text, sizeof text);
    set_show(s->node, (unsigned)key, &o);
    struct text shown = out_written(&o);
    python_add(s->out, shown.p, shown.len);
    return keys[key].kind == K_BOOL       ? PYTHON_BOOL
           : set_is_number((unsigned)key) ? PYTHON_INT
                                          : PYTHON_TEXT;
}

static int setting_put(struct python_serve *s)
{
    size_t len = (size_t)s->a <= s->data.len ? (size_t)s->a : 0;
    struct text name = text_make(s->data.p, len), value = text_skip(s->data, len);
    int key = settings_find(&s->node->settings, name);

    if (key < 0)
        return key;
    if (!kept_may_write(s->node, s->u->module)) {
        python_kept_refuse_often(s->why);
        return ERR_FULL;
    }
    int err = set_key(s->node, &s->u->who, (enum key)key, value);
    if (err < 0)
        set_why(s->node, name, value, err, s->why);
    return err;
}

static int clock_time(struct python_serve *s)
{
    struct civil_time t = place_time(s->node, s->node->wall_s);
    const int32_t parts[] = { t.year,   t.month,  t.day,     t.hour,
                              t.minute, t.second, t.weekday, t.yearday };

    for (size_t i = 0; i < COUNT(parts); i++)
        python_add_number(s->out, parts[i]);
    return OK;
}

static int fact(struct python_serve *s)
{
    if (s->a < 0 || s->a > FACT_UPTIME_MS)
        return ERR_ARG;
    python_add_long(s->out, node_calls.fact(s->node, (enum node_fact)s->a));
    return OK;
}

static int python_serve_reboot(struct python_serve *s)
{
    node_calls.reboot(s->node);
    return OK;
}

// ---- requests ----

static python_serve_fn *const requests[] = {
    [PYTHON_SETTING] = setting,
    [PYTHON_SETTING_PUT] = setting_put,
    [PYTHON_CLOCK] = clock_time,
    [PYTHON_FACT] = fact,
    [PYTHON_KEPT_READ] = python_kept_read,
    [PYTHON_KEPT_WRITE] = python_kept_write,
    [PYTHON_KEPT_LIST] = python_kept_list,
    [PYTHON_REBOOT] = python_serve_reboot,
};

static void reply(struct python_usermod *u, int32_t value, struct text data)
{
    size_t start = python_frame(&u->unsent, PYTHON_ANSWER);

    python_add_number(&u->unsent, value);
    python_add(&u->unsent, data.p, data.len);
    python_frame_end(&u->unsent, start);
}

static void serve_now(struct python_serve *s, python_serve_fn *request)
{
    struct python_bytes out = { 0 };
    char reason[128];
    struct out why;

    out_init(&why, reason, sizeof reason);
    s->out = &out;
    s->why = &why;
    int value = request(s);
    if (out.is_short)
        value = ERR_FULL;
    if (value < 0 && !why.len)
        out_text(&why, err_text(value));
    reply(s->u, value, value < 0 ? out_written(&why) : text_make(out.data, out.len));
    python_free_bytes(&out);
}

// ---- commands ----

static const char no_memory[] = "not enough memory";

static void gather(void *ctx, const char *data, size_t len)
{
    struct python_bytes *b = ctx;

    if (b->len + len <= ANSWER_MAX)
        python_add(b, data, len);
}

// Does a step of a command for another node. Its answer comes line by line.
static enum command_end ask_peer(struct request *r, struct text line, struct text host)
{
    const struct rooms *rooms = r->node->rooms;
    struct text answer = { NULL, 0 };
    int err = rooms->ask_peer(r->node, r->who, r->progress, line, host, &answer);

    if (err == ERR_WAIT)
        return command_waits(r);
    out_slice(r->reply.out, err ? text_of(rooms->peer_error(err)) : answer);
    return err ? COMMAND_FAILED : COMMAND_DONE;
}

static enum command_end command_or_peer(struct request *r, struct text line)
{
    struct text command = line;
    struct postfix postfix = postfix_take(&command);

    return postfix.host.len && !postfix.is_task ? ask_peer(r, command, postfix.host)
                                                : command_step(r, line);
}

void python_serve_command(struct python_usermod *u)
{
    struct python_command *command = &u->command;
    uint32_t life = u->life;
    struct node *n = u->node;
    char chunk[256];
    struct out o;

    out_init_flush(&o, chunk, sizeof chunk, gather, &command->answer);
    struct principal who = principal_called(&u->who, u->owner);
    struct request r;

    command_init(&r, n, &who, &o, &command->progress);
    python_clear(&command->answer);
    caller = u;
    n->depth++;
    enum command_end end = command_or_peer(&r, text_make(command->line.data, command->line.len));
    n->depth--;
    caller = NULL;
    if (u->life != life) // the command has unloaded the module
        return;
    out_flush(&o);
    command->is_running = end == COMMAND_WAITS;
    if (command->is_running) {
        uint32_t wait_ms = command->progress.wake_in_ms;
        command->due_ms = n->clock_ms + (wait_ms < ROUND_MS ? wait_ms : ROUND_MS);
    } else if (command->answer.is_short) {
        reply(u, ERR_FULL, text_of(no_memory));
    } else {
        reply(u, end != COMMAND_FAILED, text_make(command->answer.data, command->answer.len));
    }
}

static bool start_command(struct python_usermod *u, bool wants_json, struct text command)
{
    static const char json[] = " >json";
    struct python_bytes *line = &u->command.line;

    if (command.len + sizeof json > CFG_LINE_MAX) {
        reply(u, ERR_RANGE, text_of("the command is too long"));
        return true;
    }
    python_clear(line);
    python_add(line, command.p, command.len);
    if (wants_json)
        python_add(line, json, sizeof json - 1);
    if (line->is_short) {
        reply(u, ERR_FULL, text_of(no_memory));
        return true;
    }
    u->command.progress = (struct progress){ 0 };
    python_serve_command(u);
    return true;
}

bool python_serve(struct python_usermod *u, struct python_body *body)
{
    struct python_serve s = { .u = u, .node = u->node };
    unsigned what = body->left ? (uint8_t)*body->p : 0;

    body->p += body->left != 0;
    body->left -= body->left != 0;
    s.a = python_take_number(body);
    s.b = python_take_number(body);
    s.c = python_take_number(body);
    s.d = python_take_number(body);
    s.data = text_make(body->p, body->left);
    if (body->is_bad || u->command.is_running)
        return false;
    if (what == PYTHON_RUN)
        return start_command(u, s.a, s.data);
    python_serve_fn *request = python_pins_request(what);
    if (!request && what < COUNT(requests))
        request = requests[what];
    if (request)
        serve_now(&s, request);
    return request;
}
