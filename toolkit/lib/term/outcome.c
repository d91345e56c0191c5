// How the program ends, as far as it is known. It is global to the process, since argp and signals
// can end it anywhere.
#include "term/outcome.h"
#include "term/exits.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    volatile sig_atomic_t is_told;
    char message[1024]; // the first error; later ones are often its consequences
} outcome;

#define ENDED_BY(name, code)                                                                       \
    {                                                                                              \
        SIG##name, "{\"error\": \"ended by SIG" #name "\", \"code\": " #code "}\n"                 \
    }
// Complete texts, because a handler must not format. The code is the one that a shell shows.
static const struct {
    int number;
    const char *text;
} ends[] = { ENDED_BY(HUP, 129), ENDED_BY(INT, 130), ENDED_BY(QUIT, 131), ENDED_BY(TERM, 143) };
enum { ENDS = sizeof ends / sizeof *ends };

void outcome_note_error(const char *text)
{
    if (!*outcome.message)
        snprintf(outcome.message, sizeof outcome.message, "%s", text);
}

bool outcome_was_told(void)
{
    return outcome.is_told;
}

const char *outcome_error(void)
{
    return outcome.message;
}

void outcome_tell(const char *text, size_t len)
{
    sigset_t all, before;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    fwrite(text, 1, len, stdout);
    fflush(stdout);
    outcome.is_told = 1;
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void outcome_end_by_signal(int number)
{
    for (size_t i = 0; !outcome.is_told && i < ENDS; i++)
        if (ends[i].number == number &&
            write(STDOUT_FILENO, ends[i].text, strlen(ends[i].text)) < 0)
            break; // no reader is left
    signal(number, SIG_DFL);
    raise(number); // waits until this handler returns
}

// Not SIG_IGN: programs started by this one would inherit it.
static void outcome_pass_over(int number)
{
    (void)number;
}

void outcome_hear_signals(void)
{
    struct sigaction end = { .sa_handler = outcome_end_by_signal };
    struct sigaction pass = { .sa_handler = outcome_pass_over, .sa_flags = SA_RESTART };
    struct sigaction before;

    for (size_t i = 0; i < ENDS; i++)
        if (sigaction(ends[i].number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(ends[i].number, &end, NULL);
    sigaction(SIGPIPE, &pass, NULL); // a failed write reports it
}

static void outcome_close(int code, void *ctx)
{
    (void)ctx;
    bool is_bad = ferror(stdout);
    if (fflush(stdout) == 0 && !is_bad)
        return;
    fprintf(stderr, "micros: cannot write to standard output%s%s\n", is_bad ? "" : ": ",
            is_bad ? "" : strerror(errno));
    if (code == EXIT_OK)
        _exit(EXIT_GENERIC);
}

void outcome_start(void)
{
    int fd;

    // Closed ones are opened so that every use of them fails. Otherwise a file or a connection
    // would get their number, and with it the printed text.
    do {
        fd = open("/dev/null", O_RDWR);
        if (fd >= 0 && fd <= STDERR_FILENO) {
            int wrong = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
            dup2(wrong, fd);
            close(wrong);
        }
    } while (fd >= 0 && fd < STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
    on_exit(outcome_close, NULL);
}
