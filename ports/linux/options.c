// Reads the command line with argp.
#include "options.h"
#include "describe.h"
#include "hw/boards.h"
#include "machine.h"
#include "node/node.h"
#include "posix/address.h"
#include <argp.h>
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char doc[] =
    "The micrOS node: a shell on TCP that answers help, drives hardware through load modules and "
    "keeps its settings.\v"
    "Without --root the node lives in $XDG_STATE_HOME/micros/node (~/.local/state/micros/node).\n"
    "On standard output it prints one line, \"listening on ADDRESS:PORT\", once it can be "
    "reached.\n"
    "SIGTERM ends it cleanly, and so does closing its terminal. SIGHUP reopens the log file.\n\n"
    "Exit status: 0 ended as asked, 1 it could not start, 2 the command line is wrong.\n\n"
    "First steps:\n"
    "  micros-node --root ./lamp --listen 127.0.0.1:9008 &\n"
    "  micros connect 127.0.0.1";

enum {
    OPT_LISTEN = 256,
    OPT_BOARD,
    OPT_CONSOLE,
    OPT_SERIAL,
    OPT_TRACE,
    OPT_COUNT,
    OPT_LOG,
    OPT_LOG_FILE,
    OPT_SET,
    OPT_ROOT,
    OPT_NTP,
    OPT_TRUST_CLOCK,
    OPT_MDNS,
    OPT_HOSTS,
    OPT_DESCRIBE
};

static const struct argp_option rows[] = {
    { "root", OPT_ROOT, "DIR", 0,
      "folder of the node's settings and kept states; made when missing", 0 },
    { "listen", OPT_LISTEN, "ADDR[:PORT]", 0,
      "where the shell listens (0.0.0.0, port from the setting socport); port 0 picks a free one",
      0 },
    { "board", OPT_BOARD, "NAME|FILE", 0,
      "the simulated board (esp8266; --describe boards lists them), or this machine's pins: "
      "%s, "
      "or the path of a board file, with a / in it",
      0 },
    { "console", OPT_CONSOLE, NULL, 0, "also offer a shell, with the boot log, on this terminal",
      0 },
    { "serial", OPT_SERIAL, "DEV[:BAUD]", 0,
      "also offer a shell, with the boot log, on a serial device or pty (115200)", 0 },
    { "trace", OPT_TRACE, "FILE", 0, "write each change of the board's outputs to FILE", 0 },
    { "count", OPT_COUNT, "N", 0,
      "run N nodes in this process, each on its own address counted up from ADDR", 0 },
    { "log", OPT_LOG, "LEVEL", 0, "error, warn, info (default) or debug; with --count warn", 0 },
    { "log-file", OPT_LOG_FILE, "FILE", 0, "write the log to FILE instead of standard error", 0 },
    { "set", OPT_SET, "KEY=VALUE", 0, "store a setting before the node starts; may be given again",
      0 },
    { "ntp", OPT_NTP, "WHOM", 0,
      "time servers, used only if nothing else sets the system's clock: SERVER[:PORT][,SERVER...], "
      "off, or auto = the setting ntp (none with --count or on loopback)",
      0 },
    { "trust-clock", OPT_TRUST_CLOCK, "yes|no", OPTION_ARG_OPTIONAL,
      "say yourself whether the system's clock is right, instead of asking the kernel", 0 },
    { "mdns", OPT_MDNS, "on|off", 0,
      "announce the node as NAME.local by multicast DNS (on, where it listens on a network)", 0 },
    { "hosts", OPT_HOSTS, "FILE", 0,
      "look here first for other nodes: a line for each, ADDRESS:PORT NAME", 0 },
    { "describe", OPT_DESCRIBE, "WHAT", 0,
      "print the table of settings, modules, boards, classes of values or limits (Markdown), or "
      "the manual of the modules' functions (sfuncman: JSON, sfuncman-html: a page), and end",
      0 },
    { NULL, 'h', NULL, OPTION_HIDDEN, NULL, 0 },
    { 0 },
};

static bool read_port(const char *text, unsigned long most, unsigned long *value)
{
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    *value = strtoul(text, &end, 10);
    return !*end && *value <= most;
}

// Reads "1.2.3.4", "1.2.3.4:9008" or "[::1]:9008".
static bool read_address(struct options *o, const char *text)
{
    char host[INET6_ADDRSTRLEN + 1];
    struct sockaddr_in *v4 = (struct sockaddr_in *)&o->listen;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&o->listen;
    const char *end = *text == '[' ? strchr(text, ']') : text + strcspn(text, ":");
    unsigned long port = 0;

    text += *text == '[';
    if (!end || (size_t)(end - text) >= sizeof host)
        return false;
    snprintf(host, sizeof host, "%.*s", (int)(end - text), text);
    end += *end == ']';
    o->has_port = *end == ':';
    if ((*end && *end != ':') || (o->has_port && !read_port(end + 1, 65535, &port)))
        return false;
    memset(&o->listen, 0, sizeof o->listen);
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        return true;
    }
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons((uint16_t)port);
    return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1;
}

static bool read_level(struct options *o, const char *text)
{
    o->has_level = true;
    for (o->level = LOG_ERROR; o->level <= LOG_DEBUG; o->level++)
        if (!strcmp(text, log_level_name(o->level)))
            return true;
    return false;
}

static void read_serial(struct options *o, char *text)
{
    char *colon = strrchr(text, ':');
    unsigned long baud;

    o->serial = text;
    if (colon && read_port(colon + 1, 4000000, &baud)) {
        o->baud = (unsigned)baud;
        *colon = '\0';
    }
}

static bool read_switch(const char *text, bool *is_on, bool *is_given)
{
    *is_given = true;
    *is_on = !strcmp(text, "on");
    return *is_on || !strcmp(text, "off");
}

static void options_describe(const char *what, struct argp_state *state)
{
    static const struct {
        const char *what;
        void (*describe)(FILE *f);
    } things[] = {
        { "settings", describe_settings },
        { "modules", describe_modules },
        { "boards", describe_boards },
        { "classes", describe_classes },
        { "limits", describe_limits },
        { "sfuncman", describe_sfuncman },
        { "sfuncman-html", describe_sfuncman_html },
    };

    for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
        if (strcmp(what, things[i].what) != 0)
            continue;
        things[i].describe(stdout);
        exit(0);
    }
    argp_error(state,
               "--describe takes settings, modules, boards, classes, limits, sfuncman or "
               "sfuncman-html, not '%s'",
               what);
}

static bool read_ntp(struct options *o, const char *text)
{
    struct text list = text_of(text);
    struct sntp_server server;
    int n = 0, found;

    o->ntp = NULL;
    if (!strcmp(text, "auto"))
        return true;
    o->ntp = strcmp(text, "off") ? text : "";
    if (!strcmp(text, "off"))
        return true;
    while ((found = sntp_next_server(&list, &server)) != 0)
        if (found < 0 || ++n > SNTP_SERVERS_MAX)
            return false;
    return n;
}

static bool read_trust(struct options *o, const char *text)
{
    bool is_no = text && !strcmp(text, "no");

    o->system_clock = is_no ? SYSTEM_CLOCK_WRONG : SYSTEM_CLOCK_RIGHT;
    return !text || is_no || !strcmp(text, "yes");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    unsigned long n = 0;

    switch (key) {
    case OPT_ROOT: o->root = arg; break;
    case OPT_LISTEN:
        if (!read_address(o, arg))
            argp_error(state, "--listen takes ADDR, ADDR:PORT or [IPv6]:PORT, not '%s'", arg);
        break;
    case OPT_BOARD:
        o->board = board_find(text_of(arg));
        o->board_file = !o->board && machine_is_meant(arg) ? arg : NULL;
        if (!o->board && !o->board_file)
            argp_error(
                state,
                "no board is called '%s'; --describe boards lists them, and this machine's own "
                "pins are %s or the path of a board file, with a / in it",
                arg, wiring_builtin_names());
        break;
    case 'h': argp_state_help(state, stdout, ARGP_HELP_STD_HELP); break;
    case OPT_CONSOLE: o->console = true; break;
    case OPT_SERIAL: read_serial(o, arg); break;
    case OPT_TRACE: o->trace = arg; break;
    case OPT_COUNT:
        if (!read_port(arg, 1000000, &n) || !n)
            argp_error(state, "--count takes 1 to 1000000, not '%s'", arg);
        o->count = (unsigned)n;
        break;
    case OPT_LOG:
        if (!read_level(o, arg))
            argp_error(state, "--log takes error, warn, info or debug, not '%s'", arg);
        break;
    case OPT_LOG_FILE: o->log_file = arg; break;
    case OPT_NTP:
        if (!read_ntp(o, arg))
            argp_error(state, "--ntp takes off, auto or up to %d of SERVER[:PORT], not '%s'",
                       SNTP_SERVERS_MAX, arg);
        break;
    case OPT_TRUST_CLOCK:
        if (!read_trust(o, arg))
            argp_error(state, "--trust-clock takes yes or no, not '%s'", arg);
        break;
    case OPT_DESCRIBE: options_describe(arg, state); break;
    case OPT_HOSTS: o->hosts = arg; break;
    case OPT_MDNS:
        if (!read_switch(arg, &o->mdns, &o->has_mdns))
            argp_error(state, "--mdns takes on or off, not '%s'", arg);
        break;
    case OPT_SET:
        if (!strchr(arg, '=') || o->n_set == SETTINGS_MAX)
            argp_error(state, "--set takes KEY=VALUE, %d times at most, not '%s'", SETTINGS_MAX,
                       arg);
        o->set[o->n_set++] = arg;
        break;
    case ARGP_KEY_ARG: argp_error(state, "'%s' is not an option", arg); break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static void print_version(FILE *stream, struct argp_state *state)
{
    (void)state;
    fprintf(stream, "micros-node %s\n", node_version);
}

// Lists the built-in boards, which are those of boards/linux. argp frees a text that differs from
// its own.
static char *name_boards(int key, const char *text, void *input)
{
    char *named;

    (void)input;
    if (key != OPT_BOARD)
        return (char *)(uintptr_t)text;
    return asprintf(&named, text, wiring_builtin_names()) < 0 ? NULL : named;
}

void options_read(struct options *o, int argc, char **argv)
{
    static const struct argp argp = { rows, parse, NULL, doc, NULL, name_boards, NULL };

    *o = (struct options){ .board = &board_esp8266, .count = 1, .baud = 115200, .level = LOG_INFO };
    read_address(o, "0.0.0.0");
    argp_program_version_hook = print_version;
    argp_err_exit_status = 2;
    // argp itself reports wrong arguments and exits.
    if (argp_parse(&argp, argc, argv, 0, NULL, o)) {
        fprintf(stderr, "micros-node: out of memory\n");
        exit(1);
    }
    if (o->count > 1 && (o->console || o->serial)) {
        fprintf(stderr, "micros-node: --console and --serial are for one node, not for --count\n");
        exit(2);
    }
    if (o->count > 1 && o->board_file) {
        fprintf(stderr, "micros-node: --count is for simulated boards: this machine's pins are for "
                        "one node\n");
        exit(2);
    }
    if (!o->has_mdns)
        o->mdns = !address_is_loopback(&o->listen);
    if (o->count > 1 && !o->has_level)
        o->level = LOG_WARN;
}
