// micros connect: a conversation with one node.
#include "talk/menu.h"
#include "talk/shell.h"
#include "term/exits.h"
#include "term/term.h"
#include "term/verb.h"
#include <stdlib.h>

enum { KEY_KEEP_ALIVE = 0x200 };

struct connect {
    struct options options;
    const char *name;
    unsigned keep_alive_s;
};

static const struct argp_option connect_options[] = {
    { "keep-alive", KEY_KEEP_ALIVE, "S", 0,
      "While you do not type, send an empty line every S seconds, so that the node does not end "
      "the session (default 30; 0: never)",
      0 },
    { NULL },
};

static error_t connect_parse(int key, char *arg, struct argp_state *state)
{
    struct connect *connect = state->input;

    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &connect->options, true); return 0;
    case KEY_KEEP_ALIVE:
        connect->keep_alive_s = (unsigned)options_number(state, "--keep-alive", arg, 0, 86400);
        return 0;
    case ARGP_KEY_ARG:
        if (connect->name)
            argp_error(state, "name only one device; `micros run` sends commands to several");
        connect->name = arg;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp connect_argp = {
    connect_options,
    connect_parse,
    "[NAME|UID|IP]",
    "Talk with a node: your input goes to it, its answers are shown."
    "\vWithout a name the known devices are listed to choose from, unless there is only one. Tab "
    "completes the node's own modules and functions. `exit` or Ctrl-D ends the session. If the "
    "node restarts, this waits for it. If the input is not a terminal, each of its lines is one "
    "command, and the exit code tells whether one failed.",
    options_all,
    NULL,
    NULL,
};

static int connect_main(const struct verb *verb, int argc, char **argv)
{
    struct connect connect = { .keep_alive_s = SHELL_KEEP_ALIVE_S };
    struct cache cache = { .lock = -1 };
    struct target target;

    options_parse(verb, argc, argv, 0, &connect);
    char *path = cache_path(connect.options.cache);
    int code = path && cache_load(&cache, path) == 0 ? EXIT_OK : EXIT_GENERIC;
    if (code == EXIT_OK)
        code = connect.name ? target_find(&cache, connect.name, &connect.options, &target)
                            : menu_choose_or_only(&cache, &connect.options, &target);
    if (code == EXIT_OK)
        code = shell_run(&target, &(struct shell_how){ .options = &connect.options,
                                                       .cache = path,
                                                       .keep_alive_s = connect.keep_alive_s });
    cache_free(&cache);
    free(path);
    return code;
}

const struct verb verb_connect = { "connect", "talk with a node, interactively or from a pipe",
                                   &connect_argp, connect_main };
