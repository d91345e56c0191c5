// Starts python3 with as little as possible: no privileges, no environment, four descriptors, and
// limits on its resources. It ends with its node. python_filter.c limits its system calls after it
// has read its own parts.
#include "python_process.h"
#include "python_bundle.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    NOBODY = 65534,       // a user without any files, on every Linux
    LINK = 3,             // the worker's end of the socket pair
    SPARE = 10,           // descriptors are moved here first, so that they do not collide
    FILES_MAX = 32,       // needed while it reads its parts
    SOCKET_BYTES = 65536, // large enough for the larger frames
    NICENESS = 5,         // the node itself has priority
    MS = 1000,
    US_PER_S = 1000000,
    NS_PER_US = 1000
};

static struct python_process *ending;

static const char *const interpreters[] = { "/usr/bin/python3", "/usr/local/bin/python3" };

struct ends {
    int parts, link, output; // become 0, 3, and 1 and 2
};

static void limit(int what, rlim_t most)
{
    struct rlimit l = { most, most };

    (void)setrlimit((__rlimit_resource_t)what, &l);
}

// Runs in the child, which shares the memory of a process with threads. So only system calls are
// allowed.
static void take_descriptors(const struct ends *e)
{
    int parts = fcntl(e->parts, F_DUPFD, SPARE), link = fcntl(e->link, F_DUPFD, SPARE);
    int output = fcntl(e->output, F_DUPFD, SPARE);

    if (dup2(parts, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(output, STDERR_FILENO) < 0 || dup2(link, LINK) < 0)
        _exit(127);
    (void)syscall(SYS_close_range, LINK + 1, ~0U, 0);
}

// If the node runs as root, a load module must not be root. When the user changes, the kernel
// forgets the parent death signal and starts to count processes. So both are set afterwards.
static void give_up_rights(pid_t parent, uint32_t memory_mib)
{
    if (!geteuid() &&
        (syscall(SYS_setgroups, 0, NULL) || syscall(SYS_setresgid, NOBODY, NOBODY, NOBODY) ||
         syscall(SYS_setresuid, NOBODY, NOBODY, NOBODY)))
        _exit(127);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent ||
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        _exit(127);
    (void)syscall(SYS_setpriority, PRIO_PROCESS, 0, NICENESS);
    limit(RLIMIT_AS, (rlim_t)memory_mib << 20);
    limit(RLIMIT_NOFILE, FILES_MAX);
    limit(RLIMIT_NPROC, 0);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_FSIZE, 0);
}

static _Noreturn void become_worker(const struct ends *e, pid_t parent, uint32_t memory_mib)
{
    static char *const environment[] = { "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", NULL };
    sigset_t none;

    (void)setsid(); // an interrupt from the terminal must reach only the node
    take_descriptors(e);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (chdir("/"))
        _exit(127);
    give_up_rights(parent, memory_mib);
    for (size_t i = 0; i < sizeof interpreters / sizeof *interpreters; i++) {
        char *const arguments[] = {
            "micros-module", "-I", "-S", "-B", "-u", "-c", (char *)(uintptr_t)python_boot, NULL
        };
        (void)execve(interpreters[i], arguments, environment);
    }
    _exit(127);
}

// The worker's parts, as a file without a name.
static int open_parts(void)
{
    int fd = memfd_create("micros-worker", MFD_CLOEXEC);
    size_t done = 0;

    while (fd >= 0 && done < python_bundle_len) {
        ssize_t n = write(fd, python_bundle + done, python_bundle_len - done);
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    if (fd >= 0 && done == python_bundle_len && !lseek(fd, 0, SEEK_SET))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static void python_process_release(struct loop *l, struct loop_work *w)
{
    (void)l;
    free(LOOP_OWNER(struct python_process, release, w));
}

static void reap(struct loop *l, struct watch *w, uint32_t events)
{
    struct python_process *p = (struct python_process *)w, **at = &ending;

    (void)events;
    if (waitpid(p->pid, NULL, WNOHANG) == 0)
        return;
    loop_close(l, w);
    while (*at && *at != p)
        at = &(*at)->next;
    if (!*at) // it ended by itself: its link closes, and then python_process_stop is called
        return;
    *at = p->next;
    loop_last(l, &p->release);
}

static bool open_pairs(int link[2], int output[2])
{
    int size = SOCKET_BYTES;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, link))
        return false;
    if (pipe2(output, O_CLOEXEC)) {
        close(link[0]);
        close(link[1]);
        return false;
    }
    (void)setsockopt(link[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    (void)fcntl(link[0], F_SETFL, O_NONBLOCK);
    (void)fcntl(output[0], F_SETFL, O_NONBLOCK);
    return true;
}

static bool is_there(void)
{
    for (size_t i = 0; i < sizeof interpreters / sizeof *interpreters; i++)
        if (!access(interpreters[i], X_OK))
            return true;
    return false;
}

// Only a pidfd ensures that a signal reaches the right process. With vfork the node's thread stops
// until the child has become Python. Otherwise the node could close a connection while the child
// still has a copy of its descriptor, and the loop would continue to report it.
static bool fork_worker(struct loop *l, struct python_process *p, const struct ends *e,
                        uint32_t memory_mib)
{
    pid_t parent = getpid();

    p->release.run = python_process_release;
    p->pid = vfork();
    if (!p->pid)
        become_worker(e, parent, memory_mib);
    p->exit = (struct watch){ p->pid < 0 ? -1 : (int)syscall(SYS_pidfd_open, p->pid, 0), reap };
    if (p->exit.fd >= 0 && !loop_add(l, &p->exit, EPOLLIN))
        return true;
    if (p->exit.fd >= 0)
        close(p->exit.fd);
    if (p->pid > 0) {
        kill(p->pid, SIGKILL);
        waitpid(p->pid, NULL, 0);
    }
    return false;
}

struct python_process *python_process_start(struct loop *l, uint32_t memory_mib, const char **why)
{
    struct python_process *p = calloc(1, sizeof *p);
    int link[2], output[2], parts = open_parts();

    *why = is_there() ? "no process could be started" : "this machine has no /usr/bin/python3";
    if (!p || parts < 0 || !is_there() || !open_pairs(link, output)) {
        if (parts >= 0)
            close(parts);
        free(p);
        return NULL;
    }
    struct ends e = { parts, link[1], output[1] };
    bool ok = fork_worker(l, p, &e, memory_mib);
    close(parts);
    close(link[1]);
    close(output[1]);
    p->link = link[0];
    p->output = output[0];
    if (ok)
        return p;
    close(link[0]);
    close(output[0]);
    free(p);
    return NULL;
}

uint64_t python_cpu_us(const struct python_process *p)
{
    struct timespec t = { 0 };
    clockid_t clock;

    if (!clock_getcpuclockid(p->pid, &clock))
        (void)clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * US_PER_S + (uint64_t)t.tv_nsec / NS_PER_US;
}

// In whole seconds. The hard limit stays, because a node without privileges could not raise it
// again.
void python_limit_cpu(const struct python_process *p, uint64_t used_us, uint32_t more_ms)
{
    rlim_t seconds = (used_us + more_ms * (uint64_t)MS) / US_PER_S + 2;
    struct rlimit l = { seconds, RLIM_INFINITY };

    (void)prlimit(p->pid, RLIMIT_CPU, &l, NULL);
}

const char *python_end_reason(const struct python_process *p)
{
    siginfo_t end = { 0 };

    (void)waitid(P_PID, (id_t)p->pid, &end, WEXITED | WNOHANG | WNOWAIT);
    if (end.si_pid && end.si_code != CLD_EXITED && end.si_status == SIGXCPU)
        return "it was stopped: it computed longer than it may";
    return "its process has ended";
}

void python_process_stop(struct loop *l, struct python_process *p)
{
    bool is_gone = p->exit.fd < 0;

    if (!is_gone)
        (void)syscall(SYS_pidfd_send_signal, p->exit.fd, SIGKILL, NULL, 0);
    if (is_gone) {
        loop_last(l, &p->release);
    } else if (!l->is_over) {
        p->next = ending;
        ending = p;
    } else { // nobody waits for it any more
        waitpid(p->pid, NULL, 0);
        close(p->exit.fd);
        free(p);
    }
}
