// One emulated board.
#include "simulate/board_unit.h"
#include "posix/plain_file.h"
#include "simulate/board_flash.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { ARGS_MAX = 48, TAIL_LINES = 12, TEXT_MAX = 160, LOCK_TRIES = 25, LOCK_PACE_US = 20000 };

struct command {
    const char *args[ARGS_MAX];
    size_t n;
    char netdev[TEXT_MAX], nic[TEXT_MAX];
};

// Two emulators on one flash would overwrite each other's settings. The emulator holds the lock as
// well as this program, so it lasts until both have ended.
static bool lock_folder(struct board_unit *unit)
{
    char path[SIMNODE_FOLDER + sizeof "/lock"];

    snprintf(path, sizeof path, "%s/lock", unit->folder);
    unit->lock = plain_file_open(path, O_RDWR | O_CREAT);
    // An emulator that has just ended holds it until the last of its threads is gone.
    for (int tries = 0; unit->lock >= 0 && tries < LOCK_TRIES; tries++) {
        if (flock(unit->lock, LOCK_EX | LOCK_NB) == 0)
            return true;
        if (errno != EWOULDBLOCK)
            break;
        usleep(LOCK_PACE_US);
    }
    if (unit->lock >= 0 && errno == EWOULDBLOCK)
        term_error("an emulator runs on the flash in %s already; `micros simulate stop` ends those "
                   "in the background, --root DIR uses another folder",
                   unit->folder);
    else
        term_error("cannot use the folder %s: %s", unit->folder, plain_file_error(errno));
    return false;
}

bool board_unit_prepare(struct board_unit *unit, const struct board_plan *plan)
{
    char path[SIMNODE_FOLDER + sizeof "/" BOARD_FLASH_FILE];

    snprintf(path, sizeof path, "%s/" BOARD_FLASH_FILE, unit->folder);
    if (paths_make_parents(path) != 0) {
        term_error("cannot make the folder %s: %s", unit->folder, strerror(errno));
        return false;
    }
    return lock_folder(unit) && board_flash_ready(plan->kind, path, plan->traces, unit->mac);
}

static void board_unit_add(struct command *command, const char *word)
{
    if (command->n + 1 < ARGS_MAX)
        command->args[command->n++] = word;
}

static void add_all(struct command *command, const char *const *words)
{
    for (; *words; words++)
        board_unit_add(command, *words);
}

// Only the forwarded port joins the board's network to this computer's: restrict.
static void add_network(struct command *command, const struct board_unit *unit,
                        const struct board_kind *kind)
{
    const uint8_t *mac = unit->mac;

    snprintf(command->netdev, sizeof command->netdev,
             "user,id=net,restrict=on,ipv6=off,hostfwd=tcp:%s-10.0.2.15:9008", unit->address);
    snprintf(command->nic, sizeof command->nic, "%s%02x:%02x:%02x:%02x:%02x:%02x", kind->nic,
             mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    board_unit_add(command, "-netdev");
    board_unit_add(command, command->netdev);
    board_unit_add(command, kind->nic_option);
    board_unit_add(command, command->nic);
}

// File names are relative, and the emulator runs in the unit's folder. A full path may have commas,
// which QEMU uses as separators, and may be too long for a socket's name.
static void compose(struct command *command, const struct board_unit *unit,
                    const struct board_plan *plan, const char *program, const char *image)
{
    const struct board_kind *kind = plan->kind;

    *command = (struct command){ .args = { program }, .n = 1 };
    add_all(command, kind->machine);
    add_all(command, (const char *[]){ "-display", "none", "-monitor", "none", "-chardev", NULL });
    board_unit_add(command, plan->has_console ? "stdio,id=uart,logfile=" BOARD_UART_LOG
                                              : "socket,id=uart,path=" BOARD_UART_SOCKET
                                                ",server=on,wait=off,logfile=" BOARD_UART_LOG);
    add_all(command, (const char *[]){ "-serial", "chardev:uart", NULL });
    add_network(command, unit, kind);
    add_all(command, kind->flash);
    board_unit_add(command, kind->image_option);
    board_unit_add(command, image);
}

// Passes what is typed on to the emulator. Otherwise the emulator would have the terminal itself,
// and switch off its echo and line editing, which the node's serial line does not have.
static _Noreturn void relay(int to)
{
    char typed[512];
    struct pollfd terminal = { .fd = STDIN_FILENO, .events = POLLIN };

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(to, STDOUT_FILENO);
    closefrom(STDERR_FILENO + 1); // the lock of the flash, and the pipe that reports the start
    while (poll(&terminal, 1, -1) >= 0) {
        ssize_t n = read(STDIN_FILENO, typed, sizeof typed);
        // The emulator makes its output, which is the same terminal, non-blocking.
        if (n < 0 && errno == EAGAIN)
            continue;
        if (n <= 0 || write(STDOUT_FILENO, typed, (size_t)n) != n)
            break;
    }
    _exit(0);
}

static bool start_relay(void)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t pid = fork();
    if (pid == 0)
        relay(ends[1]);
    return pid > 0 && dup2(ends[0], STDIN_FILENO) >= 0;
}

static _Noreturn void become_emulator(const struct board_unit *unit, const struct command *command,
                                      bool has_console)
{
    sigset_t none;
    int errors = -1, null = open("/dev/null", O_RDWR | O_CLOEXEC);

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (chdir(unit->folder) == 0)
        errors = plain_file_open(BOARD_EMULATOR_LOG, O_WRONLY | O_CREAT | O_TRUNC);
    if (errors < 0 || null < 0 || fcntl(unit->lock, F_SETFD, 0) != 0)
        _exit(127);
    dup2(errors, STDERR_FILENO);
    if (has_console && !start_relay())
        _exit(127);
    if (!has_console) {
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
    }
    execv(command->args[0], (char *const *)command->args);
    dprintf(STDERR_FILENO, "cannot run %s: %s\n", command->args[0], strerror(errno));
    _exit(127);
}

bool board_unit_start(struct board_unit *unit, const struct board_plan *plan, const char *program,
                      const char *image)
{
    struct command command;

    compose(&command, unit, plan, program, image);
    fflush(NULL);
    unit->pid = fork();
    if (unit->pid == 0)
        become_emulator(unit, &command, plan->has_console);
    return unit->pid > 0;
}

size_t board_unit_tail(const struct board_unit *unit, const char *name, char *text, size_t size)
{
    char path[SIMNODE_FOLDER + 32];

    snprintf(path, sizeof path, "%s/%s", unit->folder, name);
    FILE *file = plain_file_stream(path, "r");
    if (!file)
        return 0;
    if (fseek(file, -(long)(size - 1), SEEK_END) != 0)
        rewind(file);
    size_t len = fread(text, 1, size - 1, file);
    fclose(file);
    text[len] = '\0';
    size_t start = len, lines = 0; // the line break at the very end is not counted
    while (start > 0 && (text[start - 1] != '\n' || start == len || ++lines < TAIL_LINES))
        start--;
    memmove(text, text + start, len - start + 1);
    return len - start;
}
