// micros connect: a conversation with one node.
#include "term/exits.h"
#include "talk/menu.h"
#include "talk/shell.h"
#include "term/term.h"
#include "term/verb.h"

#include <stdlib.h>

struct connect {
    struct options options;
    const char *name;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct connect *connect = state->input;
    switch (key) {
    case ARGP_KEY_INIT: options_init(state, &connect->options, true); return 0;
    case ARGP_KEY_ARG:
        if (connect->name)
            argp_error(state, "one device only; `micros run` says commands to several");
        connect->name = arg;
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp connect_argp = {
    NULL,
    parse,
    "[NAME|UID|IP]",
    "Talk with a node: what you type goes to it, what it answers is shown."
    "\vWithout a name the known devices are listed to choose from. Tab completes the node's own "
    "modules and functions. `exit` or Ctrl-D ends the conversation. When the input is not a "
    "terminal, "
    "each of its lines is one command, and the exit code tells whether one failed.",
    options_all,
    NULL,
    NULL,
};

static int connect_main(const struct verb *verb, int argc, char **argv)
{
    struct connect connect = { .name = NULL };
    struct cache cache = { .lock = -1 };
    struct target target;
    options_parse(verb, argc, argv, 0, &connect);
    char *path = cache_path(connect.options.cache);
    int code = path && cache_load(&cache, path) == 0 ? EXIT_OK : EXIT_GENERIC;
    if (code == EXIT_OK)
        code = connect.name ? target_find(&cache, connect.name, &connect.options, &target)
                            : menu_choose(&cache, &connect.options, &target);
    if (code == EXIT_OK)
        code = shell_run(&target, &connect.options, path);
    cache_free(&cache);
    free(path);
    return code;
}

const struct verb verb_connect = { "connect", "talk with a node, interactively or from a pipe",
                                   &connect_argp, connect_main };
