// Built-in words, and where every other command goes.
#include "node/command.h"
#include "node/catalog.h"
#include "base/nearest.h"
#include "mod/help.h"
#include "node/configure.h"
#include "node/led.h"
#include "node/loader.h"
#include "node/phrases.h"
#include "node/tasks.h"

static enum command_end hello(struct request *r)
{
    const struct settings *s = &r->node->settings;
    struct text name = settings_text(s, KEY_devfid), uid = settings_text(s, KEY_hwuid);

    if (r->json) {
        out_text(r->out, "{\"devfid\": ");
        out_quoted(r->out, name);
        out_text(r->out, ", \"hwuid\": ");
        out_quoted(r->out, uid);
        out_text(r->out, "}\n");
    } else {
        out_text(r->out, "hello:");
        out_slice(r->out, name);
        out_char(r->out, ':');
        out_slice(r->out, uid);
        out_char(r->out, '\n');
    }
    return COMMAND_DONE;
}

static enum command_end version(struct request *r)
{
    out_format(r->out, r->json ? "{\"version\": \"%s\"}\n" : "%s\n", node_version);
    return COMMAND_DONE;
}

// The last words before a session ends.
static enum command_end bye(struct request *r, const char *words)
{
    if (r->json) {
        struct text t = text_of(words);
        out_text(r->out, "{\"result\": ");
        out_quoted(r->out, text_make(t.p, t.len - 1));
        out_text(r->out, "}\n");
    } else {
        out_text(r->out, words);
    }
    return COMMAND_HANG_UP;
}

static enum command_end exit_session(struct request *r)
{
    return bye(r, "Bye!\n");
}

static enum command_end reboot(struct request *r)
{
    r->node->wish = WISH_REBOOT;
    return bye(r, "Reboot micrOS system.\nBye!\n");
}

static enum command_end recovery(struct request *r)
{
    r->node->in_recovery = true;
    node_log(r->node, LOG_WARN, "[loader] recovery mode until the next reboot, asked for by %s",
             r->session->peer);
    return bye(r, " Recovery mode for updates and repair (the original's web repl).\n"
                  "  [!] micrOS socket shell will be available again after reboot.\n"
                  "  Until then this shell takes: hello, version, help, conf, exit, reboot.\n"
                  " Bye!\n");
}

static enum command_end help(struct request *r);

struct builtin {
    const char *name;
    enum command_end (*run)(struct request *r);
    enum right right;
    const char *help;
};

static const struct builtin builtins[] = {
    { "hello", hello, RIGHT_LOOK, "default hello msg - identify device" },
    { "version", version, RIGHT_LOOK, "shows micrOS version" },
    { "exit", exit_session, RIGHT_LOOK, "exit from shell socket prompt" },
    { "reboot", reboot, RIGHT_ADMIN, "system safe reboot" },
    { "webrepl", recovery, RIGHT_ADMIN, "start web repl for file transfers - update" },
};
// Not listed by help itself.
static const struct builtin help_word = { "help", help, RIGHT_LOOK, "this text" };

static void help_text(struct request *r)
{
    const struct module *m;
    struct out *o = r->out;

    out_text(o, "[MICROS]   - commands (SocketServer built-in)\n");
    for (unsigned i = 0; i < COUNT(builtins); i++) {
        out_format(o, "   %s", builtins[i].name);
        out_pad(o, 8 - text_of(builtins[i].name).len);
        out_format(o, "- %s\n", builtins[i].help);
    }
    configure_help(o, false);
    out_text(o, "[EXEC] Command mode (LMs):\n");
    for (unsigned i = 0; (m = catalog_at(r->node, i)); i++)
        help_listing(m, o);
    configure_help(o, true);
    phrases_help(o);
}

static enum command_end help(struct request *r)
{
    const struct module *m;
    struct out *o = r->out;

    if (!r->json) {
        help_text(r);
        return COMMAND_DONE;
    }
    out_text(o, "{\"micros\": {");
    for (unsigned i = 0; i < COUNT(builtins); i++)
        out_format(o, "%s\"%s\": \"%s\"", i ? ", " : "", builtins[i].name, builtins[i].help);
    out_text(o, "}, \"conf\": {");
    configure_help_json(o);
    out_text(o, "}, \"exec\": {");
    for (unsigned i = 0; (m = catalog_at(r->node, i)); i++) {
        out_format(o, "%s\"%s\": ", i ? ", " : "", m->name);
        help_json(m, o);
    }
    out_text(o, "}}\n");
    return COMMAND_DONE;
}

__attribute__((noinline)) static void hint(struct request *r, struct text word)
{
    const struct module *m;
    struct nearest near;

    nearest_init(&near, word);
    for (unsigned i = 0; i < COUNT(builtins); i++)
        nearest_try(&near, builtins[i].name);
    nearest_try(&near, help_word.name);
    phrases_try(&near);
    nearest_try(&near, "conf");
    nearest_try(&near, "noconf");
    for (unsigned i = 0; (m = catalog_at(r->node, i)); i++)
        nearest_try(&near, m->name);
    if (r->json) {
        out_text(r->out, "{\"error\": \"unknown command\"");
        out_format(r->out, near.best ? ", \"nearest\": \"%s\"}\n" : "}\n",
                   near.best ? near.best : "");
        return;
    }
    out_text(r->out, "SHELL: type help for single word commands (built-in)\n"
                     "SHELL: for LM exec: [1](LM)module [2]function [3...]optional params\n");
    // A word that is known already is a module without its function: the lines above say enough.
    if (near.best && near.distance)
        out_format(r->out, "SHELL: did you mean %s?\n", near.best);
}

void command_notice(const struct node *n, struct out *o)
{
    char chunk[64];
    const struct blobs *b = n->port->blobs;
    int got = b->read(b->ctx, NOTICE_FILE, 0, chunk, sizeof chunk);

    if (got <= 0) // there was no room to keep it
        out_text(o, "[CONFIG] " SETTINGS_FILE
                    " was damaged; the log says more. Type conf, then ack, to end this notice.\n");
    for (uint32_t at = 0; got > 0; got = b->read(b->ctx, NOTICE_FILE, at, chunk, sizeof chunk)) {
        out_slice(o, text_make(chunk, (size_t)got));
        at += (uint32_t)got;
    }
}

__attribute__((noinline)) static enum command_end refuse(struct request *r)
{
    const char *text =
        "Access denied: this node still has its factory password. Set one on its console or on the "
        "machine it runs on: conf, then appwd <new password>";

    node_log(r->node, LOG_WARN, "[ socket server ] %s was denied: factory password",
             r->session->peer);
    out_format(r->out, r->json ? "{\"error\": \"%s\"}\n" : "%s\n", text);
    return COMMAND_DONE;
}

static const struct builtin *find_builtin(struct text line)
{
    for (unsigned i = 0; i < COUNT(builtins); i++)
        if (text_is(line, builtins[i].name))
            return &builtins[i];
    return text_is(text_word(&line), "help") ? &help_word : 0;
}

enum mode_word { NO_MODE_WORD, CONFIGURE, NOCONFIGURE };

static enum mode_word mode_word(struct text word)
{
    if (text_is(word, "conf") || text_is(word, "configure"))
        return CONFIGURE;
    return text_is(word, "noconf") || text_is(word, "noconfigure") ? NOCONFIGURE : NO_MODE_WORD;
}

__attribute__((noinline)) static struct text first_word(struct text line)
{
    return text_word(&line);
}

__attribute__((noinline)) static struct text after(struct text line, struct text word)
{
    return text_trim(text_skip(line, (size_t)(word.p + word.len - line.p)));
}

// Takes a trailing ">json" off the line.
static bool take_json(struct text *line)
{
    struct text t = text_trim(*line);
    static const char mark[] = ">json";
    size_t n = sizeof mark - 1;

    *line = t;
    if (t.len < n || !text_is(text_skip(t, t.len - n), mark) ||
        (t.len > n && !text_is_blank(t.p[t.len - n - 1])))
        return false;
    *line = text_trim(text_make(t.p, t.len - n));
    return true;
}

__attribute__((noinline)) static enum command_end password_or_look(struct request *r,
                                                                   struct text line)
{
    struct text word = line;
    bool json = take_json(&word);
    const struct builtin *b = find_builtin(word);

    if (!line.len)
        return COMMAND_DONE;
    if (b && b->right == RIGHT_LOOK && text_is(word, b->name)) { // anything else may be a password
        r->json = json;
        return b->run(r);
    }
    return access_try(r->node, r->session, line, r->out) ? COMMAND_DONE : COMMAND_HANG_UP;
}

static enum command_end run_module(struct request *r, struct text line)
{
    struct text rest = line, module = text_word(&rest);

    if (!rest.len) {
        hint(r, module);
        return r->session ? COMMAND_DONE : COMMAND_FAILED;
    }
    return loader_call(r, module, rest);
}

// Makes a task of a line whose postfix wants one. A frame of its own, which is gone when a module
// runs.
__attribute__((noinline)) static bool is_for_task(const struct request *r, struct text line,
                                                  bool *has_started)
{
    struct postfix postfix = postfix_take(&line);

    if (!postfix.is_task && !postfix.host.len)
        return false;
    *has_started = tasks_start(r, line, &postfix);
    return true;
}

// A call of a load module: here, as a task, or on another node.
static enum command_end run_line(struct request *r, struct text line)
{
    bool has_started;

    if (is_for_task(r, line, &has_started))
        return has_started ? COMMAND_DONE : COMMAND_FAILED;
    return run_module(r, line);
}

static enum command_end run_for_session(struct request *r, struct text line)
{
    if (r->node->in_recovery) {
        out_text(r->out,
                 r->json ? "{\"error\": \"recovery mode\"}\n"
                         : "SHELL: recovery mode takes hello, version, help, conf, exit, reboot\n");
        return COMMAND_DONE;
    }
    enum command_end end = run_line(r, line);
    if (end == COMMAND_FAILED)
        node_log(r->node, LOG_WARN, "[ socket server ] %s: the last command failed",
                 r->session->peer);
    return end;
}

__attribute__((noinline)) static bool is_for_another_node(struct text line)
{
    return postfix_take(&line).host.len != 0;
}

// What needs more than looking: configure mode, words with arguments, load modules.
static enum command_end administer(struct request *r, struct text line)
{
    struct text word = first_word(line);
    enum mode_word mode = mode_word(word);
    const struct phrase *p = phrases_find(word);

    if (mode != NO_MODE_WORD) {
        r->session->configure = mode == CONFIGURE;
        return COMMAND_DONE;
    }
    if (r->session->configure)
        return configure_line(r, line);
    if (p && !is_for_another_node(line))
        return p->run(r, after(line, word));
    return run_for_session(r, line);
}

static enum command_end dispatch(struct request *r, struct text line)
{
    struct text word = first_word(line);
    const struct builtin *b = find_builtin(line);
    const struct phrase *p = phrases_find(word);
    enum right right = access_right(r->node, r->session);

    if (b)
        return b->right <= right ? b->run(r) : refuse(r);
    if (!line.len)
        return COMMAND_DONE;
    if (p && p->right <= right && right < RIGHT_ADMIN)
        return p->run(r, after(line, word));
    return right < RIGHT_ADMIN ? refuse(r) : administer(r, line);
}

enum command_end command_session(struct node *n, struct session *s, struct text line, struct out *o)
{
    struct request r = { n, s, o, &s->progress, origin_of(CALLER_SHELL, 0), false };

    led_work(n);
    if (access_wants_password(n, s))
        return password_or_look(&r, text_trim(line));
    n->hops = s->hops;
    r.origin.caller = s->hops ? CALLER_NODE : CALLER_SHELL;
    r.json = take_json(&line);
    enum command_end end = dispatch(&r, line);
    n->hops = 0;
    return end == COMMAND_FAILED ? COMMAND_DONE : end;
}

enum command_end command_step(struct request *r, struct text line)
{
    r->json = take_json(&line);
    return run_module(r, line);
}

bool command_self(struct node *n, struct origin origin, struct text line, struct out *o)
{
    struct progress progress = { 0 };
    struct request r = { n, 0, o, &progress, origin, false };
    bool has_started;

    if (is_for_task(&r, line, &has_started))
        return has_started;
    enum command_end end = command_step(&r, line);
    if (end == COMMAND_WAITS && !tasks_adopt(&r, line)) {
        node_log(n, LOG_WARN, "[EXEC-ERROR] %.*s: it takes time, and there is no room for a task",
                 (int)line.len, line.p);
        return false;
    }
    return end != COMMAND_FAILED;
}
