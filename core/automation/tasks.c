// Runs commands in the background. The port gives the memory when the first one starts.
#include "automation/tasks.h"
#include "base/bytes.h"
#include "base/frame.h"

static struct text tasks_line_of(const struct task *t)
{
    return text_make(t->line, t->line_len);
}

static struct text host_of_task(const struct task *t)
{
    return text_make(t->line + t->line_len, t->host_len);
}

// The tag of a task: "light.rgb", or "con.node02.light" for a command on another node.
static void write_tag(struct text line, struct text host, struct out *o)
{
    struct text module = text_word(&line), verb = text_word(&line);
    size_t n = 0;

    if (host.len) {
        out_text(o, "con.");
        postfix_write_host(host, o);
        out_char(o, '.');
        out_slice(o, module);
        return;
    }
    while (n < verb.len && verb.p[n] != '(')
        n++;
    out_slice(o, module);
    out_char(o, '.');
    out_slice(o, text_make(verb.p, n));
}

// Same, terminated; TAG_MAX bytes.
enum { TAG_MAX = CFG_TASK_LINE + 8 };
static const char *tag_of(struct text line, struct text host, char tag[TAG_MAX])
{
    struct out o;

    out_init(&o, tag, TAG_MAX - 1);
    write_tag(line, host, &o);
    tag[o.len] = '\0';
    return tag;
}

static const char *tag_of_task(const struct task *t, char tag[TAG_MAX])
{
    return tag_of(tasks_line_of(t), host_of_task(t), tag);
}

// Whether a task has this tag, or belongs to the group "light.*".
static bool has_tag(const struct task *t, struct text wanted)
{
    char tag[TAG_MAX];
    struct text have = text_of(tag_of_task(t, tag));

    if (wanted.len < 2 || wanted.p[wanted.len - 1] != '*' || wanted.p[wanted.len - 2] != '.')
        return text_same(have, wanted);
    wanted.len--;
    have.len = wanted.len < have.len ? wanted.len : have.len;
    return text_same(have, wanted);
}

static bool tasks_has_pool(struct node *n)
{
    struct automation *a = n->automation;

    if (!a->tasks && n->port->task_pool)
        a->tasks = n->port->task_pool(n->port->ctx, &a->n_tasks);
    return a->tasks;
}

static unsigned active_count(const struct node *n)
{
    unsigned count = 0;

    for (unsigned i = 0; i < n->automation->n_tasks; i++)
        count += n->automation->tasks[i].state == TASK_ACTIVE;
    return count;
}

static unsigned tasks_limit(const struct node *n)
{
    unsigned wanted = (unsigned)settings_int(&n->settings, KEY_aioqueue);

    return wanted < n->automation->n_tasks ? wanted : n->automation->n_tasks;
}

static unsigned free_count(const struct node *n)
{
    unsigned most = tasks_limit(n), active = active_count(n);

    // Setting aioqueue may be lower than the number of running tasks.
    return active < most ? most - active : 0;
}

// A free place, or the place of the task that ended first. NULL: all are active.
static struct task *tasks_find_room(struct node *n)
{
    struct task *best = NULL;

    if (!free_count(n))
        return NULL;
    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        struct task *t = &n->automation->tasks[i];
        if (t->state == TASK_FREE)
            return t;
        if (t->state == TASK_ENDED && (!best || t->ended < best->ended))
            best = t;
    }
    return best;
}

static bool tasks_fill(struct task *t, const struct request *r, struct text line, struct text host)
{
    if (line.len + host.len > sizeof t->line)
        return false;
    *t = (struct task){ .state = TASK_ACTIVE };
    bytes_copy(t->line, line.p, line.len);
    bytes_copy(t->line + line.len, host.p, host.len);
    t->line_len = (uint16_t)line.len;
    t->host_len = (uint16_t)host.len;
    t->who = principal_started(r->who, CALLER_TASK);
    t->due_ms = r->node->now_ms;
    r->node->has_acted = true;
    return true;
}

// Whether a task with the same tag is running. One that has ended is removed.
static bool is_running(struct node *n, struct text line, struct text host)
{
    char tag[TAG_MAX];
    struct text wanted = text_of(tag_of(line, host, tag));

    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        struct task *t = &n->automation->tasks[i];
        if (t->state == TASK_FREE || !has_tag(t, wanted))
            continue;
        if (t->state == TASK_ACTIVE)
            return true;
        t->state = TASK_FREE;
    }
    return false;
}

static const char *automation_tasks_start(const struct request *r, struct text line,
                                          const struct postfix *postfix)
{
    struct node *n = r->node;
    struct task *t;

    if (!tasks_has_pool(n))
        return "[aio] this board has no tasks";
    if (line.len + postfix->host.len > sizeof t->line)
        return "[aio] the command is too long for a task";
    if (is_running(n, line, postfix->host))
        return "Already running";
    t = tasks_find_room(n);
    if (!t || !tasks_fill(t, r, line, postfix->host))
        return NULL;
    t->loops = postfix->loops;
    t->period_ms = postfix->ms < NODE_TICK_MS ? NODE_TICK_MS : postfix->ms;
    if (postfix->has_time && !postfix->loops)
        t->due_ms = n->now_ms + postfix->ms;
    return "Starting";
}

// {'light.toggle': 'Starting'}
SEPARATE_FRAME static void answer_start(struct request *r, struct text line, struct text host,
                                        const char *said)
{
    char tag[TAG_MAX], chunk[16];
    struct out o;

    reply_begin_as(&r->reply, REPLY_ROWS, "{'{key}': '{}'}\n");
    o = reply_open(&r->reply, tag_of(line, host, tag), chunk, sizeof chunk);
    if (said)
        out_text(&o, said);
    else
        out_format(&o, "[aio] Task queue full: %u", tasks_limit(r->node));
    reply_close(&r->reply, &o);
}

bool tasks_start(struct request *r, struct text line, const struct postfix *postfix)
{
    struct text rest = line, module = text_word(&rest);

    if (!module.len || (!rest.len && !postfix->host.len)) {
        reply_refuse(&r->reply, "SHELL: a task is [1](LM)module [2]function [3...]optional params");
        return false;
    }
    const char *said = automation_tasks_start(r, line, postfix);
    answer_start(r, line, postfix->host, said);
    return said && text_is(text_of(said), "Starting");
}

bool tasks_adopt(const struct request *r, struct text line)
{
    const struct text nowhere = { NULL, 0 };
    struct task *t = tasks_has_pool(r->node) ? tasks_find_room(r->node) : NULL;

    if (!t || !tasks_fill(t, r, line, nowhere))
        return false;
    t->progress = *r->progress;
    t->due_ms += r->progress->wake_in_ms;
    return true;
}

static enum command_end run_once(struct node *n, struct task *t)
{
    struct out o;
    struct request r;

    command_init(&r, n, &t->who, &o, &t->progress);
    out_init(&o, t->output, sizeof t->output);
    enum command_end end =
        t->host_len ? (enum command_end)n->rooms->call_peer(&r, tasks_line_of(t), host_of_task(t))
                    : command_step(&r, tasks_line_of(t));
    out_whole(&o);
    t->output_len = (uint16_t)o.len;
    return end;
}

// A loop keeps its rhythm. Runs that it missed are left out.
static void tasks_schedule(struct node *n, struct task *t)
{
    uint32_t late_ms = n->now_ms - t->beat_ms;

    t->due_ms = t->beat_ms + (late_ms / t->period_ms + 1) * t->period_ms;
}

static void end_task(struct node *n, struct task *t)
{
    t->state = TASK_ENDED;
    t->ended = ++n->automation->tasks_ended;
}

static void tasks_run(struct node *n, struct task *t)
{
    if (!t->progress.step)
        t->beat_ms = t->due_ms;
    enum command_end end = run_once(n, t);
    if (t->state != TASK_ACTIVE) // it has ended itself
        return;
    if (end == COMMAND_WAITS) {
        t->due_ms = n->now_ms + t->progress.wake_in_ms;
        return;
    }
    t->progress = (struct progress){ 0 };
    if (t->loops)
        tasks_schedule(n, t);
    else
        end_task(n, t);
}

static uint32_t tasks_poll(struct node *n)
{
    uint32_t next_ms = UINT32_MAX;

    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        struct task *t = &n->automation->tasks[i];
        bool is_woken = n->is_woken && t->progress.has_asked;
        if (t->state == TASK_ACTIVE && (is_woken || (int32_t)(n->now_ms - t->due_ms) >= 0)) {
            node_was_late(n, t->due_ms);
            tasks_run(n, t);
        }
        if (t->state != TASK_ACTIVE)
            continue;
        uint32_t wait_ms = t->due_ms - n->now_ms;
        wait_ms = (int32_t)wait_ms > 0 ? wait_ms : 0;
        next_ms = wait_ms < next_ms ? wait_ms : next_ms;
    }
    return next_ms;
}

// ---- task list, show, kill ----

static void list_some(struct request *r, enum task_state state)
{
    const struct automation *a = r->node->automation;
    char tag[TAG_MAX];

    for (unsigned i = 0; i < a->n_tasks; i++)
        if (a->tasks[i].state == state)
            reply_item_text(&r->reply, text_of(tag_of_task(&a->tasks[i], tag)));
}

static void tasks_list(struct request *r)
{
    struct node *n = r->node;
    struct reply_level outer;

    (void)tasks_has_pool(n);
    reply_begin_as(&r->reply, REPLY_MAP, "");
    reply_note(&r->reply, "---- micrOS  top ----\n#queue: %u #load: %u%%\n\n#Active   #taskID\n",
               free_count(n), node_load_percent(n));
    reply_enter(&r->reply, &outer, "active", REPLY_LIST, "Yes       {}\n");
    reply_item_text(&r->reply, text_of("server"));
    list_some(r, TASK_ACTIVE);
    reply_leave(&r->reply, &outer);
    reply_note(&r->reply, "\n");
    reply_enter(&r->reply, &outer, "inactive", REPLY_LIST, "No        {}\n");
    list_some(r, TASK_ENDED);
    reply_leave(&r->reply, &outer);
    reply_note(&r->reply, "\n");
}

static void kill(struct request *r, struct text wanted, unsigned *count)
{
    struct node *n = r->node;
    char tag[TAG_MAX];

    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        struct task *t = &n->automation->tasks[i];
        if (t->state != TASK_ACTIVE || !has_tag(t, wanted))
            continue;
        room_give_up(n, &t->progress);
        end_task(n, t);
        reply_begin_as(&r->reply, REPLY_ROWS, "Kill: {key}|{}, {key}|{}\n");
        reply_pair_bool(&r->reply, tag_of_task(t, tag), true);
        ++*count;
    }
}

static void show_sessions(struct request *r)
{
    char chunk[32];
    struct out o;

    reply_begin_as(&r->reply, REPLY_MAP, "{}\n");
    o = reply_open(&r->reply, "server", chunk, sizeof chunk);
    r->node->rooms->list_shells(r->node, &o);
    reply_close(&r->reply, &o);
}

// For a single tag, writes only the task's output. There may be several tasks with that tag.
static void tasks_show(struct request *r, struct text wanted, unsigned *count)
{
    bool is_group = wanted.len && wanted.p[wanted.len - 1] == '*';
    const struct automation *a = r->node->automation;
    char tag[TAG_MAX];

    for (unsigned i = 0; i < a->n_tasks; i++) {
        const struct task *t = &a->tasks[i];
        if (t->state == TASK_FREE || !has_tag(t, wanted))
            continue;
        struct text said = text_trim(text_make(t->output, t->output_len));
        reply_begin_as(&r->reply, is_group ? REPLY_ROWS : REPLY_MAP, is_group ? "{key}: {}\n" : "");
        reply_pair_text(&r->reply, tag_of_task(t, tag), said);
        if (!is_group)
            reply_note(&r->reply, "%.*s\n", (int)said.len, said.p);
        ++*count;
    }
}

static enum command_end no_task(struct request *r, struct text tag)
{
    reply_error(&r->reply, "No task found", "");
    reply_note(&r->reply, "No task found: %.*s\n", (int)tag.len, tag.p);
    return COMMAND_FAILED;
}

static enum command_end tasks_command(struct request *r, struct text rest)
{
    struct text verb = text_word(&rest), tag = text_trim(rest);
    unsigned count = 0;

    if (text_is(verb, "list") && !tag.len) {
        tasks_list(r);
        return COMMAND_DONE;
    }
    bool is_show = text_is(verb, "show");
    if ((!is_show && !text_is(verb, "kill")) || !tag.len) {
        reply_refuse(&r->reply,
                     "Invalid task cmd! Help: task list / kill <taskID> / show <taskID>");
        return COMMAND_FAILED;
    }
    if (is_show && text_is(tag, "server")) {
        show_sessions(r);
        return COMMAND_DONE;
    }
    if (is_show)
        tasks_show(r, tag, &count);
    else
        kill(r, tag, &count);
    return count ? COMMAND_DONE : no_task(r, tag);
}

const struct word tasks_word = { "task", tasks_command,
                                 "list, show TAG, kill TAG: background tasks", RIGHT_DRIVE };
const struct room tasks_room = { .poll = tasks_poll };
