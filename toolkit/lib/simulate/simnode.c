// Starting simulated nodes.
#include "simulate/simnode.h"
#include "posix/plain_file.h"
#include "simulate/simhosts.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { START_MS = 20000 };

static _Noreturn void become_node(const struct simnode_plan *plan, const char *program,
                                  const char *root, int output, int errors)
{
    char count[16];
    char *hosts = simhosts_path();
    const char *args[16] = { program, "--root", root, "--listen", plan->listen };
    size_t n = 5;

    if (hosts) {
        args[n++] = "--hosts";
        args[n++] = hosts;
    }
    if (plan->board) {
        args[n++] = "--board";
        args[n++] = plan->board;
    }
    if (plan->count > 1) {
        snprintf(count, sizeof count, "%u", plan->count);
        args[n++] = "--count";
        args[n++] = count;
    }
    if (!plan->background)
        prctl(PR_SET_PDEATHSIG, SIGTERM); // no node stays behind
    dup2(output, STDOUT_FILENO);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(null, STDIN_FILENO);
    if (plan->background) {
        setsid();
        dup2(errors >= 0 ? errors : null, STDERR_FILENO);
    }
    if (plan->is_quiet)
        dup2(null, STDERR_FILENO);
    execv(program, (char *const *)args);
    dprintf(STDERR_FILENO, "micros: cannot run %s: %s\n", program, strerror(errno));
    _exit(127);
}

static int64_t simnode_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Reads the node's output until the line with its address. False at its end or when time is up.
static bool wait_until_listening(struct simnode *node)
{
    static const char mark[] = "listening on ";
    char text[4096];
    size_t len = 0;
    int64_t deadline = simnode_now_ms() + START_MS;

    while (len + 1 < sizeof text) {
        struct pollfd wait = { .fd = node->output, .events = POLLIN };
        int64_t left = deadline - simnode_now_ms();
        if (left <= 0 || poll(&wait, 1, (int)left) == 0)
            return false;
        ssize_t n = read(node->output, text + len, sizeof text - 1 - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        len += (size_t)n;
        text[len] = '\0';
        const char *at = strstr(text, mark);
        if (at && strchr(at, '\n')) {
            at += sizeof mark - 1;
            snprintf(node->address, sizeof node->address, "%.*s", (int)strcspn(at, " \r\n"), at);
            return true;
        }
    }
    return false;
}

static int simnode_open_log(const char *root, struct simnode *node)
{
    snprintf(node->log, sizeof node->log, "%s.log", root);
    return plain_file_open(node->log, O_WRONLY | O_CREAT | O_TRUNC);
}

// Ctrl-C reaches the node too, which then ends by itself; this program waits for that. Not SIG_IGN:
// the node would inherit it.
static void simnode_pass_over(int signal)
{
    (void)signal;
}

void simnode_hear_interrupt(struct simnode *node)
{
    struct sigaction action = { .sa_handler = simnode_pass_over };

    node->hears_interrupt = sigaction(SIGINT, &action, &node->interrupt) == 0;
}

static int fork_node(const struct simnode_plan *plan, const char *program, const char *root,
                     struct simnode *node)
{
    int pipe_ends[2], errors = plan->background ? simnode_open_log(root, node) : -1;

    if (pipe2(pipe_ends, O_CLOEXEC) != 0)
        return -1;
    if (!plan->background)
        simnode_hear_interrupt(node);
    fflush(NULL);
    node->pid = fork();
    if (node->pid == 0)
        become_node(plan, program, root, pipe_ends[1], errors);
    close(pipe_ends[1]);
    if (errors >= 0)
        close(errors);
    node->output = pipe_ends[0];
    return node->pid < 0 ? -1 : 0;
}

// Nodes that listen elsewhere are other nodes, with separate files.
static char *simnode_default_root(const char *listen)
{
    char name[160];

    if (strcmp(listen, "127.0.0.1:9008") == 0)
        return paths_state("simulator/node");
    snprintf(name, sizeof name, "simulator/%s", listen);
    for (char *at = name + strlen("simulator/"); *at; at++)
        if (*at == '/')
            *at = '_';
    return paths_state(name);
}

int simnode_start(const struct simnode_plan *plan, struct simnode *node)
{
    char *program = plan->program ? memory_copy(plan->program) : paths_program("micros-node");
    char *root = plan->root ? memory_copy(plan->root) : simnode_default_root(plan->listen);
    int code = EXIT_GENERIC;

    *node = (struct simnode){ .output = -1 };
    if (!program)
        term_error("cannot find micros-node next to micros or in PATH; build or install it");
    else if (root && paths_make_parents(root) != 0)
        term_error("cannot make the folder of %s: %s", root, strerror(errno));
    else if (root && fork_node(plan, program, root, node) != 0)
        term_error("cannot start %s: %s", program, strerror(errno));
    else if (root && !wait_until_listening(node)) {
        simnode_kill(node);
        term_error("%s did not start on %s%s%s; --listen 127.0.0.1:0 takes any free port", program,
                   plan->listen, *node->log ? ", see " : "", node->log);
    } else if (root) {
        code = EXIT_OK;
    }
    free(program);
    free(root);
    return code;
}

void simnode_kill(struct simnode *node)
{
    if (node->pid > 0) {
        kill(node->pid, SIGTERM);
        waitpid(node->pid, NULL, 0);
    }
    if (node->output >= 0)
        close(node->output);
    node->output = -1;
    if (node->hears_interrupt)
        sigaction(SIGINT, &node->interrupt, NULL);
    node->hears_interrupt = false;
}

int simnode_wait(struct simnode *node)
{
    char buffer[4096];
    ssize_t n;
    int status = 0;

    while ((n = read(node->output, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            term_text(stderr, buffer, (size_t)n);
    while (waitpid(node->pid, &status, 0) < 0 && errno == EINTR)
        ; // Ctrl-C: it ends, and this program with it
    close(node->output);
    node->output = -1;
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGTERM ? EXIT_OK : EXIT_GENERIC;
    return WEXITSTATUS(status) ? EXIT_GENERIC : EXIT_OK;
}
