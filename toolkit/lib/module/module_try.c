// Trying modules on a simulated node.
#include "module/module_try.h"
#include "device/address.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/term.h"
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MS = 30000, DEPTH = 16 };

int module_try_start(struct module_try *try, const char *program, const char *board)
{
    struct address address;
    const char *base = getenv("TMPDIR");

    *try = (struct module_try){ .node = { .output = -1 } };
    if (!base || strlen(base) > 32)
        base = "/tmp";
    snprintf(try->folder, sizeof try->folder, "%s/micros-module-XXXXXX", base);
    if (!mkdtemp(try->folder)) {
        term_error("cannot make a folder in %s: %s", base, strerror(errno));
        try->folder[0] = '\0';
        return EXIT_GENERIC;
    }
    struct simnode_plan plan = { .program = program,
                                 .root = try->folder,
                                 .listen = "127.0.0.1:0",
                                 .board = board,
                                 .count = 1,
                                 .is_quiet = true };
    int code = simnode_start(&plan, &try->node);
    if (code != EXIT_OK)
        return code;
    if (!address_parse(try->node.address, &address))
        return EXIT_GENERIC;
    enum micros_result result =
        micros_session_open(address.host, address.port, ANSWER_MS, &try->session);
    if (result != MICROS_OK)
        term_error("the simulated node: %s", micros_result_text(result));
    return exits_of(result);
}

static int module_try_remove_one(const char *path, const struct stat *s, int type,
                                 struct FTW *where)
{
    (void)s;
    (void)type;
    (void)where;
    return remove(path);
}

void module_try_end(struct module_try *try)
{
    micros_session_close(try->session);
    try->session = NULL;
    simnode_kill(&try->node);
    if (try->folder[0])
        (void)nftw(try->folder, module_try_remove_one, DEPTH, FTW_DEPTH | FTW_PHYS);
    try->folder[0] = '\0';
}

// An answer as JSON. NULL: it is not JSON, or it is an error, whose reason was printed.
static cJSON *module_try_ask(struct module_try *try, const char *command, int *code)
{
    struct micros_reply reply;
    enum micros_result result = micros_session_command(try->session, command, &reply);

    *code = exits_of(result);
    if (result != MICROS_OK && result != MICROS_FAILED) {
        term_error("the simulated node: %s", micros_result_text(result));
        return NULL;
    }
    size_t len = reply.len;
    while (len && reply.text[len - 1] == '\n')
        len--;
    cJSON *value = json_parse(reply.text, len, MICROS_REPLY_MAX);
    const cJSON *error = value ? cJSON_GetObjectItemCaseSensitive(value, "error") : NULL;
    if (!error)
        return value;
    term_error("%s", cJSON_IsString(error) ? error->valuestring : "refused");
    cJSON_Delete(value);
    *code = EXIT_COMMAND_FAILED;
    return NULL;
}

int module_try_put(struct module_try *try, const struct module_file *file, cJSON **shown)
{
    struct words_list commands = { 0 };
    char show[64];
    int code = EXIT_OK;

    module_file_commands(file, &commands);
    for (size_t i = 0; code == EXIT_OK && i < commands.n; i++)
        cJSON_Delete(module_try_ask(try, commands.items[i], &code));
    words_free(&commands);
    if (code != EXIT_OK)
        return code;
    snprintf(show, sizeof show, "module show %s >json", file->file);
    *shown = module_try_ask(try, show, &code);
    return *shown ? EXIT_OK : code ? code : EXIT_GENERIC;
}

bool module_try_line(struct module_try *try, const char *line, char *command, size_t size,
                     const char **said)
{
    const char *arrow = strstr(line, " => ");
    struct micros_reply reply;

    snprintf(command, size, "%.*s", (int)(arrow ? (size_t)(arrow - line) : strlen(line)), line);
    enum micros_result result = micros_session_command(try->session, command, &reply);
    bool answered = result == MICROS_OK || result == MICROS_FAILED;
    *said = answered ? reply.text : micros_result_text(result);
    if (arrow)
        return answered && strstr(reply.text, arrow + 4);
    return result == MICROS_OK;
}
