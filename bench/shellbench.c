// Measures one line shell on loopback: latency, pipelining, whole sessions, start-up. Prints one
// JSON line.
#include <argp.h>
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char doc[] =
    "Measures a shell that greets with a prompt and answers each line with a reply and the "
    "prompt.\v"
    "Modes:\n"
    "  latency   one connection, COUNT commands one after the other\n"
    "  pipeline  one connection, COUNT commands, --depth of them in each write\n"
    "  connect   COUNT sessions: connect, prompt, command, reply, close\n"
    "  startup   starts PROGRAM COUNT times; time until its prompt has come\n\n"
    "One JSON object is printed; times are microseconds. Only loopback addresses are accepted.\n"
    "Exit status: 0 measured, 1 the server failed, 2 the command line is wrong.";

enum {
    PROMPT_MAX = 256,
    RECV_BYTES = 65536,
    SETTLE_MS = 60,
    RETRY_NS = 40000,
    WARM_UP = 50,
    START_LIMIT_S = 20
};

struct bench {
    const char *mode, *command;
    char line[2048]; // the command with its newline
    size_t line_len;
    struct sockaddr_in server;
    unsigned count, depth, timeout_s;
    char prompt[PROMPT_MAX];
    size_t prompt_len;
    char **program;     // startup: what to start
    double *samples_us; // `done` of them
    unsigned done;
    double seconds;
    // The last received bytes; their end may be the start of a prompt.
    char data[RECV_BYTES + PROMPT_MAX];
};

extern char **environ;

static double now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...)
{
    va_list args;

    fprintf(stderr, "shellbench: ");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

// A connected socket, or -1 with errno.
static int dial(const struct bench *b)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    struct timeval limit = { .tv_sec = b->timeout_s };

    if (fd < 0)
        fail("no socket: %s", strerror(errno));
    if (connect(fd, (const struct sockaddr *)&b->server, sizeof b->server)) {
        int err = errno;
        close(fd);
        errno = err;
        return -1;
    }
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

static int dial_or_fail(const struct bench *b)
{
    int fd = dial(b);

    if (fd < 0)
        fail("no connection: %s", strerror(errno));
    return fd;
}

static size_t receive(int fd, char *to, size_t cap)
{
    ssize_t n = recv(fd, to, cap, 0);

    if (n <= 0)
        fail("no answer: %s", n ? strerror(errno) : "the server closed the connection");
    return (size_t)n;
}

static void send_all(int fd, const char *data, size_t len)
{
    while (len) {
        ssize_t n = send(fd, data, len, MSG_NOSIGNAL);
        if (n <= 0)
            fail("cannot send: %s", strerror(errno));
        data += n;
        len -= (size_t)n;
    }
}

// Reads until the received data ends with the prompt.
static void await_prompt(struct bench *b, int fd)
{
    size_t len = 0;

    do {
        if (len == sizeof b->data)
            fail("the reply is too long");
        len += receive(fd, b->data + len, sizeof b->data - len);
    } while (len < b->prompt_len ||
             memcmp(b->data + len - b->prompt_len, b->prompt, b->prompt_len));
}

// The prompt is the text after the last newline of the greeting, once the server is silent.
static void learn_prompt(struct bench *b)
{
    int fd = dial_or_fail(b);
    struct timeval settle = { .tv_usec = SETTLE_MS * 1000 };
    size_t len = receive(fd, b->data, RECV_BYTES);
    ssize_t n;

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &settle, sizeof settle);
    while (len < RECV_BYTES && (n = recv(fd, b->data + len, RECV_BYTES - len, 0)) > 0)
        len += (size_t)n;
    const char *newline = memrchr(b->data, '\n', len), *start = newline ? newline + 1 : b->data;
    b->prompt_len = len - (size_t)(start - b->data);
    if (!b->prompt_len || b->prompt_len > PROMPT_MAX)
        fail("the greeting has no prompt");
    memcpy(b->prompt, start, b->prompt_len);
    close(fd);
}

static void latency(struct bench *b)
{
    int fd = dial_or_fail(b);

    await_prompt(b, fd);
    for (unsigned i = 0; i < b->count + WARM_UP; i++) {
        double start = now_us();
        send_all(fd, b->line, b->line_len);
        await_prompt(b, fd);
        if (i >= WARM_UP)
            b->samples_us[b->done++] = now_us() - start;
    }
    close(fd);
}

// Reads until `want` prompts have come.
static void await_prompts(struct bench *b, int fd, unsigned want)
{
    size_t held = 0;

    for (unsigned got = 0; got < want;) {
        size_t len = held + receive(fd, b->data + held, RECV_BYTES);
        const char *at = b->data, *end = b->data + len, *hit;
        while ((hit = memmem(at, (size_t)(end - at), b->prompt, b->prompt_len))) {
            at = hit + b->prompt_len;
            got++;
        }
        held = (size_t)(end - at) < b->prompt_len ? (size_t)(end - at) : b->prompt_len - 1;
        memmove(b->data, end - held, held);
    }
}

static void pipeline(struct bench *b)
{
    int fd = dial_or_fail(b);
    char *batch = malloc(b->line_len * b->depth);

    if (!batch)
        fail("no memory");
    for (unsigned i = 0; i < b->depth; i++)
        memcpy(batch + i * b->line_len, b->line, b->line_len);
    await_prompt(b, fd);
    for (unsigned sent = 0; sent < b->count; sent += b->depth) {
        double start = now_us();
        send_all(fd, batch, b->line_len * b->depth);
        await_prompts(b, fd, b->depth);
        b->samples_us[b->done++] = (now_us() - start) / b->depth;
    }
    free(batch);
    close(fd);
}

static void sessions(struct bench *b)
{
    while (b->done < b->count) {
        double start = now_us();
        int fd = dial_or_fail(b);
        await_prompt(b, fd);
        send_all(fd, b->line, b->line_len);
        await_prompt(b, fd);
        close(fd);
        b->samples_us[b->done++] = now_us() - start;
    }
}

static pid_t start_program(const struct bench *b)
{
    posix_spawn_file_actions_t actions;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", 1, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", 1, 0);
    int err = posix_spawnp(&pid, b->program[0], &actions, NULL, b->program, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (err)
        fail("cannot start %s: %s", b->program[0], strerror(err));
    return pid;
}

static void startup_once(struct bench *b)
{
    const struct timespec retry = { .tv_nsec = RETRY_NS };
    double start = now_us();
    pid_t pid = start_program(b);
    int fd, status;

    while ((fd = dial(b)) < 0) {
        if (now_us() - start > (double)START_LIMIT_S * 1e6 || waitpid(pid, &status, WNOHANG))
            fail("%s did not start", b->program[0]);
        nanosleep(&retry, NULL);
    }
    (void)receive(fd, b->data, RECV_BYTES);
    b->samples_us[b->done++] = now_us() - start;
    close(fd);
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
}

static void startup(struct bench *b)
{
    prctl(PR_SET_TIMERSLACK, 1000);
    while (b->done < b->count)
        startup_once(b);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double percentile(const struct bench *b, double fraction)
{
    unsigned rank = (unsigned)(fraction * b->done);

    return b->samples_us[rank < b->done ? rank : b->done - 1];
}

static void print(struct bench *b)
{
    unsigned commands = b->done * (strcmp(b->mode, "pipeline") ? 1 : b->depth);

    qsort(b->samples_us, b->done, sizeof *b->samples_us, by_size);
    printf("{\"mode\": \"%s\", \"done\": %u, \"seconds\": %.4f, \"per_s\": %.1f, ", b->mode,
           commands, b->seconds, commands / b->seconds);
    printf("\"min_us\": %.4f, \"median_us\": %.4f, \"p90_us\": %.4f, \"p99_us\": %.4f, \"max_us\": "
           "%.4f}\n",
           b->samples_us[0], percentile(b, .5), percentile(b, .9), percentile(b, .99),
           percentile(b, 1));
}

struct mode {
    const char *name;
    void (*run)(struct bench *b);
};

static const struct mode modes[] = {
    { "latency", latency },
    { "pipeline", pipeline },
    { "connect", sessions },
    { "startup", startup },
};

static const struct mode *find_mode(const char *name)
{
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        if (!strcmp(name, modes[i].name))
            return &modes[i];
    return NULL;
}

static unsigned number(struct argp_state *state, const char *text, unsigned most)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || !n || n > most)
        argp_error(state, "'%s' is not a number from 1 to %u", text, most);
    return (unsigned)n;
}

static void positional(struct bench *b, char *arg, struct argp_state *state)
{
    switch (state->arg_num) {
    case 0:
        b->mode = arg;
        if (!find_mode(arg))
            argp_error(state, "no mode is called '%s'", arg);
        break;
    case 1:
        if (inet_pton(AF_INET, arg, &b->server.sin_addr) != 1 ||
            ntohl(b->server.sin_addr.s_addr) >> 24 != 127)
            argp_error(state, "'%s' is not an IPv4 loopback address", arg);
        break;
    case 2: b->server.sin_port = htons((uint16_t)number(state, arg, 65535)); break;
    case 3: b->count = number(state, arg, 10000000); break;
    default: b->program = state->argv + state->next - 1; state->next = state->argc;
    }
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct bench *b = state->input;

    switch (key) {
    case 'c': b->command = arg; break;
    case 'd': b->depth = number(state, arg, 4096); break;
    case 't': b->timeout_s = number(state, arg, 3600); break;
    case ARGP_KEY_ARG: positional(b, arg, state); break;
    case ARGP_KEY_END:
        if (!b->count || !strcmp(b->mode, "startup") != (b->program != NULL))
            argp_error(state, "it takes MODE ADDRESS PORT COUNT, and PROGRAM for startup only");
        break;
    default: return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const struct argp_option rows[] = {
        { "command", 'c', "LINE", 0, "the command (hello)", 0 },
        { "depth", 'd', "N", 0, "commands in one write, for pipeline (64)", 0 },
        { "timeout", 't', "SECONDS", 0, "how long an answer may take (10)", 0 },
        { 0 },
    };
    static const struct argp argp = {
        rows, parse, "MODE ADDRESS PORT COUNT [-- PROGRAM ARGUMENT...]", doc, NULL, NULL, NULL
    };
    static struct bench b = {
        .command = "hello", .depth = 64, .timeout_s = 10, .server.sin_family = AF_INET
    };

    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &b);
    int len = snprintf(b.line, sizeof b.line, "%s\n", b.command);
    if (len >= (int)sizeof b.line)
        fail("the command is too long");
    b.line_len = (size_t)len;
    b.samples_us = calloc(b.count, sizeof *b.samples_us);
    if (!b.samples_us)
        fail("no memory");
    if (!b.program)
        learn_prompt(&b);
    double start = now_us();
    find_mode(b.mode)->run(&b);
    b.seconds = (now_us() - start) / 1e6;
    print(&b);
    free(b.samples_us);
    return 0;
}
