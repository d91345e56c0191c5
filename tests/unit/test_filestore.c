// Blobs as files: the order of operations, and what remains after each of them fails.
#include "store/filestore.h"
#include "test.h"

// A disk with files in memory; it notes every operation and fails the one it is told to.
struct fake_disk {
    struct disk disk;
    struct ram files;
    struct tape done;
    char open[64]; // the file being written; empty: none
    struct tape data;
    unsigned calls, fail_at;
};

static int note(struct fake_disk *d, const char *what, const char *a, const char *b)
{
    char line[160];

    snprintf(line, sizeof line, "%s%s%s%s%s\n", what, *a ? " " : "", a, *b ? " " : "", b);
    tape_add(&d->done, line, strlen(line));
    return ++d->calls == d->fail_at ? ERR_STORE : OK;
}

static int read_file(void *ctx, const char *name, uint32_t offset, char *buf, size_t cap)
{
    struct fake_disk *d = ctx;

    return d->files.blobs.read(&d->files, name, offset, buf, cap);
}

static int create(void *ctx, const char *name)
{
    struct fake_disk *d = ctx;

    if (note(d, "create", name, ""))
        return ERR_STORE;
    assert_string_equal(d->open, "");
    strcpy(d->open, name);
    ram_put(&d->files, name, "");
    return OK;
}

static int write_file(void *ctx, const char *data, size_t len)
{
    struct fake_disk *d = ctx;

    if (note(d, "write", "", ""))
        return ERR_STORE;
    tape_add(&d->data, data, len);
    ram_put_bytes(&d->files, d->open, d->data.data, d->data.len);
    return OK;
}

static int sync_file(void *ctx)
{
    return note(ctx, "sync", "", "");
}

static int close_file(void *ctx)
{
    struct fake_disk *d = ctx;

    d->open[0] = '\0';
    tape_clear(&d->data);
    return note(d, "close", "", "");
}

static int rename_file(void *ctx, const char *from, const char *to)
{
    struct fake_disk *d = ctx;

    if (note(d, "rename", from, to))
        return ERR_STORE;
    ram_put_bytes(&d->files, to, ram_get(&d->files, from), ram_size(&d->files, from));
    ram_remove(&d->files, from);
    return OK;
}

static int sync_folder(void *ctx)
{
    return note(ctx, "sync_folder", "", "");
}

static int remove_file(void *ctx, const char *name)
{
    struct fake_disk *d = ctx;

    if (note(d, "remove", name, ""))
        return ERR_STORE;
    return d->files.blobs.remove(&d->files, name);
}

struct setup {
    struct fake_disk d;
    struct filestore s;
};

static int start(void **state)
{
    struct setup *t = calloc(1, sizeof *t);

    t->d.disk = (struct disk){ &t->d,      read_file,   create,      write_file, sync_file,
                               close_file, rename_file, sync_folder, remove_file };
    ram_init(&t->d.files);
    filestore_init(&t->s, &t->d.disk);
    *state = t;
    return 0;
}

static int stop(void **state)
{
    struct setup *t = *state;

    ram_free(&t->d.files);
    tape_clear(&t->d.done);
    tape_clear(&t->d.data);
    free(t);
    return 0;
}

static void test_a_blob_is_replaced_by_write_sync_rename_sync(void **state)
{
    struct setup *t = *state;

    ram_put(&t->d.files, "rgb.pds", "old");
    assert_int_equal(blobs_put(&t->s.blobs, "rgb.pds", text_of("new")), OK);
    assert_string_equal(
        t->d.done.data,
        "create rgb.pds.new\nwrite\nsync\nclose\nrename rgb.pds.new rgb.pds\nsync_folder\n");
    assert_string_equal(ram_get(&t->d.files, "rgb.pds"), "new");
    assert_int_equal(ram_count(&t->d.files), 1);
}

static void test_reading_is_handed_on(void **state)
{
    struct setup *t = *state;
    char buf[8];

    ram_put(&t->d.files, "a", "0123456789");
    assert_int_equal(t->s.blobs.read(t->s.blobs.ctx, "a", 4, buf, 3), 3);
    assert_memory_equal(buf, "456", 3);
    assert_int_equal(t->s.blobs.read(t->s.blobs.ctx, "b", 0, buf, 3), ERR_NAME);
}

static void test_a_failure_before_the_rename_keeps_the_old_file_and_no_other(void **state)
{
    struct setup *t = *state;

    for (unsigned n = 1; n <= 5; n++) {
        ram_put(&t->d.files, "a", "old");
        t->d.calls = 0;
        t->d.fail_at = n;
        assert_int_equal(blobs_put(&t->s.blobs, "a", text_of("new")), ERR_STORE);
        assert_string_equal(ram_get(&t->d.files, "a"), "old");
        assert_int_equal(ram_count(&t->d.files), 1);
        assert_string_equal(t->d.open, "");
        t->d.fail_at = 0;
        assert_int_equal(blobs_put(&t->s.blobs, "a", text_of("new")),
                         OK); // nothing is left over from before
    }
}

static void test_a_folder_that_does_not_sync_is_an_error(void **state)
{
    struct setup *t = *state;

    t->d.fail_at = 6;
    assert_int_equal(blobs_put(&t->s.blobs, "a", text_of("new")), ERR_STORE);
}

static void test_names_that_are_too_long_or_empty_are_refused(void **state)
{
    struct setup *t = *state;
    char name[BLOB_NAME_MAX + 2];

    memset(name, 'n', sizeof name);
    name[BLOB_NAME_MAX + 1] = '\0';
    assert_int_equal(blobs_put(&t->s.blobs, name, text_of("x")), ERR_NAME);
    assert_int_equal(blobs_put(&t->s.blobs, "", text_of("x")), ERR_NAME);
    assert_null(t->d.done.data);
    name[BLOB_NAME_MAX] = '\0';
    assert_int_equal(blobs_put(&t->s.blobs, name, text_of("x")), OK);
    assert_string_equal(ram_get(&t->d.files, name), "x");
    assert_int_equal(strcspn(t->d.done.data, "\n"), strlen("create ") + strlen(name) + 4);
    assert_memory_equal(t->d.done.data + strlen("create ") + strlen(name), ".new\n", 5);
}

static void test_abort_without_begin_does_nothing(void **state)
{
    struct setup *t = *state;

    t->s.blobs.abort(t->s.blobs.ctx);
    assert_null(t->d.done.data);
}

static void test_a_removed_blob_is_gone_for_good(void **state)
{
    struct setup *t = *state;

    ram_put(&t->d.files, "a", "x");
    assert_int_equal(t->s.blobs.remove(t->s.blobs.ctx, "a"), OK);
    assert_string_equal(t->d.done.data, "remove a\nsync_folder\n");
    assert_int_equal(t->s.blobs.remove(t->s.blobs.ctx, "a"), ERR_NAME);
}

#define DISK_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DISK_TEST(test_a_blob_is_replaced_by_write_sync_rename_sync),
        DISK_TEST(test_reading_is_handed_on),
        DISK_TEST(test_a_failure_before_the_rename_keeps_the_old_file_and_no_other),
        DISK_TEST(test_a_folder_that_does_not_sync_is_an_error),
        DISK_TEST(test_names_that_are_too_long_or_empty_are_refused),
        DISK_TEST(test_abort_without_begin_does_nothing),
        DISK_TEST(test_a_removed_blob_is_gone_for_good),
    };

    return RUN(tests);
}
