// Notes about simulated nodes in the background.
#include "simulate/simnote.h"
#include "posix/plain_file.h"
#include "term/exits.h"
#include "term/json.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <unistd.h>

enum { STOP_MS = 5000, FILE_LIMIT = 65536 };

// When a process started, in clock ticks since boot. 0: gone, or a zombie.
static long long start_time(pid_t pid)
{
    char path[64], text[1024];

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "re");
    size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file)
        fclose(file);
    text[n] = '\0';
    char *at = strrchr(text, ')'); // the program's name may contain anything
    if (at && at[1] && strchr("ZX", at[2]))
        return 0;
    for (int field = 2; at && field < 22; field++)
        at = strchr(at + 1, ' ');
    return at ? strtoll(at, NULL, 10) : 0;
}

static void copy_text(char *to, size_t size, const cJSON *object, const char *key)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItem(object, key));

    snprintf(to, size, "%s", text ? text : "");
}

// False if it is not a note, or if its process has ended, and another one may have its number.
static bool simnote_read_note(const cJSON *from, struct simnote *note)
{
    double pid = cJSON_GetNumberValue(cJSON_GetObjectItem(from, "pid"));
    double started = cJSON_GetNumberValue(cJSON_GetObjectItem(from, "started"));
    double count = cJSON_GetNumberValue(cJSON_GetObjectItem(from, "count"));

    if (!(pid > 1 && pid < 1e9) || !(started > 0 && started < 1e15))
        return false;
    *note = (struct simnote){ .pid = (pid_t)pid, .started = (long long)started };
    note->count = count >= 1 && count < 1e6 ? (unsigned)count : 1;
    copy_text(note->listen, sizeof note->listen, from, "listen");
    copy_text(note->address, sizeof note->address, from, "address");
    copy_text(note->board, sizeof note->board, from, "board");
    copy_text(note->folder, sizeof note->folder, from, "folder");
    return start_time(note->pid) == note->started;
}

static void read_notes(FILE *file, struct simnote_list *list)
{
    char *text = memory_take(FILE_LIMIT, 1);
    size_t len = fread(text, 1, FILE_LIMIT, file);
    cJSON *root = json_parse(text, len, FILE_LIMIT);
    const cJSON *notes = cJSON_GetObjectItem(root, "running"), *one;

    list->items = memory_take((size_t)cJSON_GetArraySize(notes), sizeof *list->items);
    cJSON_ArrayForEach(one, notes)
    {
        if (simnote_read_note(one, &list->items[list->n]))
            list->n++;
    }
    cJSON_Delete(root);
    free(text);
}

struct simnote_list simnote_load(void)
{
    struct simnote_list list = { 0 };
    char *path = paths_state("simulate.json");
    FILE *file = path ? plain_file_stream(path, "r") : NULL;

    if (file) {
        read_notes(file, &list);
        fclose(file);
    } else if (path && errno != ENOENT && errno != ENOTDIR) {
        term_error("cannot read %s: %s", path, plain_file_error(errno));
    }
    free(path);
    return list;
}

const struct simnote *simnote_find(const struct simnote_list *list, const char *listen)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i].listen, listen) == 0)
            return &list->items[i];
    return NULL;
}

static void add_note(cJSON *notes, const struct simnote *note)
{
    cJSON *one = cJSON_CreateObject();

    json_add_int(one, "pid", note->pid);
    json_add_int(one, "started", note->started);
    json_add_string(one, "listen", note->listen);
    json_add_string(one, "address", note->address);
    if (*note->board) {
        json_add_string(one, "board", note->board);
        json_add_string(one, "folder", note->folder);
    }
    json_add_int(one, "count", note->count);
    cJSON_AddItemToArray(notes, one);
}

static int save(const char *path, const struct simnote_list *list, const struct simnote *more)
{
    char *temp = memory_print("%s.new", path);
    FILE *file = plain_file_stream(temp, "w");
    int err = file ? 0 : -1;

    if (file) {
        cJSON *root = cJSON_CreateObject(), *notes = cJSON_CreateArray();
        for (size_t i = 0; i < list->n; i++)
            add_note(notes, &list->items[i]);
        add_note(notes, more);
        cJSON_AddItemToObject(root, "running", notes);
        json_print(file, root);
        err = fclose(file) == 0 ? rename(temp, path) : -1;
    }
    free(temp);
    return err;
}

int simnote_add(const struct simnote *note)
{
    struct simnote mine = *note;
    char *path = paths_state("simulate.json");
    int code = EXIT_OK;

    mine.started = start_time(mine.pid);
    if (!path || paths_make_parents(path) != 0)
        code = EXIT_GENERIC;
    // The lock keeps a second `micros simulate` from changing the notes at the same time. Without
    // it, one might.
    int fd = code == EXIT_OK ? paths_lock(path) : -1;
    struct simnote_list list = simnote_load();
    if (code != EXIT_OK || save(path, &list, &mine) != 0) {
        term_error("cannot note the simulator's process in %s: %s", path ? path : "a file",
                   strerror(errno));
        code = EXIT_GENERIC;
    }
    if (fd >= 0)
        close(fd);
    free(list.items);
    free(path);
    return code;
}

// True when the process has ended within the time.
static bool simnote_wait_for_end(int fd, int ms)
{
    struct pollfd wait = { .fd = fd, .events = POLLIN };

    return poll(&wait, 1, ms) > 0;
}

static bool simnote_stop(const struct simnote *note)
{
    int fd = pidfd_open(note->pid, 0);
    // Another process may have got the number meanwhile.
    bool is_ours = fd >= 0 && start_time(note->pid) == note->started;
    bool has_ended = !is_ours;

    if (is_ours) {
        pidfd_send_signal(fd, SIGTERM, NULL, 0);
        if (!(has_ended = simnote_wait_for_end(fd, STOP_MS)))
            pidfd_send_signal(fd, SIGKILL, NULL, 0);
        has_ended = has_ended || simnote_wait_for_end(fd, STOP_MS);
    }
    if (fd >= 0)
        close(fd);
    return has_ended;
}

int simnote_stop_all(size_t *stopped)
{
    char *path = paths_state("simulate.json");
    int code = path ? EXIT_OK : EXIT_GENERIC;

    *stopped = 0;
    if (!path || access(path, F_OK) != 0) {
        free(path);
        return code;
    }
    int fd = paths_lock(path);
    struct simnote_list list = simnote_load();
    for (size_t i = 0; i < list.n; i++) {
        if (simnote_stop(&list.items[i])) {
            ++*stopped;
        } else {
            term_error("process %d does not end", (int)list.items[i].pid);
            code = EXIT_GENERIC;
        }
    }
    if (code == EXIT_OK)
        unlink(path);
    if (fd >= 0)
        close(fd);
    free(list.items);
    free(path);
    return code;
}
