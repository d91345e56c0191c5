// A conversation with one node from the keyboard or from a pipe.
#include "talk/shell.h"
#include "device/hello.h"
#include "device/identity.h"
#include "talk/entry.h"
#include "talk/helptext.h"
#include "term/editor.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/memory.h"
#include "term/outcome.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BACK_S = 60, LOOK_AGAIN_MS = 200 };

struct shell {
    const struct target *target;
    const struct options *options;
    const struct shell_how *how;
    struct entry entry;
    struct micros_session *session;
    char known_name[MICROS_NAME_MAX + 1]; // its name in the cache
    struct helptext help;
    bool knows_help, knows_keys, knows_arguments;
    bool is_typed;  // a person types the commands
    bool is_away;   // the node has gone, and we wait for it
    bool has_said;  // something since the node came back
    bool has_ended; // the node said good-bye, or the connection is gone
    int code;
};

bool shell_is_secret(const char *line)
{
    static const char *const marks[] = { "pwd", "passw", "secret", "token" };

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strcasestr(line, marks[i]))
            return true;
    return false;
}

static void shell_report(struct shell *shell, enum micros_result result)
{
    char why[256];

    exits_explain(result, 0, why, sizeof why);
    term_error("%s: %s", shell->target->label, why);
    shell->code = exits_of(result);
    shell->has_ended = true;
    if (shell->options->json)
        outcome_print(shell->code); // each line is an object, so the end is one too
}

static const char *current_name(const struct shell *shell)
{
    const char *name = shell->session ? micros_session_state(shell->session)->name : "";

    return shell->target->device && *name ? name : shell->target->label;
}

// The node has gone. If a person types, we wait for it, unless it goes again and again.
static void note_end(struct shell *shell)
{
    shell->has_ended = true;
    shell->is_away = shell->is_typed && shell->has_said;
}

// Updates the cache when the prompt shows a new name.
static void check_name(struct shell *shell)
{
    const char *name = micros_session_state(shell->session)->name;
    struct micros_reply reply;
    struct micros_hello hello;

    if (!identity_is_doubtful(shell->target->device, shell->known_name, name))
        return;
    snprintf(shell->known_name, sizeof shell->known_name, "%s", name);
    if (micros_session_command(shell->session, "hello", &reply) == MICROS_OK &&
        hello_parse(reply.text, reply.len, &hello))
        identity_note(shell->how->cache, shell->target->device, &hello);
}

static void shell_print_json(const char *command, const struct micros_reply *reply,
                             enum micros_result result)
{
    cJSON *out = cJSON_CreateObject();
    size_t len = reply->len;

    if (len && reply->text[len - 1] == '\n')
        len--;
    json_add_string(out, "command", command);
    json_add_string(out, "result", result == MICROS_OK ? "ok" : "failed");
    json_add_text(out, "text", reply->text, len);
    json_print_line(stdout, out);
}

// Sends one line and prints the answer.
static void shell_say(struct shell *shell, const char *line)
{
    struct micros_reply reply;
    enum micros_result result = micros_session_command(shell->session, line, &reply);

    shell->has_said = true;
    if (result != MICROS_OK && result != MICROS_FAILED) {
        shell_report(shell, result);
        if (result == MICROS_CLOSED)
            note_end(shell);
        return;
    }
    if (shell->options->json)
        shell_print_json(line, &reply, result);
    else
        term_text(stdout, reply.text, reply.len);
    fflush(stdout);
    shell->has_ended = reply.closed;
    if (result == MICROS_FAILED)
        shell->code = EXIT_COMMAND_FAILED;
    if (!reply.closed)
        check_name(shell);
    else if (strcmp(line, "exit") != 0)
        note_end(shell);
}

// Prints what the node sends unasked. False if it closed the connection.
static bool shell_hear(void *ctx)
{
    struct shell *shell = ctx;
    struct micros_reply reply;
    enum micros_result result = micros_session_idle(shell->session, &reply);

    if (reply.len) {
        fputc('\n', stdout);
        term_text(stdout, reply.text, reply.len);
        if (reply.text[reply.len - 1] != '\n')
            fputc('\n', stdout);
        fflush(stdout);
    }
    if (result == MICROS_OK)
        return true;
    if (!reply.len)
        fputc('\n', stdout);
    term_error("%s closed the connection", current_name(shell));
    shell->code = EXIT_GENERIC;
    note_end(shell);
    return false;
}

// A node ends a session that is silent for long. For nodes of every generation, an empty line is a
// command that does nothing.
static bool shell_keep_alive(void *ctx)
{
    struct shell *shell = ctx;
    struct micros_reply reply;
    enum micros_result result = micros_session_command(shell->session, "", &reply);

    return result == MICROS_OK || result == MICROS_FAILED || shell_hear(ctx);
}

// Lines that the node sent before its first prompt.
static void shell_greet(const struct shell *shell)
{
    const char *notice = micros_session_notice(shell->session);
    char *safe = term_escape(notice, strlen(notice), "\n\t");

    fputs(safe, stderr);
    free(safe);
}

static void pause_ms(int ms)
{
    struct timespec time = { .tv_nsec = (long)ms * 1000000 };

    nanosleep(&time, NULL);
}

// Opens a session with a node that is coming back.
static enum micros_result reopen(struct shell *shell)
{
    enum micros_result result;
    time_t give_up = time(NULL) + BACK_S;

    shell->entry.stays = true;
    do {
        pause_ms(LOOK_AGAIN_MS);
        result = entry_open(&shell->entry, &shell->session);
    } while (time(NULL) < give_up && (result == MICROS_UNREACHABLE || result == MICROS_TIMEOUT ||
                                      result == MICROS_CLOSED || result == MICROS_BUSY));
    shell->entry.stays = false;
    return result;
}

// Waits until the node is back. False: it is not, after a message.
static bool come_back(struct shell *shell)
{
    term_say("waiting until %s is back; Ctrl-C ends this", current_name(shell));
    micros_session_close(shell->session);
    shell->session = NULL;
    enum micros_result result = reopen(shell);
    shell->is_away = shell->has_said = false;
    if (result != MICROS_OK) {
        shell_report(shell, result);
        return false;
    }
    helptext_free(&shell->help); // it may now run another program
    shell->help = (struct helptext){ 0 };
    shell->knows_help = shell->knows_keys = shell->knows_arguments = false;
    shell->has_ended = false;
    shell->code = EXIT_OK;
    shell_greet(shell);
    check_name(shell);
    return true;
}

// Asks the node for its words when they are first needed, so that connecting stays fast.
static void learn_words(struct shell *shell, bool configure, bool arguments)
{
    struct micros_reply reply;

    if (!shell->knows_help &&
        micros_session_command(shell->session, "help all", &reply) == MICROS_OK) {
        helptext_parse(&shell->help, reply.text, reply.len);
        shell->knows_help = true;
    }
    if (configure && !shell->knows_keys &&
        micros_session_command(shell->session, "dump", &reply) == MICROS_OK) {
        helptext_add_keys(&shell->help, reply.text, reply.len);
        shell->knows_keys = true;
    }
    if (arguments && shell->knows_help && !shell->knows_arguments) {
        shell->knows_arguments = true; // asked once: older nodes do not know it
        if (micros_session_command(shell->session, "help >json", &reply) == MICROS_OK)
            helptext_add_arguments(&shell->help, reply.text, reply.len);
    }
}

static void shell_complete(void *ctx, const char *line, size_t len, struct words_list *words,
                           size_t *typed)
{
    struct shell *shell = ctx;
    bool configure = micros_session_state(shell->session)->configure;
    size_t first = 0;

    while (first < len && line[first] == ' ')
        first++;
    // A blank after the first word: a function is already typed, or will be next.
    learn_words(shell, configure, !configure && memchr(line + first, ' ', len - first));
    helptext_complete(&shell->help, line, len, configure, words, typed);
}

static void talk_at_terminal(struct shell *shell)
{
    struct editor_hooks hooks = { .ctx = shell,
                                  .socket = micros_session_socket(shell->session),
                                  .heard = shell_hear,
                                  .idle_s = shell->how->keep_alive_s,
                                  .idle = shell_keep_alive,
                                  .complete = shell_complete };
    char *history = paths_state("history");

    shell->is_typed = true;
    struct editor *editor = editor_open(&hooks, history);
    const char *line;
    free(history);
    if (!editor) {
        term_error("this terminal cannot be used; pipe the commands instead");
        shell->code = EXIT_GENERIC;
        return;
    }
    while (!shell->has_ended) {
        line = editor_read(editor, micros_session_prompt(shell->session));
        if (!line && !shell->is_away)
            break;
        if (line && !shell_is_secret(line))
            editor_remember(editor, line);
        if (line && *line)
            shell_say(shell, line);
        if (shell->code == EXIT_COMMAND_FAILED)
            shell->code = EXIT_OK; // the user has seen it
        if (shell->is_away && come_back(shell))
            editor_watch(editor, micros_session_socket(shell->session));
    }
    if (!shell->has_ended)
        putchar('\n'); // after Ctrl-D or Ctrl-C
    editor_close(editor);
}

static void talk_in_pipe(struct shell *shell)
{
    char *line = NULL;
    size_t size = 0;

    while (!shell->has_ended && getline(&line, &size, stdin) > 0) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[strspn(line, " \t")])
            shell_say(shell, line);
    }
    if (!shell->has_ended && !feof(stdin) && errno == ENOMEM)
        memory_none();
    free(line);
}

static void shell_talk(struct shell *shell)
{
    shell_greet(shell);
    check_name(shell);
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !shell->options->json)
        talk_at_terminal(shell);
    else
        talk_in_pipe(shell);
}

int shell_run(struct target *target, const struct shell_how *how)
{
    struct shell shell = { .target = target,
                           .options = how->options,
                           .how = how,
                           .entry = { .target = target,
                                      .options = how->options,
                                      .cache = how->cache,
                                      .may_ask = isatty(STDIN_FILENO) } };
    enum micros_result result = entry_open(&shell.entry, &shell.session);

    if (target->device)
        snprintf(shell.known_name, sizeof shell.known_name, "%s", target->device->name);
    if (result == MICROS_OK)
        shell_talk(&shell);
    else
        shell_report(&shell, result);
    micros_session_close(shell.session);
    entry_free(&shell.entry);
    helptext_free(&shell.help);
    return shell.code;
}
