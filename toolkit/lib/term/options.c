// Options that many verbs share.
#include "term/options.h"
#include "micros.h"
#include "term/memory.h"
#include "term/outcome.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_JSON = 0x100, KEY_CACHE, KEY_PASSWORD_FILE, KEY_PLAIN_PASSWORD };

static const struct argp_option base_options[] = {
    { NULL, 'h', NULL, OPTION_HIDDEN, "The same as --help", 90 },
    { "json", KEY_JSON, NULL, 0, "Print data as JSON, and nothing else, on standard output", 90 },
    { "cache", KEY_CACHE, "FILE", 0,
      "Device cache to use (default: MICROS_CACHE, or the file "
      "in the XDG state folder)",
      90 },
    { NULL },
};

static const struct argp_option net_options[] = {
    { "port", 'p', "N", 0, "Port for addresses without one (default: MICROS_PORT, or 9008)", 80 },
    { "timeout", 't', "MS", 0, "Longest wait for an answer, in milliseconds", 80 },
    { "jobs", 'j', "N", 0, "How many nodes to talk with at the same time", 80 },
    { "password-file", KEY_PASSWORD_FILE, "FILE", 0,
      "File with the password in its first line (or set MICROS_PASSWORD)", 80 },
    { "plain-password", KEY_PLAIN_PASSWORD, NULL, 0,
      "Send the password in clear to nodes that cannot prove that they know it (older ones)", 80 },
    { NULL },
};

long options_number(struct argp_state *state, const char *what, const char *text, long low,
                    long high)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (!*text || *end || value < low || value > high)
        argp_error(state, "%s is a whole number from %ld to %ld, not '%s'", what, low, high, text);
    return value;
}

static error_t parse_base(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case KEY_JSON:
        options->json = true;
        outcome_wants_json();
        return 0;
    case 'h': argp_state_help(state, stdout, ARGP_HELP_STD_HELP); return 0;
    case KEY_CACHE: options->cache = arg; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_net(int key, char *arg, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'p': options->port = (int)options_number(state, "--port", arg, 1, 65535); return 0;
    case 't':
        options->timeout_ms = (int)options_number(state, "--timeout", arg, 1, 86400000);
        return 0;
    case 'j': options->jobs = (unsigned)options_number(state, "--jobs", arg, 1, 65536); return 0;
    case KEY_PASSWORD_FILE: options->password_file = arg; return 0;
    case KEY_PLAIN_PASSWORD: options->plain_password = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

const struct argp options_base = { base_options, parse_base, NULL, NULL, NULL, NULL, NULL };
const struct argp options_net = { net_options, parse_net, NULL, NULL, NULL, NULL, NULL };

const struct argp_child options_all[] = { { &options_base, 0, NULL, 0 },
                                          { &options_net, 0, NULL, 0 },
                                          { NULL, 0, NULL, 0 } };
const struct argp_child options_only_base[] = { { &options_base, 0, NULL, 0 },
                                                { NULL, 0, NULL, 0 } };

void options_init(struct argp_state *state, struct options *options, bool with_net)
{
    state->child_inputs[0] = options;
    if (with_net)
        state->child_inputs[1] = options;
}

void options_parse(const struct verb *verb, int argc, char **argv, unsigned flags, void *input)
{
    static char name[64]; // argp keeps a pointer to it for its messages

    snprintf(name, sizeof name, "micros %s", verb->name);
    argv[0] = name;
    argp_err_exit_status = 2;
    if (argp_parse(verb->argp, argc, argv, flags, NULL, input))
        memory_none(); // wrong words end the program there
}

uint16_t options_port(const struct options *options)
{
    const char *env = getenv("MICROS_PORT");
    long port = options->port ? options->port : env ? strtol(env, NULL, 10) : 0;

    return port > 0 && port < 65536 ? (uint16_t)port : MICROS_PORT;
}
