// Runs commands in the background. The port gives the memory when the first one starts.
#include "automation/tasks.h"
#include "base/bytes.h"

static struct text line_of(const struct task *t)
{
    return text_make(t->line, t->line_len);
}

static struct text host_of_task(const struct task *t)
{
    return text_make(t->line + t->line_len, t->host_len);
}

// The name of a task: "light.rgb", or "con.node02.light" for a command on another node.
static void write_tag(struct text line, struct text host, bool json, struct out *o)
{
    void (*write)(struct out *, struct text) = json ? out_json_chars : out_slice;
    struct text module = text_word(&line), verb = text_word(&line);
    size_t n = 0;

    if (host.len) {
        out_text(o, "con.");
        postfix_write_host(host, o);
        out_char(o, '.');
        write(o, module);
        return;
    }
    while (n < verb.len && verb.p[n] != '(')
        n++;
    write(o, module);
    out_char(o, '.');
    write(o, text_make(verb.p, n));
}

static void write_tag_of(const struct task *t, bool json, struct out *o)
{
    write_tag(line_of(t), host_of_task(t), json, o);
}

// Whether a task has a tag, or one of its group: "light.*".
static bool has_tag(const struct task *t, struct text wanted)
{
    char tag[CFG_TASK_LINE];
    struct out o;

    out_init(&o, tag, sizeof tag);
    write_tag_of(t, false, &o);
    struct text have = out_written(&o);
    if (wanted.len < 2 || wanted.p[wanted.len - 1] != '*' || wanted.p[wanted.len - 2] != '.')
        return text_same(have, wanted);
    wanted.len--;
    have.len = wanted.len < have.len ? wanted.len : have.len;
    return text_same(have, wanted);
}

static bool has_pool(struct node *n)
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

static unsigned limit(const struct node *n)
{
    unsigned wanted = (unsigned)settings_int(&n->settings, KEY_aioqueue);

    return wanted < n->automation->n_tasks ? wanted : n->automation->n_tasks;
}

static unsigned free_count(const struct node *n)
{
    unsigned most = limit(n), active = active_count(n);

    return active < most ? most - active : 0; // aioqueue may be less than what runs already
}

// A free place, or the one of the task that ended first; NULL: all are active.
static struct task *find_room(struct node *n)
{
    struct task *best = 0;

    if (!free_count(n))
        return 0;
    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        struct task *t = &n->automation->tasks[i];
        if (t->state == TASK_FREE)
            return t;
        if (t->state == TASK_ENDED && (!best || t->ended < best->ended))
            best = t;
    }
    return best;
}

static bool fill(struct task *t, const struct request *r, struct text line, struct text host)
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
    return true;
}

// One of the same tag that still runs; one that has ended gives up its place.
static bool is_running(struct node *n, struct text line, struct text host)
{
    char tag[CFG_TASK_LINE];
    struct out o;

    out_init(&o, tag, sizeof tag);
    write_tag(line, host, false, &o);
    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        struct task *t = &n->automation->tasks[i];
        if (t->state == TASK_FREE || !has_tag(t, out_written(&o)))
            continue;
        if (t->state == TASK_ACTIVE)
            return true;
        t->state = TASK_FREE;
    }
    return false;
}

static const char *start(const struct request *r, struct text line, const struct postfix *postfix)
{
    struct node *n = r->node;
    struct task *t;

    if (!has_pool(n))
        return "[aio] this board has no tasks";
    if (line.len + postfix->host.len > sizeof t->line)
        return "[aio] the command is too long for a task";
    if (is_running(n, line, postfix->host))
        return "Already running";
    t = find_room(n);
    if (!t || !fill(t, r, line, postfix->host))
        return NULL;
    t->loops = postfix->loops;
    t->period_ms = postfix->ms < NODE_TICK_MS ? NODE_TICK_MS : postfix->ms;
    if (postfix->has_time && !postfix->loops)
        t->due_ms = n->now_ms + postfix->ms;
    return "Starting";
}

bool tasks_start(const struct request *r, struct text line, const struct postfix *postfix)
{
    struct text rest = line, module = text_word(&rest);
    const char *said;

    if (!module.len || (!rest.len && !postfix->host.len)) {
        out_text(r->out, "SHELL: a task is [1](LM)module [2]function [3...]optional params\n");
        return false;
    }
    said = start(r, line, postfix);
    out_text(r->out, r->json ? "{\"" : "{'");
    write_tag(line, postfix->host, r->json, r->out);
    out_text(r->out, r->json ? "\": \"" : "': '");
    if (said)
        out_text(r->out, said);
    else
        out_format(r->out, "[aio] Task queue full: %u", limit(r->node));
    out_text(r->out, r->json ? "\"}\n" : "'}\n");
    return said && text_is(text_of(said), "Starting");
}

bool tasks_adopt(const struct request *r, struct text line)
{
    const struct text nowhere = { 0, 0 };
    struct task *t = has_pool(r->node) ? find_room(r->node) : 0;

    if (!t || !fill(t, r, line, nowhere))
        return false;
    t->progress = *r->progress;
    t->due_ms += r->progress->wake_in_ms;
    return true;
}

static enum command_end run_once(struct node *n, struct task *t)
{
    struct out o;
    struct request r = { n, &t->who, &o, &t->progress, 0, false };

    out_init(&o, t->output, sizeof t->output);
    enum command_end end =
        t->host_len ? (enum command_end)n->rooms->call_peer(&r, line_of(t), host_of_task(t))
                    : command_step(&r, line_of(t));
    out_whole(&o);
    t->output_len = (uint16_t)o.len;
    return end;
}

// A loop keeps its beat; what it missed is not made up for.
static void schedule(struct node *n, struct task *t)
{
    uint32_t late_ms = n->now_ms - t->beat_ms;

    t->due_ms = t->beat_ms + (late_ms / t->period_ms + 1) * t->period_ms;
}

static void end_task(struct node *n, struct task *t)
{
    t->state = TASK_ENDED;
    t->ended = ++n->automation->tasks_ended;
}

static void run(struct node *n, struct task *t)
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
        schedule(n, t);
    else
        end_task(n, t);
}

static uint32_t poll(struct node *n)
{
    uint32_t next_ms = UINT32_MAX;

    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        struct task *t = &n->automation->tasks[i];
        bool is_woken = n->is_woken && t->progress.has_asked;
        if (t->state == TASK_ACTIVE && (is_woken || (int32_t)(n->now_ms - t->due_ms) >= 0)) {
            node_was_late(n, t->due_ms);
            run(n, t);
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

static void list_some(const struct request *r, enum task_state state, const char *before,
                      const char *between, const char *after)
{
    const struct node *n = r->node;
    unsigned count = state == TASK_ACTIVE;

    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        const struct task *t = &n->automation->tasks[i];
        if (t->state != state)
            continue;
        out_text(r->out, count++ ? between : "");
        out_text(r->out, before);
        write_tag_of(t, r->json, r->out);
        out_text(r->out, after);
    }
}

static void list(const struct request *r)
{
    struct node *n = r->node;
    struct out *o = r->out;

    (void)has_pool(n);
    if (r->json) {
        out_text(o, "{\"active\": [\"server\"");
        list_some(r, TASK_ACTIVE, "\"", ", ", "\"");
        out_text(o, "], \"inactive\": [");
        list_some(r, TASK_ENDED, "\"", ", ", "\"");
        out_text(o, "]}\n");
        return;
    }
    out_format(o, "---- micrOS  top ----\n#queue: %u #load: %u%%\n\n#Active   #taskID\n",
               free_count(n), node_load_percent(n));
    out_text(o, "Yes       server\n");
    list_some(r, TASK_ACTIVE, "Yes       ", "", "\n");
    out_char(o, '\n');
    list_some(r, TASK_ENDED, "No        ", "", "\n");
    out_char(o, '\n');
}

static void kill(const struct request *r, struct text tag, unsigned *count)
{
    struct node *n = r->node;

    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        struct task *t = &n->automation->tasks[i];
        if (t->state != TASK_ACTIVE || !has_tag(t, tag))
            continue;
        room_give_up(n, &t->progress);
        end_task(n, t);
        out_text(r->out, *count ? ", " : r->json ? "{" : "Kill: ");
        out_text(r->out, r->json ? "\"" : "");
        write_tag_of(t, r->json, r->out);
        out_text(r->out, r->json ? "\": true" : "|True");
        ++*count;
    }
    if (*count)
        out_text(r->out, r->json ? "}\n" : "\n");
}

static void show_sessions(const struct request *r)
{
    out_text(r->out, r->json ? "{\"server\": \"" : "");
    r->node->rooms->list_shells(r->node, r->out);
    out_text(r->out, r->json ? "\"}\n" : "\n");
}

static void show_json(const struct request *r, const struct task *t, bool is_first)
{
    out_text(r->out, is_first ? "{\"" : ", \"");
    write_tag_of(t, true, r->out);
    out_text(r->out, "\": ");
    out_quoted(r->out, text_trim(text_make(t->output, t->output_len)));
}

static void show_text(const struct request *r, const struct task *t, bool is_group)
{
    if (is_group) {
        write_tag_of(t, false, r->out);
        out_text(r->out, ": ");
    }
    out_slice(r->out, text_trim(text_make(t->output, t->output_len)));
    out_char(r->out, '\n');
}

static void show(const struct request *r, struct text tag, unsigned *count)
{
    bool is_group = tag.len && tag.p[tag.len - 1] == '*';
    const struct node *n = r->node;

    for (unsigned i = 0; i < n->automation->n_tasks; i++) {
        const struct task *t = &n->automation->tasks[i];
        if (t->state == TASK_FREE || !has_tag(t, tag))
            continue;
        if (r->json)
            show_json(r, t, !*count);
        else
            show_text(r, t, is_group);
        ++*count;
    }
    out_text(r->out, r->json && *count ? "}\n" : "");
}

static enum command_end command(struct request *r, struct text rest)
{
    struct text verb = text_word(&rest), tag = text_trim(rest);
    unsigned count = 0;

    if (text_is(verb, "list") && !tag.len) {
        list(r);
        return COMMAND_DONE;
    }
    bool is_show = text_is(verb, "show");
    if ((!is_show && !text_is(verb, "kill")) || !tag.len) {
        out_text(r->out, "Invalid task cmd! Help: task list / kill <taskID> / show <taskID>\n");
        return COMMAND_FAILED;
    }
    if (is_show && text_is(tag, "server")) {
        show_sessions(r);
        return COMMAND_DONE;
    }
    if (is_show)
        show(r, tag, &count);
    else
        kill(r, tag, &count);
    if (!count && r->json)
        out_text(r->out, "{\"error\": \"No task found\"}\n");
    else if (!count)
        out_format(r->out, "No task found: %.*s\n", (int)tag.len, tag.p);
    return count ? COMMAND_DONE : COMMAND_FAILED;
}

const struct word tasks_word = { "task", command, "list, show TAG, kill TAG: background tasks",
                                 RIGHT_ADMIN };
const struct room tasks_room = { .poll = poll };
