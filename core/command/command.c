// Built-in words, and the way of all other commands.
#include "command/command.h"
#include "base/frame.h"
#include "base/nearest.h"
#include "command/configure.h"
#include "command/hello.h"
#include "command/help_list.h"
#include "command/help_one.h"
#include "command/postfix.h"
#include "command/word.h"
#include "mod/call.h"
#include "mod/help.h"
#include "node/catalog.h"
#include "node/led.h"
#include "node/room.h"

void command_init(struct request *r, struct node *n, struct principal *who, struct out *out,
                  struct progress *progress)
{
    *r = (struct request){ .node = n, .who = who, .progress = progress };
    reply_init(&r->reply, out, false);
}

static enum command_end version(struct request *r, struct text rest)
{
    (void)rest;
    reply_begin_as(&r->reply, REPLY_MAP, "{}\n");
    reply_pair_text(&r->reply, "version", text_of(node_version));
    return COMMAND_DONE;
}

// The last message before a conversation ends.
static enum command_end bye(struct request *r, const char *words)
{
    reply_result(&r->reply, words);
    return COMMAND_HANG_UP;
}

static enum command_end exit_session(struct request *r, struct text rest)
{
    (void)rest;
    return bye(r, "Bye!");
}

// The successor has a soft and a hard restart. Here both start with the boot.
static enum command_end command_reboot(struct request *r, struct text rest)
{
    if (rest.len && !text_is(rest, "-h")) {
        reply_refuse(&r->reply, "SHELL: reboot takes nothing, or -h");
        return COMMAND_FAILED;
    }
    r->node->wish = WISH_REBOOT;
    r->node->starts.is_orderly = true; // a user asked for it
    return bye(r, rest.len ? "[HARD] Reboot micrOS system.\nBye!" : "Reboot micrOS system.\nBye!");
}

static enum command_end recovery(struct request *r, struct text rest)
{
    (void)rest;
    r->node->in_recovery = true;
    node_log(r->node, LOG_WARN, "[loader] recovery mode until the next reboot, asked for by %s",
             r->who->name);
    return bye(r, " Recovery mode for updates and repair (the original's web repl).\n"
                  "  [!] micrOS socket shell will be available again after reboot.\n"
                  "  Until then this shell takes: hello, version, help, conf, exit, reboot.\n"
                  " Bye!");
}

static enum command_end help(struct request *r, struct text rest);
static const struct word *find_builtin(struct text line, struct text word);
static const struct word *find_rooms(const struct node *n, struct text word);

static const struct field hello_out[] = {
    { "devfid", K_TEXT, "name of the node" },
    { "hwuid", K_TEXT, "its unique number" },
    { "login", K_TEXT, "how it takes its password: scram, plain", .flags = F_OPTIONAL },
    { "storage", K_TEXT, "memory: what is set ends with the program", .flags = F_OPTIONAL },
    { "notice", K_TEXT, "what sessions are told about the settings", .flags = F_OPTIONAL },
    { "left_out", K_TEXT, "what does not run, after quick restarts", .flags = F_OPTIONAL },
};
static const struct field version_out[] = { { "version", K_TEXT, "of the software" } };
static const struct word words[] = {
    { "hello", command_hello, "default hello msg - identify device", RIGHT_LOOK, TAKES_NOTHING,
      OUT(MAP, hello_out), .only_reads = true },
    { "version", version, "shows micrOS version", RIGHT_LOOK, TAKES_NOTHING, OUT(MAP, version_out),
      .only_reads = true },
    { "exit", exit_session, "exit from shell socket prompt", RIGHT_LOOK, TAKES_NOTHING,
      OUT(MAP, word_result_out) },
    { "reboot", command_reboot, "system safe reboot", RIGHT_DRIVE, TAKES_OPTION,
      OUT(MAP, word_result_out) },
    { "webrepl", recovery, "start web repl for file transfers - update", RIGHT_ADMIN, TAKES_NOTHING,
      OUT(MAP, word_result_out) },
    { "help", help, "this text", RIGHT_LOOK, .only_reads = true },
};
enum { LISTED_WORDS = COUNT(words) - 1 }; // help does not list itself

// Word number i of the rooms, or NULL after the last.
static const struct word *word_of_rooms(const struct node *n, unsigned i)
{
    return n->rooms->word[i];
}

// The first of them is about tasks, as the successor's clients look for its heading.
SEPARATE_FRAME static void help_of_rooms(struct request *r)
{
    const struct word *w;
    char chunk[16];
    struct out o;

    reply_note(&r->reply, "[TASK] Tasks, and what makes a command one:\n");
    for (unsigned i = 0; (w = word_of_rooms(r->node, i)); i++) {
        if (i == 1)
            help_list_postfixes(r);
        if (!w->help)
            continue;
        o = reply_open_note(&r->reply, chunk, sizeof chunk);
        out_format(&o, "    %s", w->name);
        out_pad(&o, 11 - text_of(w->name).len);
        out_format(&o, "- %s\n", w->help);
        out_flush(&o);
    }
}

SEPARATE_FRAME static void help_of_words(struct request *r)
{
    struct reply_level outer;

    reply_note(&r->reply, "[MICROS]   - commands (SocketServer built-in)\n");
    reply_enter(&r->reply, &outer, "micros", REPLY_ROWS, "   {key8}- {}\n");
    for (unsigned i = 0; i < LISTED_WORDS; i++)
        reply_pair_text(&r->reply, words[i].name, text_of(words[i].help));
    reply_leave(&r->reply, &outer);
}

// For programs: describes every word and its answer.
SEPARATE_FRAME static void describe_words(struct request *r)
{
    struct reply_level outer;
    const struct word *w;

    reply_enter(&r->reply, &outer, "words", REPLY_MAP, NULL);
    for (unsigned i = 0; i < LISTED_WORDS; i++)
        word_describe(&words[i], &r->reply);
    configure_describe(&r->reply);
    for (unsigned i = 0; (w = word_of_rooms(r->node, i)); i++)
        word_describe(w, &r->reply);
    reply_leave(&r->reply, &outer);
}

static const struct word *command_find_word(const struct node *n, struct text name)
{
    const struct word *w = find_builtin(name, name);

    return w ? w : find_rooms(n, name);
}

// In the successor, "help lm" lists only the load modules.
static enum command_end help(struct request *r, struct text rest)
{
    bool is_short = help_list_is_short(r, rest);

    if (rest.len && !is_short && !text_is(rest, "all") && !text_is(rest, "lm"))
        return help_one(r, rest, command_find_word(r->node, rest));
    reply_begin_as(&r->reply, REPLY_MAP, "");
    if (text_is(rest, "lm")) {
        reply_note(&r->reply, "[EXEC] Command mode (LMs):\n");
        command_is_todays(r);
        help_list_modules(r);
        return COMMAND_DONE;
    }
    help_of_words(r);
    configure_help(&r->reply);
    reply_note(&r->reply, "[EXEC] Command mode (LMs):\n");
    if (is_short) {
        help_list_short(r);
        return COMMAND_DONE;
    }
    help_list_modules(r);
    describe_words(r);
    configure_help_more(&r->reply);
    help_of_rooms(r);
    return COMMAND_DONE;
}

// The original has no message for an unknown single word, so its clients expect none. The
// successor's text can be used there.
static const char *hint_words(const struct request *r, bool is_known)
{
    return is_known && !(r->talk && r->talk->is_todays)
               ? "SHELL: type help for single word commands (built-in)\n"
                 "SHELL: for LM exec: [1](LM)module [2]function [3...]optional params\n"
               : "Shell: for hints type help.\n"
                 "Shell: for LM exec: [1](LM)module [2]function [3...]optional params\n";
}

SEPARATE_FRAME static void hint(struct request *r, struct text word)
{
    const struct word *w;
    struct nearest near;

    nearest_init(&near, word);
    for (unsigned i = 0; i < COUNT(words); i++)
        nearest_try(&near, words[i].name);
    for (unsigned i = 0; (w = word_of_rooms(r->node, i)); i++)
        nearest_try(&near, w->name);
    nearest_try(&near, "conf");
    nearest_try(&near, "noconf");
    catalog_try_names(r->node, &near);
    reply_error(&r->reply, "unknown command", hint_words(r, near.best && !near.distance));
    if (near.best)
        reply_pair_text(&r->reply, "nearest", text_of(near.best));
    // If the word is known, it is a module without its function. The lines above are sufficient
    // then.
    if (near.best && near.distance)
        reply_note(&r->reply, "SHELL: did you mean %s?\n", near.best);
}

// `line` is trimmed; `word` is its first word.
static const struct word *find_builtin(struct text line, struct text word)
{
    for (unsigned i = 0; i < COUNT(words); i++)
        if (text_is(word, words[i].name))
            return word.len == line.len || word_may_take(&words[i], text_skip(line, word.len))
                       ? &words[i]
                       : NULL;
    return NULL;
}

static const struct word *find_rooms(const struct node *n, struct text word)
{
    const struct word *w;

    for (unsigned i = 0; (w = word_of_rooms(n, i)); i++)
        if (text_is(word, w->name))
            return w;
    return NULL;
}

enum mode_word { NO_MODE_WORD, CONFIGURE, NOCONFIGURE };

static enum mode_word mode_word(struct text word)
{
    static const char *const names[] = { "conf", "configure", "config" };
    bool leaves = text_starts(word, "no");

    for (unsigned i = 0; i < COUNT(names); i++)
        if (text_is(leaves ? text_skip(word, 2) : word, names[i]))
            return leaves ? NOCONFIGURE : CONFIGURE;
    return NO_MODE_WORD;
}

// The line is trimmed.
static struct text first_word(struct text line)
{
    size_t n = 0;

    while (n < line.len && !text_is_blank(line.p[n]))
        n++;
    return text_make(line.p, n);
}

SEPARATE_FRAME static struct text command_after(struct text line, struct text word)
{
    return text_trim(text_skip(line, (size_t)(word.p + word.len - line.p)));
}

// Takes ">json" off the end of the line.
SEPARATE_FRAME static bool take_json(struct text *line)
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

// How many blanks follow a line. The one before ">json" is a separator and does not count.
SEPARATE_FRAME static uint16_t blanks_behind(struct text whole, struct text line, bool json)
{
    static const char mark[] = " >json";
    struct text t = json ? text_trim(whole) : whole;
    const char *end = t.p + t.len - (json ? sizeof mark - 1 : 0);

    return line.len ? (uint16_t)(end - (line.p + line.len)) : 0;
}

static enum command_end run_module(struct request *r, struct text line)
{
    struct text rest = line, module = text_word(&rest);

    if (!rest.len) {
        hint(r, module);
        return r->talk ? COMMAND_DONE : COMMAND_FAILED;
    }
    return (enum command_end)r->node->rooms->run_module(r, module, rest);
}

// Makes a task of a line if its postfix asks for one. A separate frame, which is gone when a module
// runs.
SEPARATE_FRAME static bool is_for_task(struct request *r, struct text line, bool *has_started)
{
    struct postfix postfix = postfix_take(&line);

    if (!postfix.is_task && !postfix.host.len)
        return false;
    *has_started = r->node->rooms->start_task(r, line, &postfix);
    return true;
}

// Calls a load module: at once, as a task, or on another node.
static enum command_end command_run_line(struct request *r, struct text line)
{
    bool has_started;

    if (is_for_task(r, line, &has_started))
        return has_started ? COMMAND_DONE : COMMAND_FAILED;
    return run_module(r, line);
}

static enum command_end run_for_talk(struct request *r, struct text line)
{
    if (r->node->in_recovery) {
        reply_error(&r->reply, "recovery mode",
                    "SHELL: recovery mode takes hello, version, help, conf, exit, reboot\n");
        return COMMAND_DONE;
    }
    enum command_end end = command_run_line(r, line);
    if (end == COMMAND_FAILED)
        node_log(r->node, LOG_WARN, "[ socket server ] %s: the last command failed", r->who->name);
    return end;
}

SEPARATE_FRAME static bool is_for_another_node(struct text line)
{
    return postfix_take(&line).host.len != 0;
}

// Commands that need more than RIGHT_LOOK: configure mode, words with arguments, load modules.
static enum command_end drive(struct request *r, struct text line)
{
    struct text word = first_word(line);
    enum mode_word mode = mode_word(word);
    const struct word *w = find_rooms(r->node, word);

    if (mode != NO_MODE_WORD) {
        r->talk->configure = mode == CONFIGURE;
        return COMMAND_DONE;
    }
    if (r->talk->configure)
        return configure_line(r, line);
    if (w && word_may_take(w, command_after(line, word)) && !is_for_another_node(line))
        return word_run(w, r, command_after(line, word));
    return run_for_talk(r, line);
}

static enum command_end dispatch(struct request *r, struct text line)
{
    struct text word = first_word(line);
    const struct word *w = find_builtin(line, word);

    if (!w && !line.len)
        return COMMAND_DONE;
    if (!w && r->who->right >= RIGHT_DRIVE)
        return drive(r, line);
    if (!w)
        w = find_rooms(r->node, word);
    return w ? word_run(w, r, command_after(line, word)) : word_refuse(r);
}

// Ends the answer, if anything was written.
static void end_answer(struct request *r)
{
    if (r->reply.at.shape != REPLY_NOTHING)
        reply_end(&r->reply);
}

enum command_end command_line(struct request *r, struct text line)
{
    struct text whole = line;

    led_busy(r->node);
    r->reply.json = take_json(&line);
    r->blanks = blanks_behind(whole, line, r->reply.json);
    enum command_end end = dispatch(r, line);
    end_answer(r);
    r->talk->has_failed = end == COMMAND_FAILED || r->reply.has_failed;
    return end == COMMAND_FAILED ? COMMAND_DONE : end;
}

// The word in a line, if everybody may use it. Takes ">json" off.
static const struct word *open_word(struct text *line, bool *json)
{
    *json = take_json(line);
    const struct word *w = find_builtin(*line, first_word(*line));

    return w && w->right == RIGHT_LOOK && text_is(*line, w->name) ? w : NULL;
}

bool command_look(struct request *r, struct text line, enum command_end *end)
{
    bool json;
    struct text word = line;
    const struct word *w = open_word(&word, &json);

    led_busy(r->node);
    *end = COMMAND_DONE;
    if (!line.len)
        return true;
    if (!w) // the line may be a password
        return false;
    r->reply.json = json;
    *end = word_run(w, r, text_make(word.p + word.len, 0));
    end_answer(r);
    return true;
}

bool command_knows(const struct node *n, struct text line)
{
    struct text word = text_word(&line);

    return find_builtin(word, word) || find_rooms(n, word) || mode_word(word) != NO_MODE_WORD ||
           catalog_find(n, word);
}

// Whether it calls a function of a module: "light rgb 1 2 3" or "light rgb(1,2,3)".
static bool is_call(const struct module *m, struct text arguments)
{
    struct text function = text_word(&arguments);

    return call_verb(m, text_until(&function, '(')) != NULL;
}

bool command_is_one(const struct node *n, struct text line)
{
    (void)take_json(&line);
    struct text word = first_word(line);
    const struct module *m = catalog_find(n, word);

    if (find_rooms(n, word) || (m && is_call(m, command_after(line, word))))
        return true;
    return word.len == line.len && (find_builtin(word, word) || mode_word(word) != NO_MODE_WORD);
}

enum command_end command_step(struct request *r, struct text line)
{
    r->reply.json = take_json(&line);
    enum command_end end = run_module(r, line);
    end_answer(r);
    return end;
}

bool command_self(struct node *n, struct principal who, struct text line, struct out *o)
{
    struct progress progress = { 0 };
    struct request r;
    bool has_started;

    command_init(&r, n, &who, o, &progress);
    if (is_for_task(&r, line, &has_started)) {
        end_answer(&r);
        return has_started;
    }
    enum command_end end = command_step(&r, line);
    if (end == COMMAND_WAITS && !n->rooms->adopt_task(&r, line)) {
        node_log(n, LOG_WARN, "[EXEC-ERROR] %.*s: it takes time, and there is no room for a task",
                 (int)line.len, line.p);
        return false;
    }
    return end != COMMAND_FAILED;
}
