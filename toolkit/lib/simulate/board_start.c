// Starting emulated boards.
#include "simulate/board_start.h"
#include "posix/plain_file.h"
#include "simulate/board_keeper.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/term.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PORT_TRIES = 20, REPORT_BYTES = 4096 };

static const char usual_listen[] = "127.0.0.1:9008";

// ---- where they listen ----

// Reads ADDRESS or ADDRESS:PORT; port 0 is any. A client that connects through the emulator looks
// like one on the board's own machine, so only programs of this computer may connect.
static bool read_listen(const char *listen, uint32_t *ip, uint16_t *port)
{
    char host[INET_ADDRSTRLEN];
    struct in_addr address;
    size_t len = strcspn(listen, ":");
    char *end = NULL;
    long number = listen[len] ? strtol(listen + len + 1, &end, 10) : MICROS_PORT;

    if (len >= sizeof host || number < 0 || number > UINT16_MAX ||
        (listen[len] && (*end || end == listen + len + 1)))
        return false;
    memcpy(host, listen, len);
    host[len] = '\0';
    if (inet_pton(AF_INET, host, &address) != 1 || ntohl(address.s_addr) >> 24 != IN_LOOPBACKNET)
        return false;
    *ip = ntohl(address.s_addr);
    *port = (uint16_t)number;
    return true;
}

// A socket on this address, which shows that no other program has it; `port` becomes the one taken.
// -1 and errno.
static int bind_socket(uint32_t ip, uint16_t *port)
{
    struct sockaddr_in at = { .sin_family = AF_INET,
                              .sin_port = htons(*port),
                              .sin_addr.s_addr = htonl(ip) };
    socklen_t len = sizeof at;
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); // as the emulator will
    if (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &len) != 0) {
        close(fd);
        return -1;
    }
    *port = ntohs(at.sin_port);
    return fd;
}

// Finds out whether one port is free on this many addresses; `port` 0 becomes one that may be.
static bool is_free(uint32_t first, unsigned count, uint16_t *port)
{
    int fds[BOARD_COUNT_MAX];
    unsigned n = 0;

    while (n < count && (fds[n] = bind_socket(first + n, port)) >= 0)
        n++;
    int reason = errno;
    for (unsigned i = 0; i < n; i++)
        close(fds[i]);
    errno = reason;
    return n == count;
}

static bool choose_port(const struct board_plan *plan, uint32_t first, uint16_t *port)
{
    const uint16_t wanted = *port;

    for (int i = 0; i < (wanted ? 1 : PORT_TRIES); i++) {
        *port = wanted;
        if (is_free(first, plan->count, port))
            return true;
    }
    term_error("cannot listen on %s: %s; --listen 127.0.0.1:0 takes any free port", plan->listen,
               strerror(errno));
    return false;
}

// ---- the parts of each ----

// Boards of another kind, and those that listen elsewhere, are other boards with separate files.
// The name has no colon, because socat splits addresses there.
static char *board_start_default_root(const struct board_plan *plan)
{
    char name[160];

    if (strcmp(plan->listen, usual_listen) == 0)
        snprintf(name, sizeof name, "simulator/%s", plan->kind->name);
    else
        snprintf(name, sizeof name, "simulator/%s-%s", plan->kind->name, plan->listen);
    for (char *at = name; *at; at++)
        if (*at == ':')
            *at = '-';
    return paths_state(name);
}

// The emulator runs in another folder, and so may the readers of messages.
static char *make_absolute(const char *path)
{
    char here[PATH_MAX];

    if (*path == '/')
        return memory_copy(path);
    return getcwd(here, sizeof here) ? memory_print("%s/%s", here, path) : NULL;
}

static bool place_unit(struct board_unit *unit, const struct board_plan *plan, const char *root,
                       unsigned index, uint32_t ip)
{
    const struct in_addr address = { htonl(ip) };
    int n = plan->count > 1
                ? snprintf(unit->folder, sizeof unit->folder, "%s/node%05u", root, index + 1)
                : snprintf(unit->folder, sizeof unit->folder, "%s", root);

    inet_ntop(AF_INET, &address, unit->host, sizeof unit->host);
    if (n < (int)sizeof unit->folder)
        return true;
    term_error("the folder's name %s is too long", root);
    return false;
}

static bool prepare_units(struct board_unit *units, const struct board_plan *plan, const char *root)
{
    uint32_t first = 0;
    uint16_t port = 0;

    if (!read_listen(plan->listen, &first, &port)) {
        term_error("an emulated board listens on the loopback only, such as 127.0.0.1:9008, not on "
                   "%s: anyone who connects has the rights of the board's own machine",
                   plan->listen);
        return false;
    }
    for (unsigned i = 0; i < plan->count; i++)
        if (!place_unit(&units[i], plan, root, i, first + i) ||
            !board_unit_prepare(&units[i], plan))
            return false;
    // After the locks: if a board is started twice, the message should say so, not that the port is
    // taken.
    if (!choose_port(plan, first, &port))
        return false;
    for (unsigned i = 0; i < plan->count; i++) {
        units[i].port = port;
        snprintf(units[i].address, sizeof units[i].address, "%s:%u", units[i].host, port);
    }
    return true;
}

// ---- the keeper ----

static int board_start_open_log(const char *root, struct simnode *node)
{
    snprintf(node->log, sizeof node->log, "%s.log", root);
    return plain_file_open(node->log, O_WRONLY | O_CREAT | O_TRUNC);
}

// Until the boards are ready it ends with this program. In the foreground it always does.
static _Noreturn void become_keeper(struct board_keeper *keeper, int errors)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (keeper->plan->background) {
        int null = open("/dev/null", O_RDWR | O_CLOEXEC);
        setsid();
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        dup2(errors >= 0 ? errors : null, STDERR_FILENO);
    }
    _exit(board_keeper_run(keeper));
}

static int fork_keeper(struct board_keeper *keeper, const char *root, struct simnode *node)
{
    int pipe_ends[2], errors = keeper->plan->background ? board_start_open_log(root, node) : -1;

    if (pipe2(pipe_ends, O_CLOEXEC) != 0)
        return -1;
    if (!keeper->plan->background)
        simnode_hear_interrupt(node);
    fflush(NULL);
    keeper->report = pipe_ends[1];
    node->pid = fork();
    if (node->pid == 0)
        become_keeper(keeper, errors);
    close(pipe_ends[1]);
    if (errors >= 0)
        close(errors);
    node->output = pipe_ends[0];
    return node->pid < 0 ? -1 : 0;
}

// Shows why the keeper did not start: the first line is the error, the others explain it.
static void show_failure(char *text)
{
    char *rest = NULL, *line = strtok_r(text, "\n", &rest);

    term_error("%s", line ? line : "the keeper of the emulators ended");
    while ((line = strtok_r(NULL, "\r\n", &rest)))
        term_say("%s", line);
}

// Reads the keeper's report. True when the boards answer.
static bool hear_report(struct simnode *node)
{
    static const char mark[] = "listening on ";
    char text[REPORT_BYTES];
    size_t len = 0;
    ssize_t n;

    while (len + 1 < sizeof text &&
           ((n = read(node->output, text + len, sizeof text - 1 - len)) > 0 ||
            (n < 0 && errno == EINTR)))
        len += n > 0 ? (size_t)n : 0;
    text[len] = '\0';
    if (strncmp(text, mark, sizeof mark - 1) != 0) {
        show_failure(text);
        return false;
    }
    const char *at = text + sizeof mark - 1;
    snprintf(node->address, sizeof node->address, "%.*s", (int)strcspn(at, "\n"), at);
    return true;
}

static int start_keeper(struct board_keeper *keeper, const char *root, struct simnode *node)
{
    if (fork_keeper(keeper, root, node) != 0) {
        term_error("cannot start a process: %s", strerror(errno));
        return EXIT_GENERIC;
    }
    if (hear_report(node))
        return EXIT_OK;
    simnode_kill(node);
    return EXIT_GENERIC;
}

// The keeper and its emulators hold the locks now.
static void close_locks(struct board_unit *units, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (units[i].lock >= 0)
            close(units[i].lock);
}

int board_start(const struct board_plan *plan, struct simnode *node)
{
    struct board_unit *units = memory_take(plan->count, sizeof *units);
    char *program = board_program(plan->kind);
    char *image = program ? board_image(plan->kind, plan->image) : NULL;
    char *root = !image       ? NULL
                 : plan->root ? make_absolute(plan->root)
                              : board_start_default_root(plan);
    struct board_keeper keeper = { plan, program, image, units, -1 };
    int code = EXIT_GENERIC;

    *node = (struct simnode){ .output = -1 };
    for (unsigned i = 0; i < plan->count; i++)
        units[i].lock = -1;
    if (root && prepare_units(units, plan, root)) {
        snprintf(node->folder, sizeof node->folder, "%s", units[0].folder);
        code = start_keeper(&keeper, root, node);
    }
    close_locks(units, plan->count);
    free(units);
    free(program);
    free(image);
    free(root);
    return code;
}
