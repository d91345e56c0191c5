// The journal as a store of blobs; tests/faults cuts its power.
#include "simflash.h"
#include "store/format.h"
#include "store/journal_parts.h"
#include "test.h"

enum { SECTOR = 1024, SECTORS = 3 };

struct setup {
    struct simflash flash;
    struct journal j;
};

static int start(void **state)
{
    struct setup *t = calloc(1, sizeof *t);

    simflash_init(&t->flash, SECTOR * SECTORS, SECTOR);
    assert_int_equal(journal_open(&t->j, &t->flash.flash, SECTOR), OK);
    *state = t;
    return 0;
}

static int stop(void **state)
{
    struct setup *t = *state;

    assert_int_equal(t->flash.violations, 0);
    simflash_free(&t->flash);
    free(t);
    return 0;
}

static void reopen(struct setup *t)
{
    assert_int_equal(journal_open(&t->j, &t->flash.flash, SECTOR), OK);
}

static void put(struct setup *t, const char *name, const char *text)
{
    assert_int_equal(blobs_put(&t->j.blobs, name, text_of(text)), OK);
}

static void expect_blob(struct setup *t, const char *name, const char *text)
{
    assert_true(blobs_holds(&t->j.blobs, name, text_of(text)));
}

static void test_what_was_put_is_found_after_a_restart(void **state)
{
    struct setup *t = *state;

    put(t, "a", "first");
    put(t, "b", "");
    put(t, "a", "second");
    for (int i = 0; i < 2; i++) {
        expect_blob(t, "a", "second");
        expect_blob(t, "b", "");
        assert_false(blobs_exists(&t->j.blobs, "c"));
        reopen(t);
    }
    assert_int_equal(t->j.segment, 0); // nothing was torn, so nothing moved
}

static void test_blobs_of_every_length_in_pieces_of_every_length(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;
    char data[140];

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)(i * 7);
    for (size_t len = 0; len <= sizeof data; len += 3) {
        for (size_t piece = 1; piece <= 67; piece += 11) {
            assert_int_equal(b->begin(b->ctx, "a"), OK);
            for (size_t at = 0, n; at < len; at += n) {
                n = piece < len - at ? piece : len - at;
                assert_int_equal(b->write(b->ctx, data + at, n), OK);
            }
            assert_int_equal(b->commit(b->ctx), OK);
            assert_true(blobs_holds(b, "a", text_make(data, len)));
        }
    }
}

static void test_reading_from_anywhere(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;
    char buf[16];

    put(t, "a", "0123456789");
    for (unsigned from = 0; from < 10; from++) {
        assert_int_equal(b->read(b->ctx, "a", from, buf, 16), 10 - from);
        assert_memory_equal(buf, &"0123456789"[from], 10 - from);
    }
    assert_int_equal(b->read(b->ctx, "a", 2, buf, 3), 3);
    assert_memory_equal(buf, "234", 3);
    assert_int_equal(b->read(b->ctx, "a", 10, buf, 16), 0);
    assert_int_equal(b->read(b->ctx, "a", UINT32_MAX, buf, 16), 0);
    assert_int_equal(b->read(b->ctx, "b", 0, buf, 16), ERR_NAME);
}

static void test_a_blob_is_mapped_where_it_stands(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;
    size_t len = 0;

    put(t, "a", "mapped");
    const char *p = b->map(b->ctx, "a", &len);
    assert_non_null(p);
    assert_int_equal(len, 6);
    assert_memory_equal(p, "mapped", 6);
    assert_true((const uint8_t *)p >= t->flash.flash.map &&
                (const uint8_t *)p < t->flash.flash.map + t->flash.flash.bytes);
    assert_null(b->map(b->ctx, "b", &len));
}

// Who writes a blob out of parts of an old one reads them until it is committed.
static void test_a_mapped_blob_stays_until_commit_over_a_move(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;
    char data[300];
    size_t len = 0;
    unsigned moves = 0;

    memset(data, 'm', sizeof data);
    assert_int_equal(blobs_put(b, "a", text_make(data, sizeof data)), OK);
    for (int i = 0; i < 20; i++) {
        uint32_t segment = t->j.segment;
        const char *p = b->map(b->ctx, "a", &len);
        assert_int_equal(len, sizeof data);
        assert_int_equal(b->begin(b->ctx, "a"), OK);
        for (size_t at = 0; at < sizeof data; at += 50)
            assert_int_equal(b->write(b->ctx, p + at, 50), OK);
        assert_memory_equal(p, data, sizeof data);
        assert_int_equal(b->commit(b->ctx), OK);
        assert_true(blobs_holds(b, "a", text_make(data, sizeof data)));
        moves += t->j.segment != segment;
    }
    assert_true(moves >= 5);
}

static void test_nothing_is_seen_before_commit_nor_after_abort(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;

    put(t, "a", "old");
    assert_int_equal(b->begin(b->ctx, "a"), OK);
    assert_int_equal(b->write(b->ctx, "newer", 5), OK);
    expect_blob(t, "a", "old");
    b->abort(b->ctx);
    b->abort(b->ctx); // does nothing
    expect_blob(t, "a", "old");
    assert_int_equal(b->write(b->ctx, "x", 1), ERR_STORE);
    assert_int_equal(b->commit(b->ctx), ERR_STORE);
    reopen(t);
    expect_blob(t, "a", "old");
    assert_int_equal(t->j.segment, 0); // what was given up costs its room and no erase
}

static void test_begin_and_remove_give_up_what_is_open(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;

    put(t, "a", "old");
    put(t, "b", "old");
    assert_int_equal(b->begin(b->ctx, "a"), OK);
    assert_int_equal(b->write(b->ctx, "lost", 4), OK);
    put(t, "c", "new");
    assert_int_equal(b->begin(b->ctx, "a"), OK);
    assert_int_equal(b->remove(b->ctx, "b"), OK);
    assert_int_equal(b->commit(b->ctx), ERR_STORE);
    expect_blob(t, "a", "old");
    expect_blob(t, "c", "new");
    assert_false(blobs_exists(b, "b"));
}

static void test_a_removed_blob_is_gone_for_good(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;

    put(t, "a", "x");
    assert_int_equal(b->remove(b->ctx, "a"), OK);
    assert_int_equal(b->remove(b->ctx, "a"), ERR_NAME);
    reopen(t);
    assert_false(blobs_exists(b, "a"));
    for (int i = 0; i < 100; i++) // through several segments
        put(t, "b", "0123456789012345678901234567890123456789");
    assert_false(blobs_exists(b, "a"));
    put(t, "a", "y");
    expect_blob(t, "a", "y");
}

static void test_names_that_are_too_long_or_empty_are_refused(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;
    char name[BLOB_NAME_MAX + 2];

    memset(name, 'n', sizeof name);
    name[BLOB_NAME_MAX + 1] = '\0';
    assert_int_equal(blobs_put(b, name, text_of("x")), ERR_NAME);
    assert_int_equal(blobs_put(b, "", text_of("x")), ERR_NAME);
    assert_int_equal(b->remove(b->ctx, name), ERR_NAME);
    assert_false(blobs_exists(b, name));
    name[BLOB_NAME_MAX] = '\0';
    put(t, name, "x");
    expect_blob(t, name, "x");
    name[BLOB_NAME_MAX - 1] = '\0';
    assert_false(blobs_exists(b, name));
}

static void test_a_copy_goes_on_over_the_move_to_another_segment(void **state)
{
    struct setup *t = *state;
    char data[300];
    unsigned moves = 0;

    memset(data, 'c', sizeof data);
    assert_int_equal(blobs_put(&t->j.blobs, "from", text_make(data, sizeof data)), OK);
    for (int i = 0; i < 20; i++) {
        uint32_t segment = t->j.segment;
        assert_int_equal(blobs_copy(&t->j.blobs, "from", "to"), OK);
        assert_true(blobs_holds(&t->j.blobs, "to", text_make(data, sizeof data)));
        moves += t->j.segment != segment;
    }
    assert_true(moves >= 9);
}

static void test_a_full_store_keeps_what_it_has_and_can_be_emptied(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;
    char data[400];

    memset(data, 'f', sizeof data);
    assert_int_equal(blobs_put(b, "a", text_make(data, sizeof data)), OK);
    assert_int_equal(blobs_put(b, "b", text_make(data, sizeof data)), OK);
    unsigned erases = t->flash.erases[0] + t->flash.erases[1] + t->flash.erases[2];
    for (int i = 0; i < 20; i++)
        assert_int_equal(blobs_put(b, "c", text_make(data, sizeof data)), ERR_FULL);
    // How long a blob will be is not known before: trying in vain costs one erase.
    assert_true(t->flash.erases[0] + t->flash.erases[1] + t->flash.erases[2] <=
                erases + 20 + SECTORS);
    assert_false(blobs_exists(b, "c"));
    reopen(t);
    assert_true(blobs_holds(b, "a", text_make(data, sizeof data)));
    assert_true(blobs_holds(b, "b", text_make(data, sizeof data)));
    assert_int_equal(b->remove(b->ctx, "a"), OK);
    assert_int_equal(blobs_put(b, "c", text_make(data, sizeof data)), OK);
    assert_true(blobs_holds(b, "b", text_make(data, sizeof data)));
}

static void test_removing_needs_no_room(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;
    char data[SECTOR];

    memset(data, 'f', sizeof data);
    put(t, "a", "stays");
    size_t room = SECTOR - (t->j.head - t->j.segment) - 24;
    assert_int_equal(blobs_put(b, "b", text_make(data, room)), OK);
    assert_int_equal(t->j.head, t->j.segment + SECTOR);
    assert_int_equal(b->remove(b->ctx, "b"), OK);
    for (int i = 0; i < 2; i++) {
        assert_false(blobs_exists(b, "b"));
        expect_blob(t, "a", "stays");
        reopen(t);
    }
}

static void test_free_space_is_what_live_blobs_leave(void **state)
{
    struct setup *t = *state;
    char data[400];

    memset(data, 'f', sizeof data);
    assert_int_equal(journal_free_percent(&t->j), 100);
    for (int i = 0; i < 10; i++)
        assert_int_equal(blobs_put(&t->j.blobs, "a", text_make(data, sizeof data)), OK);
    assert_int_equal(journal_free_percent(&t->j), 56); // of 976 bytes 424 are taken
    assert_int_equal(t->j.blobs.remove(&t->j, "a"), OK);
    assert_int_equal(journal_free_percent(&t->j), 100);
}

static void test_wear_is_spread_evenly(void **state)
{
    struct setup *t = *state;
    char text[100];

    for (int i = 0; i < 20000; i++) {
        snprintf(text, sizeof text, "%0*d", 1 + i % 90, i);
        put(t, i % 3 ? "a" : "b", text);
        if (i % 1000 == 999)
            reopen(t);
    }
    unsigned least = UINT32_MAX, most = 0;
    for (int i = 0; i < SECTORS; i++) {
        uint32_t counted = journal_word(&t->j, (uint32_t)i * SECTOR + SEGMENT_ERASES);
        // The first erase counts on from the segment in use.
        assert_in_range(counted, t->flash.erases[i], t->flash.erases[i] + SECTORS - 1);
        least = t->flash.erases[i] < least ? t->flash.erases[i] : least;
        most = t->flash.erases[i] > most ? t->flash.erases[i] : most;
    }
    assert_true(least > 500 && most - least <= 1);
}

static void test_a_segment_that_will_not_erase_is_told(void **state)
{
    struct setup *t = *state;
    const struct blobs *b = &t->j.blobs;
    char data[500];
    int err = OK;

    memset(data, 'e', sizeof data);
    assert_int_equal(blobs_put(b, "a", text_make(data, 200)), OK);
    t->flash.fail_at = t->flash.operations + 1; // nothing is programmed by what comes before a move
    for (int i = 0; i < 3 && !err; i++)
        err = blobs_put(b, "a", text_make(data, sizeof data));
    assert_int_equal(err, ERR_STORE);
    assert_true(blobs_holds(b, "a", text_make(data, 200)));
    t->flash.fail_at = 0;
    assert_int_equal(blobs_put(b, "a", text_make(data, sizeof data)), OK);
}

static void test_a_flash_that_takes_nothing_can_still_be_read(void **state)
{
    struct setup *t = *state;

    put(t, "a", "kept");
    assert_int_equal(t->j.blobs.begin(&t->j, "a"), OK); // and the power goes
    t->flash.operations = 0;
    t->flash.fail_at = 1;
    assert_int_equal(journal_open(&t->j, &t->flash.flash, SECTOR), ERR_STORE);
    expect_blob(t, "a", "kept");
    put(t, "a", "later"); // it was a passing weakness
    reopen(t);
    expect_blob(t, "a", "later");
}

// Puts a blob that holds the record that stands at `at` byte for byte, and damages its own head.
static void put_forgery(struct setup *t, const char *name, const char *record, size_t len)
{
    uint32_t at = t->j.head;

    assert_int_equal(blobs_put(&t->j.blobs, name, text_make(record, len)), OK);
    t->flash.words[at / 4] ^= 1;
    reopen(t);
}

// What a blob holds is not taken for records when its own is damaged and the scan goes through it.
static void test_a_record_inside_a_blob_does_not_count(void **state)
{
    struct setup *t = *state;
    char from_here[32], from_before[32];

    uint32_t at = t->j.head;
    put(t, "a", "earlier!");
    memcpy(from_here, t->flash.flash.map + at, sizeof from_here);
    put(t, "a", "later");
    put_forgery(t, "b", from_here, sizeof from_here);
    assert_false(blobs_exists(&t->j.blobs, "b"));
    expect_blob(t, "a", "later");

    uint32_t segment = t->j.segment;
    for (int i = 0; t->j.segment == segment; i++) { // to another segment, with a higher sequence
        at = t->j.head;
        put(t, "a", i % 2 ? "earlier!" : "earliest");
        memcpy(from_before, t->flash.flash.map + at,
               t->j.segment == segment ? sizeof from_before : 0);
    }
    put(t, "a", "later");
    put_forgery(t, "b", from_before, sizeof from_before);
    assert_false(blobs_exists(&t->j.blobs, "b"));
    expect_blob(t, "a", "later");
}

static void test_areas_that_are_no_ring_are_refused(void **state)
{
    struct setup *t = *state;
    struct flash f = t->flash.flash;
    struct journal j;

    assert_int_equal(journal_open(&j, &f, SECTOR + SECTOR / 2), ERR_RANGE); // one segment of two
    assert_int_equal(journal_open(&j, &f, UINT32_MAX), ERR_RANGE);
    f.bytes = SECTOR;
    assert_int_equal(journal_open(&j, &f, 0), ERR_RANGE);
    f.sector_bytes = 0;
    assert_int_equal(journal_open(&j, &f, 0), ERR_RANGE);
    f.sector_bytes = 254;
    assert_int_equal(journal_open(&j, &f, 0), ERR_RANGE);
}

static void test_segments_of_several_sectors_leave_the_rest_alone(void **state)
{
    struct simflash flash;
    struct journal j;

    (void)state;
    simflash_init(&flash, 7 * 256, 256); // two segments of three sectors, and one that is left over
    assert_int_equal(journal_open(&j, &flash.flash, 600), OK);
    assert_int_equal(j.segment_bytes, 3 * 256);
    for (int i = 0; i < 100; i++)
        assert_int_equal(blobs_put(&j.blobs, "a", text_of("0123456789012345678901234567")), OK);
    assert_true(flash.erases[0] > 1 && flash.erases[5] > 1);
    assert_int_equal(flash.erases[6], 0);
    assert_int_equal(flash.violations, 0);
    simflash_free(&flash);
}

#define FLASH_TEST(f) cmocka_unit_test_setup_teardown(f, start, stop)

static void put_of_kind(struct setup *t, uint32_t kind, const char *name, const char *data)
{
    struct journal *j = &t->j;
    size_t len = strlen(data);

    assert_int_equal(journal_make_room(j, 128), OK);
    j->open_len = j->open_crc = 0;
    j->tail = UINT32_MAX;
    assert_int_equal(journal_record_start(j, name), OK);
    assert_int_equal(journal_record_write(j, data, len), OK);
    assert_int_equal(journal_record_write_tail(j), OK);
    assert_int_equal(journal_record_finish(j, kind, j->open_len, j->open_crc), OK);
}

// How many records of a kind are in the segment in use, and the last one's first byte.
static unsigned count_kind(const struct setup *t, uint32_t kind, char *last)
{
    unsigned n = 0;

    for (uint32_t at = 0; (at = journal_record_after(&t->j, at));) {
        if (journal_record_kind(&t->j, at) != kind)
            continue;
        *last = (char)t->flash.flash.map[journal_record_data_at(&t->j, at)];
        n++;
    }
    return n;
}

static void test_records_of_a_newer_program_are_passed_over_and_move_along(void **state)
{
    enum { NEWER = 9, NEWEST = 200 };
    struct setup *t = *state;
    uint32_t segment = t->j.segment;
    char last;

    put(t, "a", "first");
    put_of_kind(t, NEWER, "a", "older");
    put_of_kind(t, NEWER, "a", "newer");
    put_of_kind(t, NEWEST, "b", "x");
    expect_blob(t, "a", "first");
    assert_false(blobs_exists(&t->j.blobs, "b"));
    while (t->j.segment == segment)
        put(t, "c", "something that fills the segment until the journal moves on");
    reopen(t);
    expect_blob(t, "a", "first");
    assert_false(blobs_exists(&t->j.blobs, "b"));
    assert_int_equal(count_kind(t, NEWER, &last), 1);
    assert_int_equal(last, 'n');
    assert_int_equal(count_kind(t, NEWEST, &last), 1);
    assert_int_equal(t->j.blobs.remove(&t->j, "a"), OK);
    assert_int_equal(count_kind(t, NEWER, &last), 1); // it is not the blob
}

static void set_format(struct setup *t, uint32_t format)
{
    uint32_t at = (t->j.segment + SEGMENT_FORMAT) / WORD, word = 0x4d4a4600 | format;

    for (unsigned i = 0; i < 4; i++)
        t->flash.words[at + i] = i % 2 ? ~word : word;
}

static void test_a_segment_says_its_format(void **state)
{
    struct setup *t = *state;

    assert_int_equal(journal_segment_format(&t->j, t->j.segment), JOURNAL_FORMAT);
    put(t, "a", "first");
    set_format(t, FORMAT(1, 15)); // newer, and readable
    reopen(t);
    expect_blob(t, "a", "first");
    put(t, "a", "second");
    reopen(t);
    expect_blob(t, "a", "second");
}

static void test_a_flash_of_a_newer_major_number_is_told_and_stays(void **state)
{
    struct setup *t = *state;
    uint32_t before[SECTOR * SECTORS / WORD];

    put(t, "a", "first");
    set_format(t, FORMAT(2, 0));
    memcpy(before, t->flash.words, sizeof before);
    assert_int_equal(journal_open(&t->j, &t->flash.flash, SECTOR), ERR_DAMAGED);
    assert_memory_equal(t->flash.words, before, sizeof before);
    set_format(t, JOURNAL_FORMAT);
    reopen(t);
    expect_blob(t, "a", "first");
}

// A segment as 0.8.0 began it: without a format, so that it has room for a few bytes more.
static void make_format_1_0(struct setup *t)
{
    uint32_t at = (t->j.segment + SEGMENT_FORMAT) / WORD, end = SEGMENT_HEAD / WORD;

    for (; at < end; at++) {
        t->flash.words[at] = UINT32_MAX;
        t->flash.is_programmed[at] = false;
    }
    reopen(t);
    assert_int_equal(t->j.head, SEGMENT_FORMAT);
}

static void test_a_full_segment_of_format_1_0_is_full(void **state)
{
    struct setup *t = *state;
    char data[SECTOR - SEGMENT_FORMAT - RECORD_NAME - WORD];

    make_format_1_0(t);
    memset(data, 'x', sizeof data);
    struct text all = text_make(data, sizeof data);
    assert_int_equal(blobs_put(&t->j.blobs, "a", all), OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(journal_free_percent(&t->j), 0);
        assert_int_equal(blobs_put(&t->j.blobs, "b", text_of("more")), ERR_FULL);
        assert_true(blobs_holds(&t->j.blobs, "a", all));
        reopen(t);
    }
    assert_int_equal(t->j.blobs.remove(&t->j, "a"), OK);
    put(t, "b", "more");
    expect_blob(t, "b", "more");
}

// A bit flips in the last word, which was blank: nothing can be written behind it.
static void test_a_full_segment_of_format_1_0_opens_with_a_torn_end(void **state)
{
    struct setup *t = *state;
    char data[SECTOR - SEGMENT_FORMAT - RECORD_NAME - 2 * WORD];

    make_format_1_0(t);
    memset(data, 'x', sizeof data);
    struct text all = text_make(data, sizeof data);
    assert_int_equal(blobs_put(&t->j.blobs, "a", all), OK);
    uint32_t last = (t->j.segment + SECTOR) / WORD - 1;
    t->flash.words[last] &= ~(uint32_t)1;
    t->flash.is_programmed[last] = true;
    reopen(t);
    assert_int_equal(blobs_put(&t->j.blobs, "b", text_of("more")), ERR_FULL);
    assert_true(blobs_holds(&t->j.blobs, "a", all));
    assert_int_equal(t->j.blobs.remove(&t->j, "a"), OK);
    put(t, "b", "more");
    expect_blob(t, "b", "more");
}

// Its head is right, so a program must have written it, but none of ours does.
static void test_a_removal_with_a_wrong_check_removes_nothing(void **state)
{
    struct setup *t = *state;
    uint32_t segment = t->j.segment;

    put(t, "a", "first");
    assert_int_equal(journal_record_start(&t->j, "a"), OK);
    assert_int_equal(journal_record_finish(&t->j, KIND_REMOVED, 0, 1), OK);
    reopen(t);
    assert_true(t->j.is_damaged);
    expect_blob(t, "a", "first");
    while (t->j.segment == segment)
        put(t, "c", "something that fills the segment until the journal moves on");
    reopen(t);
    expect_blob(t, "a", "first");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FLASH_TEST(test_what_was_put_is_found_after_a_restart),
        FLASH_TEST(test_blobs_of_every_length_in_pieces_of_every_length),
        FLASH_TEST(test_reading_from_anywhere),
        FLASH_TEST(test_a_blob_is_mapped_where_it_stands),
        FLASH_TEST(test_a_mapped_blob_stays_until_commit_over_a_move),
        FLASH_TEST(test_nothing_is_seen_before_commit_nor_after_abort),
        FLASH_TEST(test_begin_and_remove_give_up_what_is_open),
        FLASH_TEST(test_a_removed_blob_is_gone_for_good),
        FLASH_TEST(test_names_that_are_too_long_or_empty_are_refused),
        FLASH_TEST(test_a_copy_goes_on_over_the_move_to_another_segment),
        FLASH_TEST(test_a_full_store_keeps_what_it_has_and_can_be_emptied),
        FLASH_TEST(test_removing_needs_no_room),
        FLASH_TEST(test_free_space_is_what_live_blobs_leave),
        FLASH_TEST(test_wear_is_spread_evenly),
        FLASH_TEST(test_a_segment_that_will_not_erase_is_told),
        FLASH_TEST(test_a_flash_that_takes_nothing_can_still_be_read),
        FLASH_TEST(test_a_record_inside_a_blob_does_not_count),
        FLASH_TEST(test_areas_that_are_no_ring_are_refused),
        FLASH_TEST(test_segments_of_several_sectors_leave_the_rest_alone),
        FLASH_TEST(test_records_of_a_newer_program_are_passed_over_and_move_along),
        FLASH_TEST(test_a_segment_says_its_format),
        FLASH_TEST(test_a_flash_of_a_newer_major_number_is_told_and_stays),
        FLASH_TEST(test_a_full_segment_of_format_1_0_is_full),
        FLASH_TEST(test_a_full_segment_of_format_1_0_opens_with_a_torn_end),
        FLASH_TEST(test_a_removal_with_a_wrong_check_removes_nothing),
    };

    return RUN(tests);
}
