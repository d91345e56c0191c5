// The real files of a node on Linux, blobs and modules: the calls of the system in the order in
// which nothing can be lost, and every one of them failing. The linker puts the functions below
// before the system's (CMakeLists.txt), under the names that files of 64-bit lengths give them.
#include "disk.h"
#include "unit.h"
#include "usermod_folder.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

enum { TRACE_MAX = 1024, DESCRIPTORS = 1024 };

#define OLD "the old value"
#define NEW "the new value, which is longer"

static struct {
    bool is_on;        // calls are counted and told
    unsigned calls;    // so far
    unsigned fail_at;  // this one fails; 0: none
    bool and_all_more; // and all behind it
    int error;         // with this errno
    size_t most;       // bytes that one write or read moves; 0: all
    bool takes_none;   // writes say 0
} system_of_test;

static char trace[TRACE_MAX];
static char paths[DESCRIPTORS][32]; // what a descriptor stands for, without the folder
static char folder[] = "/tmp/micros-disk-test-XXXXXX";

static const char *shortened(const char *path)
{
    const char *last = strrchr(path, '/');

    return !strncmp(path, folder, strlen(folder)) && path[strlen(folder)] ? last + 1 : ".";
}

static void tell(const char *call, const char *what)
{
    size_t len = strlen(trace);

    if (system_of_test.is_on)
        snprintf(trace + len, sizeof trace - len, "%s%s%s%s", len ? "; " : "", call,
                 *what ? " " : "", what);
}

// Whether this call is to fail.
static bool fails(void)
{
    if (!system_of_test.is_on)
        return false;
    unsigned n = ++system_of_test.calls, at = system_of_test.fail_at;
    bool is_hit = at && (n == at || (system_of_test.and_all_more && n > at));

    errno = is_hit ? system_of_test.error : errno;
    return is_hit;
}

// Calls that no signal stops.
static bool fails_of_itself(void)
{
    return system_of_test.error != EINTR && fails();
}

static size_t moved(size_t len)
{
    return system_of_test.is_on && system_of_test.most && len > system_of_test.most
               ? system_of_test.most
               : len;
}

int __real_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...);
int __wrap_open64(const char *path, int flags, ...)
{
    mode_t mode = 0;

    if (flags & O_CREAT) {
        va_list args;
        va_start(args, flags);
        mode = va_arg(args, mode_t);
        va_end(args);
    }
    tell("open", shortened(path));
    int fd = fails() ? -1 : __real_open64(path, flags, mode);
    if (fd >= 0 && fd < DESCRIPTORS)
        snprintf(paths[fd], sizeof paths[fd], "%s", shortened(path));
    return fd;
}

ssize_t __real_write(int fd, const void *data, size_t len);
ssize_t __wrap_write(int fd, const void *data, size_t len);
ssize_t __wrap_write(int fd, const void *data, size_t len)
{
    if (fd <= STDERR_FILENO)
        return __real_write(fd, data, len);
    tell("write", paths[fd]);
    if (fails())
        return -1;
    return system_of_test.is_on && system_of_test.takes_none ? 0
                                                             : __real_write(fd, data, moved(len));
}

ssize_t __real_pread64(int fd, void *buf, size_t cap, off_t offset);
ssize_t __wrap_pread64(int fd, void *buf, size_t cap, off_t offset);
ssize_t __wrap_pread64(int fd, void *buf, size_t cap, off_t offset)
{
    return fails() ? -1 : __real_pread64(fd, buf, moved(cap), offset);
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    tell("fsync", paths[fd]);
    return fails() ? -1 : __real_fsync(fd);
}

// As on Linux: the descriptor is closed whatever is answered.
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    tell("close", fd >= 0 && fd < DESCRIPTORS ? paths[fd] : "");
    bool is_hit = fails();
    int err = __real_close(fd);

    if (is_hit)
        errno = system_of_test.error;
    return is_hit ? -1 : err;
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
    tell("rename", shortened(from));
    return fails_of_itself() ? -1 : __real_rename(from, to);
}

int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __wrap_unlink(const char *path)
{
    tell("unlink", shortened(path));
    return fails_of_itself() ? -1 : __real_unlink(path);
}

int __real_ftruncate64(int fd, off_t len);
int __wrap_ftruncate64(int fd, off_t len);
int __wrap_ftruncate64(int fd, off_t len)
{
    return fails() ? -1 : __real_ftruncate64(fd, len);
}

// ---- the two kinds of files ----

static struct disk_reader reader;
static struct linux_disk disk;
static struct filestore store;
static struct unit *unit;

static int put_blob(const char *text)
{
    return blobs_put(&store.blobs, "a.blob", text_of(text));
}

static int remove_blob(void)
{
    return store.blobs.remove(store.blobs.ctx, "a.blob");
}

static int read_blob(char *buf, size_t cap)
{
    return store.blobs.read(store.blobs.ctx, "a.blob", 0, buf, cap);
}

static int put_module(const char *text)
{
    return usermod_folder_write(unit, "LM_a.lua", text_of(text));
}

static int remove_module(void)
{
    return usermod_folder_remove(unit, "LM_a.lua");
}

static int read_module(char *buf, size_t cap)
{
    struct text text;
    const char *why;
    int err = usermod_folder_read(unit, "LM_a.lua", &text, &why);

    if (err)
        return err;
    assert_true(text.len < cap);
    memcpy(buf, text.p, text.len);
    free((char *)(uintptr_t)text.p);
    return (int)text.len;
}

static const struct kind {
    const char *name;
    int (*put)(const char *text);
    int (*remove)(void);
    int (*read)(char *buf, size_t cap);
    const char *order; // of the calls of a put
} kinds[] = {
    { "blobs", put_blob, remove_blob, read_blob,
      "open a.blob.new; write a.blob.new; fsync a.blob.new; close a.blob.new; "
      "rename a.blob.new; open .; fsync .; close ." },
    { "modules", put_module, remove_module, read_module,
      "open .LM_a.lua.new; write .LM_a.lua.new; fsync .LM_a.lua.new; close .LM_a.lua.new; "
      "rename .LM_a.lua.new; open modules; fsync modules; close modules" },
};

static void watch(unsigned fail_at, int error, bool and_all_more)
{
    memset(&system_of_test, 0, sizeof system_of_test);
    trace[0] = '\0';
    system_of_test.fail_at = fail_at;
    system_of_test.error = error;
    system_of_test.and_all_more = and_all_more;
    system_of_test.is_on = true;
}

// Returns whether the call that was to fail came.
static bool watch_ends(void)
{
    bool was_hit = system_of_test.calls >= system_of_test.fail_at;

    memset(&system_of_test, 0, sizeof system_of_test);
    return was_hit;
}

// "old", "new", "none", or "torn".
static const char *state_of(const struct kind *k)
{
    char buf[256];
    int n = k->read(buf, sizeof buf);

    if (n == ERR_NAME)
        return "none";
    struct text t = text_make(buf, n < 0 ? 0 : (size_t)n);
    return text_is(t, OLD) ? "old" : text_is(t, NEW) ? "new" : "torn";
}

static unsigned entries_of(const char *path, const char *part)
{
    unsigned n = 0;
    const struct dirent *e;
    DIR *d = opendir(path);

    while (d && (e = readdir(d)))
        n += strstr(e->d_name, part) != NULL;
    if (d)
        closedir(d);
    return n;
}

static unsigned descriptors(void)
{
    return entries_of("/proc/self/fd", "");
}

static unsigned left_over(void)
{
    char path[64];

    snprintf(path, sizeof path, "%s/modules", folder);
    return entries_of(folder, ".new") + entries_of(path, ".new");
}

static void expect(const struct kind *k, unsigned fail_at, bool ok, const char *what)
{
    if (!ok)
        fail_msg("%s, call %u: %s: %s", k->name, fail_at, what, trace);
}

// ---- the tests ----

static void test_the_order_of_the_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_int_equal(kinds[i].put(OLD), OK);
        watch(0, 0, false);
        assert_int_equal(kinds[i].put(NEW), OK);
        system_of_test.is_on = false;
        assert_string_equal(trace, kinds[i].order);
    }
}

static unsigned long failures;

// After a call that failed: told or not so bad, old or new, nothing left over, and it lives on.
static void check_put(const struct kind *k, unsigned fail_at, int error, int err)
{
    const char *found = state_of(k);
    bool is_full = error == ENOSPC || error == EDQUOT;

    failures++;
    expect(k, fail_at, !strcmp(found, "old") || !strcmp(found, "new"), found);
    expect(k, fail_at, err || !strcmp(found, "new"), "acknowledged and lost");
    expect(k, fail_at, error != EINTR || !err, "a signal is no failure");
    expect(k, fail_at, !err || (err == ERR_FULL) == is_full, "another error");
}

static bool put_fails_at(const struct kind *k, unsigned fail_at, int error, bool and_all_more)
{
    unsigned before = descriptors();

    assert_int_equal(k->put(OLD), OK);
    watch(fail_at, error, and_all_more);
    int err = k->put(NEW);
    bool was_hit = watch_ends();
    check_put(k, fail_at, error, err);
    expect(k, fail_at, and_all_more || !left_over(), "something is left over");
    assert_int_equal(k->put(NEW), OK);
    assert_string_equal(state_of(k), "new");
    expect(k, fail_at, !left_over(), "something stays left over");
    expect(k, fail_at, descriptors() <= before + 1, "a descriptor stays open"); // the reader's
    return was_hit;
}

static void test_each_call_of_a_put_fails(void **state)
{
    static const int errors[] = { EIO, ENOSPC, EDQUOT, EINTR, EROFS, EACCES, ENOMEM };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (size_t e = 0; e < sizeof errors / sizeof *errors; e++)
            for (unsigned at = 1; put_fails_at(&kinds[i], at, errors[e], false); at++)
                ;
    print_message("system calls failed: %lu\n", failures);
}

// A disk that is gone.
static void test_all_calls_from_one_on_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (unsigned at = 1; put_fails_at(&kinds[i], at, EIO, true); at++)
            ;
}

static void test_writes_and_reads_that_stop_half_way(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        for (size_t most = 1; most < sizeof NEW; most++) {
            assert_int_equal(kinds[i].put(OLD), OK);
            watch(0, 0, false);
            system_of_test.most = most;
            assert_int_equal(kinds[i].put(NEW), OK);
            assert_string_equal(state_of(&kinds[i]), "new");
            (void)watch_ends();
        }
    }
}

static void test_a_disk_that_takes_nothing_and_says_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_int_equal(kinds[i].put(OLD), OK);
        watch(0, 0, false);
        system_of_test.takes_none = true;
        int err = kinds[i].put(NEW);
        (void)watch_ends();
        assert_int_equal(err, ERR_FULL);
        assert_string_equal(state_of(&kinds[i]), "old");
        assert_int_equal(left_over(), 0);
    }
}

static bool remove_fails_at(const struct kind *k, unsigned fail_at, int error)
{
    unsigned before = descriptors();

    assert_int_equal(k->put(OLD), OK);
    watch(fail_at, error, false);
    int err = k->remove();
    bool was_hit = watch_ends();
    const char *found = state_of(k);
    expect(k, fail_at, !strcmp(found, "old") || !strcmp(found, "none"), found);
    expect(k, fail_at, err || !strcmp(found, "none"), "said to be gone, and is not");
    expect(k, fail_at, descriptors() <= before + 1, "a descriptor stays open");
    int again = k->remove();
    assert_true(again == OK || (again == ERR_NAME && !strcmp(found, "none")));
    assert_string_equal(state_of(k), "none");
    return was_hit;
}

static void test_each_call_of_a_remove_fails(void **state)
{
    static const int errors[] = { EIO, EROFS, EACCES, EBUSY };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (size_t e = 0; e < sizeof errors / sizeof *errors; e++)
            for (unsigned at = 1; remove_fails_at(&kinds[i], at, errors[e]); at++)
                ;
}

// What cannot be read is not said to be empty, nor not to be there.
static void test_each_call_of_a_read_fails(void **state)
{
    static const int errors[] = { EIO, EINTR, EACCES, ESTALE };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        assert_int_equal(kinds[i].put(OLD), OK);
        for (size_t e = 0; e < sizeof errors / sizeof *errors; e++) {
            bool was_hit = true;
            for (unsigned at = 1; was_hit; at++) {
                char buf[256];
                watch(at, errors[e], false);
                int n = kinds[i].read(buf, sizeof buf);
                was_hit = watch_ends();
                bool is_whole = n == (int)strlen(OLD) && !memcmp(buf, OLD, strlen(OLD));
                expect(&kinds[i], at, is_whole || (n < 0 && n != ERR_NAME), "half of it is read");
                expect(&kinds[i], at, is_whole || errors[e] != EINTR, "a signal is no failure");
            }
        }
    }
}

static int start(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    unit = calloc(1, sizeof *unit + sizeof folder);
    memcpy(unit->root, folder, sizeof folder);
    disk_init(&disk, folder, &reader);
    filestore_init(&store, &disk.disk);
    return 0;
}

static int stop(void **state)
{
    char command[80];

    (void)state;
    free(unit);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_order_of_the_calls),
        cmocka_unit_test(test_each_call_of_a_put_fails),
        cmocka_unit_test(test_all_calls_from_one_on_fail),
        cmocka_unit_test(test_writes_and_reads_that_stop_half_way),
        cmocka_unit_test(test_a_disk_that_takes_nothing_and_says_nothing),
        cmocka_unit_test(test_each_call_of_a_remove_fails),
        cmocka_unit_test(test_each_call_of_a_read_fails),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
