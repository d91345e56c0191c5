// The child process that switches outputs off.
#include "guard.h"
#include "line.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum kind { NOTHING, LINE, FILE_OFF };
enum { TRIES = 1000, TRY_AGAIN_NS = 1000000 };

struct guarded {
    uint32_t kind; // enum kind; written last
    uint32_t offset;
    char path[160];
};

// The kernel closes the dead process's descriptors one after the other, so the line may still be
// taken.
static void free_line(const struct guarded *row)
{
    static const struct timespec pause = { 0, TRY_AGAIN_NS };
    int fd = -1;

    for (int i = 0; i < TRIES; i++) {
        fd = line_request(row->path, row->offset, GPIO_INPUT);
        if (fd >= 0 || errno != EBUSY)
            break;
        nanosleep(&pause, NULL);
    }
    if (fd >= 0)
        close(fd);
}

static void switch_off(const struct guarded *row)
{
    if (row->kind == LINE)
        free_line(row);
    if (row->kind != FILE_OFF)
        return;
    int fd = open(row->path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    // Nobody is left to report an error to.
    if (write(fd, "0", 1) != 1)
        errno = 0;
    close(fd);
}

static void be_guard(const struct guarded *table, int end)
{
    sigset_t all;
    char byte;

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    setsid();
    prctl(PR_SET_NAME, "micros-guard");
    dup2(end, STDIN_FILENO);
    close_range(STDERR_FILENO, ~0u, 0); // one of them is the lock of the node's folder
    close(STDOUT_FILENO);
    while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
        continue;
    for (unsigned i = 0; i < GPIO_MAX; i++)
        switch_off(&table[i]);
    _exit(0);
}

int guard_start(struct guard *g)
{
    int ends[2];

    g->table = mmap(NULL, GPIO_MAX * sizeof *g->table, PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (g->table == MAP_FAILED || pipe2(ends, O_CLOEXEC))
        return ERR_FULL;
    g->child = fork();
    if (!g->child) {
        close(ends[1]);
        be_guard(g->table, ends[0]);
    }
    close(ends[0]);
    g->pipe = ends[1];
    return g->child < 0 ? ERR_FULL : OK;
}

static void note(struct guard *g, unsigned gpio, enum kind kind, const char *path, unsigned offset)
{
    if (!g)
        return;
    struct guarded *row = &g->table[gpio];
    row->kind = NOTHING;
    row->offset = offset;
    snprintf(row->path, sizeof row->path, "%s", path);
    __atomic_store_n(&row->kind, kind, __ATOMIC_RELEASE);
}

void guard_line(struct guard *g, unsigned gpio, const char *chip, unsigned offset)
{
    note(g, gpio, LINE, chip, offset);
}

void guard_file(struct guard *g, unsigned gpio, const char *path)
{
    note(g, gpio, FILE_OFF, path, 0);
}

void guard_forget(struct guard *g, unsigned gpio)
{
    note(g, gpio, NOTHING, "", 0);
}

void guard_stop(struct guard *g)
{
    close(g->pipe);
    while (waitpid(g->child, NULL, 0) < 0 && errno == EINTR)
        continue;
    munmap(g->table, GPIO_MAX * sizeof *g->table);
}
