// The process that keeps emulators.
#include "simulate/board_keeper.h"
#include "device/hello.h"
#include "micros.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    ANSWER_MS = 50, // for the first question: a board that is still booting loses connections
    ANSWER_MAX_MS = 2000,
    PACE_MS = 20,      // between two questions
    STOP_MS = 2000,    // from SIGTERM to SIGKILL
    TAIL_BYTES = 2048, // of a log, in a message
};

enum wish { WISH_NONE, WISH_LOOK, WISH_STOP };

static int64_t board_keeper_now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// The signals that it waits for. They are blocked, so none is lost between two waits.
static void fill_signals(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGCHLD);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGHUP);
}

// Waits for a signal, at most this long; -1: for ever.
static enum wish wait_for_signal(int ms)
{
    const struct timespec time = { ms / 1000, ms % 1000 * 1000000L };
    sigset_t set;

    fill_signals(&set);
    int signal = sigtimedwait(&set, NULL, ms < 0 ? NULL : &time);
    if (signal < 0)
        return WISH_NONE;
    return signal == SIGCHLD ? WISH_LOOK : WISH_STOP;
}

// ---- messages ----

__attribute__((format(printf, 2, 3))) static void
board_keeper_report(const struct board_keeper *keeper, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vdprintf(keeper->report, format, args);
    va_end(args);
}

static void report_tail(const struct board_keeper *keeper, const struct board_unit *unit,
                        const char *name)
{
    char text[TAIL_BYTES];

    if (board_unit_tail(unit, name, text, sizeof text))
        board_keeper_report(keeper, "the last lines of %s/%s:\n%s", unit->folder, name, text);
    else
        board_keeper_report(keeper, "%s/%s is empty\n", unit->folder, name);
}

static void describe_end(int status, char *text, size_t size)
{
    if (WIFSIGNALED(status))
        snprintf(text, size, "was ended by signal %d (%s)", WTERMSIG(status),
                 strsignal(WTERMSIG(status)));
    else
        snprintf(text, size, "ended with exit code %d", WEXITSTATUS(status));
}

// ---- the emulators ----

// The next emulator that has ended, or NULL.
static struct board_unit *take_ended(struct board_keeper *keeper, int *status)
{
    pid_t pid;

    while ((pid = waitpid(-1, status, WNOHANG)) > 0)
        for (unsigned i = 0; i < keeper->plan->count; i++)
            if (keeper->units[i].pid == pid) {
                keeper->units[i].pid = 0;
                return &keeper->units[i];
            }
    return NULL;
}

static unsigned count_running(const struct board_keeper *keeper)
{
    unsigned running = 0;

    for (unsigned i = 0; i < keeper->plan->count; i++)
        running += keeper->units[i].pid > 0;
    return running;
}

static void signal_all(const struct board_keeper *keeper, int signal)
{
    for (unsigned i = 0; i < keeper->plan->count; i++)
        if (keeper->units[i].pid > 0)
            kill(keeper->units[i].pid, signal);
}

static void board_keeper_stop_all(struct board_keeper *keeper)
{
    int64_t deadline = board_keeper_now_ms() + STOP_MS;
    int status;

    signal_all(keeper, SIGTERM);
    for (;;) {
        while (take_ended(keeper, &status))
            ;
        int64_t left = deadline - board_keeper_now_ms();
        if (count_running(keeper) == 0)
            return;
        if (left <= 0) {
            signal_all(keeper, SIGKILL);
            left = STOP_MS;
            deadline = board_keeper_now_ms() + left;
        }
        wait_for_signal((int)left);
    }
}

static bool start_all_units(struct board_keeper *keeper)
{
    for (unsigned i = 0; i < keeper->plan->count; i++)
        if (!board_unit_start(&keeper->units[i], keeper->plan, keeper->program, keeper->image)) {
            board_keeper_report(keeper, "cannot start %s: %s\n", keeper->program, strerror(errno));
            return false;
        }
    return true;
}

// ---- until all answer ----

static void board_keeper_take_visit(void *ctx, struct micros_visit *visit)
{
    struct board_unit *unit = visit->user;
    struct micros_hello hello;

    (void)ctx;
    if (visit->n_answers)
        unit->is_ready =
            hello_parse(visit->answers[0].reply.text, visit->answers[0].reply.len, &hello);
}

static bool has_signal(void *ctx)
{
    sigset_t pending;

    (void)ctx;
    return sigpending(&pending) == 0 &&
           (sigismember(&pending, SIGTERM) || sigismember(&pending, SIGINT) ||
            sigismember(&pending, SIGHUP) || sigismember(&pending, SIGCHLD));
}

// Asks every board that has not answered yet, and waits this long. True when all have.
static bool board_keeper_ask_all(struct board_keeper *keeper, int answer_ms)
{
    static const char *const hello[] = { "hello" };
    const struct micros_fleet fleet = { .connect_timeout_ms = answer_ms,
                                        .timeout_ms = answer_ms,
                                        .done = board_keeper_take_visit,
                                        .stop = has_signal };
    struct micros_visit visits[BOARD_COUNT_MAX];
    size_t n = 0;

    for (unsigned i = 0; i < keeper->plan->count; i++) {
        struct board_unit *unit = &keeper->units[i];
        if (!unit->is_ready)
            visits[n++] = (struct micros_visit){ .host = unit->host,
                                                 .port = unit->port,
                                                 .commands = hello,
                                                 .n_commands = 1,
                                                 .user = unit };
    }
    if (n)
        micros_fleet_run(&fleet, visits, n);
    for (size_t i = 0; i < n; i++)
        if (!((const struct board_unit *)visits[i].user)->is_ready)
            return false;
    return true;
}

static void report_silent(const struct board_keeper *keeper)
{
    for (unsigned i = 0; i < keeper->plan->count; i++) {
        const struct board_unit *unit = &keeper->units[i];
        if (unit->is_ready)
            continue;
        board_keeper_report(keeper, "the board at %s does not answer hello within %d ms\n",
                            unit->address, keeper->plan->timeout_ms);
        report_tail(keeper, unit, BOARD_UART_LOG);
        return;
    }
}

static bool wait_until_ready(struct board_keeper *keeper)
{
    int64_t deadline = board_keeper_now_ms() + keeper->plan->timeout_ms;
    char end[96];
    int status, answer_ms = ANSWER_MS;

    while (!board_keeper_ask_all(keeper, answer_ms)) {
        answer_ms = answer_ms < ANSWER_MAX_MS / 2 ? 2 * answer_ms : ANSWER_MAX_MS;
        if (wait_for_signal(PACE_MS) == WISH_STOP) {
            board_keeper_report(keeper, "interrupted\n");
            return false;
        }
        const struct board_unit *ended = take_ended(keeper, &status);
        if (ended) {
            describe_end(status, end, sizeof end);
            board_keeper_report(keeper, "%s %s before the board answered\n", keeper->program, end);
            report_tail(keeper, ended, BOARD_EMULATOR_LOG);
            return false;
        }
        if (board_keeper_now_ms() > deadline) {
            report_silent(keeper);
            return false;
        }
    }
    return true;
}

// ---- while they run ----

static void tell_ended(const struct board_keeper *keeper, const struct board_unit *unit, int status)
{
    char end[96];

    describe_end(status, end, sizeof end);
    term_error("%s of the board at %s %s; its settings are kept, its messages are in %s/%s",
               keeper->program, unit->address, end, unit->folder, BOARD_EMULATOR_LOG);
}

// Runs until it is told to stop, or no emulator is left. The exit status.
static int board_keeper_serve(struct board_keeper *keeper)
{
    int code = EXIT_SUCCESS, status;

    while (count_running(keeper) > 0) {
        if (wait_for_signal(-1) == WISH_STOP)
            break;
        // Ctrl-C reaches the emulators too, and perhaps first.
        bool is_asked = wait_for_signal(PACE_MS) == WISH_STOP;
        for (const struct board_unit *ended; !is_asked && (ended = take_ended(keeper, &status));) {
            tell_ended(keeper, ended, status);
            code = EXIT_FAILURE;
        }
        if (is_asked)
            break;
    }
    board_keeper_stop_all(keeper);
    return code;
}

int board_keeper_run(struct board_keeper *keeper)
{
    int terminal_mode = keeper->plan->has_console ? fcntl(STDOUT_FILENO, F_GETFL) : -1;
    sigset_t set;

    fill_signals(&set);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int code = EXIT_FAILURE;
    if (start_all_units(keeper) && wait_until_ready(keeper)) {
        if (keeper->plan->background)
            prctl(PR_SET_PDEATHSIG, 0); // from here on it may outlive the program that started it
        board_keeper_report(keeper, "listening on %s\n", keeper->units[0].address);
        close(keeper->report);
        code = board_keeper_serve(keeper);
    } else {
        board_keeper_stop_all(keeper);
    }
    if (terminal_mode >= 0)
        fcntl(STDOUT_FILENO, F_SETFL, terminal_mode); // the emulator made it non-blocking
    return code;
}
