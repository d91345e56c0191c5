// What no damage may do: open a node that has a password, or bring back an older one. Every bit of
// what is stored is flipped, in files and in a flash journal.
#include "node/notice.h"
#include "node/password.h"
#include "simflash.h"
#include "store/journal_parts.h"
#include "test.h"

enum { SECTOR = 1024, SEGMENT = 4 * SECTOR, SEGMENTS = 2 };

static char newest[VERIFIER_MAX];

static void set_passwords(struct rig *r)
{
    rig_boot(r);
    rig_set(r, "appwd", "first-password");
    rig_set(r, "soctout", "50");
    rig_set(r, "appwd", "second-password");
    rig_set(r, "pled", "false");
    rig_set(r, "auth", "false"); // what is in force before the last change would open the node
    rig_set(r, "auth", "true");
    struct text t = settings_text(&r->node.settings, KEY_appwd);
    snprintf(newest, sizeof newest, "%.*s", (int)t.len, t.p);
}

static void expect_newest(const struct rig *r, const char *what, unsigned long bit)
{
    struct text t = settings_text(&r->node.settings, KEY_appwd);

    if (!text_is(t, newest) || !access_wants_password(&r->node, false))
        fail_msg("%s, bit %lu: the password is now %.*s\n%s", what, bit, (int)t.len, t.p,
                 r->log.data);
}

// A node that was switched off, with everything that another one has stored.
static struct rig *copy_of(const struct rig *from)
{
    struct rig *r = rig_new(&board_esp8266);

    for (int i = 0; i < RAM_BLOBS; i++)
        if (from->ram.rows[i].name[0])
            ram_put_bytes(&r->ram, from->ram.rows[i].name, from->ram.rows[i].data,
                          from->ram.rows[i].len);
    return r;
}

static void flip_file(const char *name)
{
    struct rig *whole = rig_new(&board_esp8266);
    char data[4096];

    set_passwords(whole);
    size_t len = ram_size(&whole->ram, name);
    assert_true(len && len < sizeof data);
    memcpy(data, ram_get(&whole->ram, name), len);
    for (size_t bit = 0; bit < len * 8; bit++) {
        struct rig *r = copy_of(whole);
        data[bit / 8] ^= (char)(1 << bit % 8);
        ram_put_bytes(&r->ram, name, data, len);
        data[bit / 8] ^= (char)(1 << bit % 8);
        rig_boot(r);
        expect_newest(r, name, bit);
        rig_free(r);
    }
    rig_free(whole);
}

static void test_no_bit_of_the_copy(void **state)
{
    (void)state;
    flip_file(PASSWORD_FILE);
}

// The verifier's bits, the names of keys, the numbers: all of the file.
static void test_no_bit_of_the_settings_file(void **state)
{
    (void)state;
    flip_file(SETTINGS_FILE);
}

// Damage of whole bytes to one file of all, `data` with `len` bytes.
static void check_damaged(const struct rig *whole, const char *name, const char *data, size_t len,
                          unsigned long at)
{
    struct rig *r = copy_of(whole);

    ram_put_bytes(&r->ram, name, data, len);
    rig_boot(r);
    expect_newest(r, name, at);
    rig_free(r);
}

static void wipe_file(const struct rig *whole, const struct ram_blob *file, size_t stride)
{
    char data[4096];

    assert_true(file->len < sizeof data);
    for (size_t at = 0; at < file->len; at += stride) {
        memcpy(data, file->data, file->len);
        data[at] = '\0';
        check_damaged(whole, file->name, data, file->len, at);
        memset(data + at, 0, file->len - at);
        check_damaged(whole, file->name, data, file->len, at);
        check_damaged(whole, file->name, file->data, at, at); // what is behind it is missing
    }
}

static bool is_main_file(const char *name)
{
    return !strcmp(name, SETTINGS_FILE) || !strcmp(name, PASSWORD_FILE);
}

// Every byte of the two files that hold the verifier, and some of all others.
static void test_no_byte_of_any_file(void **state)
{
    struct rig *whole = rig_new(&board_esp8266);
    unsigned files = 0;

    (void)state;
    set_passwords(whole);
    ram_put(&whole->ram, "cron.mark", "1795348800 stopped 3fa29c");
    ram_put(&whole->ram, "node.starts", "1!");
    for (int i = 0; i < RAM_BLOBS; i++) {
        const struct ram_blob *file = &whole->ram.rows[i];
        if (!file->name[0])
            continue;
        wipe_file(whole, file, is_main_file(file->name) ? 1 : 61);
        files++;
    }
    assert_true(files >= 7);
    rig_free(whole);
}

static void test_no_file_that_is_missing_alone(void **state)
{
    struct rig *whole = rig_new(&board_esp8266);

    (void)state;
    set_passwords(whole);
    for (int i = 0; i < RAM_BLOBS; i++) {
        struct rig *r = copy_of(whole);
        if (whole->ram.rows[i].name[0])
            ram_remove(&r->ram, whole->ram.rows[i].name);
        rig_boot(r);
        expect_newest(r, whole->ram.rows[i].name, 0);
        rig_free(r);
    }
    rig_free(whole);
}

// Two at once: the newest generation that is whole counts, and where no verifier is left nobody
// gets in.
static void test_damage_to_both_files_leaves_the_node_shut(void **state)
{
    static const char *const contents[] = { "", "{", "12 0 SCRAM-SHA-256$" };
    char name[BLOB_NAME_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof contents / sizeof *contents; i++) {
        for (unsigned lost = 0; lost < 6; lost++) { // so many of the newest generations, too
            struct rig *r = rig_new(&board_esp8266);
            set_passwords(r);
            uint32_t generation = r->node.settings.generation;
            ram_put(&r->ram, SETTINGS_FILE, contents[i]);
            ram_put(&r->ram, PASSWORD_FILE, contents[i]);
            for (unsigned g = 1; g <= lost && g <= generation; g++) {
                settings_generation_name(generation - g, name);
                ram_remove(&r->ram, name);
            }
            rig_power_on(r);
            rig_boot(r);
            assert_true(access_wants_password(&r->node, false));
            rig_reboot(r);
            assert_true(access_wants_password(&r->node, false));
            peer_say(rig_enter(r, LINK_LOOPBACK), "ADmin123");
            assert_false(rig_logged(r, "logged in"));
            rig_free(r);
        }
    }
}

// The file before the last one says that the shell is open to everyone.
static void test_an_older_auth_false_is_not_in_force_again(void **state)
{
    (void)state;
    for (int is_removed = 0; is_removed < 2; is_removed++) {
        struct rig *r = rig_new(&board_esp8266);
        rig_boot(r);
        rig_set(r, "appwd", "first-password");
        rig_set(r, "auth", "false");
        rig_set(r, "auth", "true");
        if (is_removed)
            ram_remove(&r->ram, SETTINGS_FILE);
        else
            ram_put(&r->ram, SETTINGS_FILE, "{\"auth\": tr");
        rig_power_on(r);
        rig_boot(r);
        assert_true(access_wants_password(&r->node, false));
        assert_true(rig_logged(r, "so that damage opens nothing"));
        rig_free(r);
    }
}

static void test_a_generation_with_a_damaged_number_is_passed_over(void **state)
{
    struct rig *r = rig_new(&board_esp8266);
    char name[BLOB_NAME_MAX + 1];

    (void)state;
    rig_boot(r);
    rig_set(r, "soctout", "60");
    rig_set(r, "soctout", "61");
    rig_set(r, "soctout", "62"); // the newest that is kept
    rig_set(r, "soctout", "63"); // the file
    uint32_t newest_kept = r->node.settings.generation - 1;
    settings_generation_name(newest_kept - 2, name);
    char text[4096];
    snprintf(text, sizeof text, "%s", ram_get(&r->ram, name));
    char *number = strstr(text, "\"generation\": ") + strlen("\"generation\": ");
    *number = '8'; // it says that it is the newest
    ram_put(&r->ram, name, text);
    ram_put(&r->ram, SETTINGS_FILE, "{");
    rig_power_on(r);
    rig_boot(r);
    assert_int_equal(settings_int(&r->node.settings, KEY_soctout), 62);
    assert_int_equal(r->node.settings.generation, newest_kept);
    rig_free(r);
}

static void test_neither_a_lost_file_nor_lost_generations(void **state)
{
    for (int lost = 0; lost < 3; lost++) {
        struct rig *r = rig_new(&board_esp8266);
        char name[BLOB_NAME_MAX + 1];
        (void)state;
        set_passwords(r);
        ram_remove(&r->ram, SETTINGS_FILE);
        for (unsigned g = 0; lost && g < 9; g++) {
            settings_generation_name(g, name);
            if (lost == 2 || g > 1) // 0: they are there; 1: those with a password are gone
                ram_remove(&r->ram, name);
        }
        rig_power_on(r);
        rig_boot(r);
        expect_newest(r, "lost", (unsigned)lost);
        assert_true(r->node.has_notice);
        rig_reboot(r); // and it stays
        expect_newest(r, "lost before", (unsigned)lost);
        peer_say(rig_enter(r, LINK_LOOPBACK), "second-password");
        assert_true(rig_logged(r, "logged in"));
        rig_free(r);
    }
}

static void test_undo_takes_no_password_away(void **state)
{
    struct rig *r = rig_new(&board_esp8266);
    struct peer *p;

    (void)state;
    set_passwords(r);
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, "second-password");
    peer_say(p, "conf");
    peer_say(p, "undo 4");
    assert_false(access_is_factory(&r->node));
    rig_reboot(r);
    assert_false(access_is_factory(&r->node));
    rig_free(r);
}

static void test_a_person_may_still_write_a_password_into_the_file(void **state)
{
    struct rig *r = rig_new(&board_esp8266);

    (void)state;
    set_passwords(r);
    ram_put(&r->ram, SETTINGS_FILE, "{\"appwd\": \"by-hand-1\", \"generation\": 4}");
    rig_power_on(r);
    rig_boot(r);
    rig_reboot(r);
    peer_say(rig_enter(r, LINK_LOOPBACK), "by-hand-1");
    assert_true(rig_logged(r, "logged in"));
    rig_free(r);
}

// ---- on a chip ----

static struct journal journal;
static struct settings_place place;

static struct rig *rig_on(struct simflash *f)
{
    struct rig *r = rig_new(&board_esp8266);

    assert_int_equal(journal_open(&journal, &f->flash, SEGMENT), OK);
    place = (struct settings_place){ &journal.blobs, &settings_image, NULL };
    r->port.blobs = &journal.blobs;
    r->port.settings = &place;
    rig_power_on(r);
    return r;
}

// The head of the last record: what a cut leaves in the middle of programming it looks the same.
static bool looks_torn(uint32_t last_at, uint32_t data_at, unsigned long bit)
{
    return bit / 8 >= last_at && bit / 8 < data_at;
}

static uint32_t last_record(const struct journal *j)
{
    uint32_t last = 0;

    for (uint32_t at = 0; (at = journal_record_after(j, at));)
        last = at;
    return last;
}

static void test_no_bit_of_a_flash(void **state)
{
    struct simflash whole, flipped;
    uint32_t generation;

    (void)state;
    simflash_init(&whole, SEGMENT * SEGMENTS, SECTOR);
    simflash_init(&flipped, SEGMENT * SEGMENTS, SECTOR);
    struct rig *r = rig_on(&whole);
    set_passwords(r);
    rig_free(r);
    r = rig_on(&whole);
    assert_false(journal.is_damaged);
    rig_boot(r);
    expect_newest(r, "untouched", 0);
    assert_false(r->node.has_notice);
    generation = r->node.settings.generation;
    uint32_t last_at = last_record(&journal),
             last_data_at = journal_record_data_at(&journal, last_at);
    rig_free(r);
    unsigned long first = journal.segment * 8ul, end = journal.head * 8ul;
    unsigned told = 0, lost = 0;
    for (unsigned long bit = first; bit < end; bit++) {
        simflash_copy(&flipped, &whole);
        flipped.words[bit / 32] ^= 1u << bit % 32;
        r = rig_on(&flipped);
        rig_boot(r);
        expect_newest(r, "flash", bit);
        bool is_told = journal.is_damaged || r->node.has_notice;
        told += is_told;
        lost += r->node.settings.generation != generation;
        if (!is_told && !looks_torn(last_at, last_data_at, bit) &&
            (r->node.settings.generation != generation ||
             settings_bool(&r->node.settings, KEY_pled)))
            fail_msg("bit %lu: the settings are older, and nobody is told", bit);
        rig_free(r);
    }
    assert_true(lost && told);
    simflash_free(&whole);
    simflash_free(&flipped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_neither_a_lost_file_nor_lost_generations),
        TEST(test_undo_takes_no_password_away),
        TEST(test_a_person_may_still_write_a_password_into_the_file),
        TEST(test_no_byte_of_any_file),
        TEST(test_no_file_that_is_missing_alone),
        TEST(test_damage_to_both_files_leaves_the_node_shut),
        TEST(test_an_older_auth_false_is_not_in_force_again),
        TEST(test_a_generation_with_a_damaged_number_is_passed_over),
        TEST(test_no_bit_of_the_copy),
        TEST(test_no_bit_of_the_settings_file),
        TEST(test_no_bit_of_a_flash),
    };

    return RUN(tests);
}
