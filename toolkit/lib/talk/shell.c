// A conversation with one node from the keyboard or from a pipe.
#include "talk/shell.h"
#include "device/hello.h"
#include "device/identity.h"
#include "device/moved.h"
#include "device/trust.h"
#include "talk/helptext.h"
#include "term/editor.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/outcome.h"
#include "term/paths.h"
#include "term/secret.h"
#include "term/term.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TIMEOUT_MS = 30000 };

struct shell {
    const struct target *target;
    const struct options *options;
    const char *cache;
    struct micros_session *session;
    char known_name[MICROS_NAME_MAX + 1]; // what the cache calls it
    struct helptext help;
    bool knows_help, knows_keys, knows_arguments;
    bool is_typed;  // a person types
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
        outcome_print(shell->code); // each line is one object, so the end is one too
}

static const char *current_name(const struct shell *shell)
{
    const char *name = shell->session ? micros_session_state(shell->session)->name : "";

    return shell->target->device && *name ? name : shell->target->label;
}

// How to talk with the node again after it went away.
static void tell_the_way_back(const struct shell *shell)
{
    char *name = term_escape(current_name(shell), strlen(current_name(shell)), "");

    if (shell->is_typed && name)
        term_say("`micros connect %s` comes back as soon as it runs again", name);
    free(name);
}

// Tells the cache when the prompt shows a new name.
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
        identity_note(shell->cache, shell->target->device, &hello);
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

// Says one line and prints the answer.
static void shell_say(struct shell *shell, const char *line)
{
    struct micros_reply reply;
    enum micros_result result = micros_session_command(shell->session, line, &reply);

    if (result != MICROS_OK && result != MICROS_FAILED) {
        shell_report(shell, result);
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
        tell_the_way_back(shell);
}

// Prints what the node sends unasked. False when it closed the connection.
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
    tell_the_way_back(shell);
    shell->code = EXIT_GENERIC;
    shell->has_ended = true;
    return false;
}

// Asks the node for its words the first time they are needed, so that connecting stays quick.
static void learn_words(struct shell *shell, bool configure, bool arguments)
{
    struct micros_reply reply;

    if (!shell->knows_help && micros_session_command(shell->session, "help", &reply) == MICROS_OK) {
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

static bool shell_complete(void *ctx, const char *line, size_t len, struct words_list *words,
                           size_t *typed)
{
    struct shell *shell = ctx;
    bool configure = micros_session_state(shell->session)->configure;
    size_t first = 0;

    while (first < len && line[first] == ' ')
        first++;
    // A blank after the first word: a function is typed already, or about to be.
    learn_words(shell, configure, !configure && memchr(line + first, ' ', len - first));
    return helptext_complete(&shell->help, line, len, configure, words, typed);
}

static void talk_at_terminal(struct shell *shell)
{
    struct editor_hooks hooks = { .ctx = shell,
                                  .socket = micros_session_socket(shell->session),
                                  .heard = shell_hear,
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
    while (!shell->has_ended &&
           (line = editor_read(editor, micros_session_prompt(shell->session)))) {
        if (!shell_is_secret(line))
            editor_remember(editor, line);
        if (*line)
            shell_say(shell, line);
        if (shell->code == EXIT_COMMAND_FAILED)
            shell->code = EXIT_OK; // the user has seen it
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
    free(line);
}

static enum micros_result talk_shell_log_in(struct shell *shell)
{
    bool failed;
    char *password = secret_given(shell->options->password_file, &failed);

    if (!password && !failed && isatty(STDIN_FILENO))
        password = secret_ask(shell->target->label);
    if (!password)
        return MICROS_NEEDS_PASSWORD;
    enum micros_result result = micros_session_login(shell->session, password);
    secret_free(password);
    if (micros_session_is_proven(shell->session))
        trust_note_proof(shell->cache, shell->target->device);
    return result;
}

static void tell_wait(const struct shell *shell)
{
    unsigned wait_s = micros_session_wait_s(shell->session);

    if (wait_s)
        term_say("%s: Try again in %u s", shell->target->label, wait_s);
}

static void shell_talk(struct shell *shell)
{
    const char *notice = micros_session_notice(shell->session);
    char *safe = term_escape(notice, strlen(notice), "\n\t");

    fputs(safe ? safe : "", stderr);
    free(safe);
    if (micros_session_needs_password(shell->session)) {
        enum micros_result result = talk_shell_log_in(shell);
        if (result != MICROS_OK) {
            shell_report(shell, result);
            tell_wait(shell);
            return;
        }
    }
    check_name(shell);
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !shell->options->json)
        talk_at_terminal(shell);
    else
        talk_in_pipe(shell);
}

static enum micros_result shell_open(struct shell *shell)
{
    const struct target *target = shell->target;
    struct micros_trust trust = trust_of(target->device, shell->options);
    int timeout_ms = shell->options->timeout_ms ? shell->options->timeout_ms : TIMEOUT_MS;

    return micros_session_open_to(target->address.host, target->address.port, timeout_ms, &trust,
                                  &shell->session);
}

int shell_run(struct target *target, const struct options *options, const char *cache)
{
    struct shell shell = { .target = target, .options = options, .cache = cache };
    enum micros_result result = shell_open(&shell);
    bool is_lost = result == MICROS_OTHER_DEVICE || result == MICROS_UNREACHABLE;

    if (is_lost && moved_find(&target, 1, options, cache))
        result = shell_open(&shell);
    if (result != MICROS_OK) {
        shell_report(&shell, result);
        return shell.code;
    }
    if (target->device)
        snprintf(shell.known_name, sizeof shell.known_name, "%s", target->device->name);
    shell_talk(&shell);
    micros_session_close(shell.session);
    helptext_free(&shell.help);
    return shell.code;
}
