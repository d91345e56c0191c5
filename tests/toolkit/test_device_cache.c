// The file of known devices.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
// cmocka needs the four above first.
#include "device/cache.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void read_whole(const char *path, char *text, size_t size)
{
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
}

static void test_a_new_cache_file_has_the_placeholders_in_the_old_form(void **state)
{
    char path[64], text[1024];
    struct cache cache;

    snprintf(path, sizeof path, "%s/new.json", (const char *)*state);
    assert_int_equal(cache_edit(&cache, path), 0);
    assert_non_null(cache_put(&cache, "0x1", "10.0.1.7", NULL, "kitchen"));
    assert_int_equal(cache_save(&cache), 0);
    cache_free(&cache);
    read_whole(path, text, sizeof text);
    assert_string_equal(text, "{\n"
                              "    \"__devuid__\": [\n"
                              "        \"192.168.4.1\",\n"
                              "        \"__dev_mac_addr__\",\n"
                              "        \"__device_on_AP__\"\n"
                              "    ],\n"
                              "    \"__localhost__\": [\n"
                              "        \"127.0.0.1\",\n"
                              "        \"__local_mac_addr__\",\n"
                              "        \"__simulator__\"\n"
                              "    ],\n"
                              "    \"0x1\": [\n"
                              "        \"10.0.1.7\",\n"
                              "        \"n/a\",\n"
                              "        \"kitchen\"\n"
                              "    ]\n"
                              "}\n");
}

static void test_an_entry_with_an_address_only_is_enough(void **state)
{
    char path[64];
    struct cache cache;

    snprintf(path, sizeof path, "%s/short.json", (const char *)*state);
    write_file(path, "{\"0x2\": [\"10.0.1.8\"]}");
    assert_int_equal(cache_load(&cache, path), 0);
    assert_int_equal(cache_count_real(&cache), 1);
    assert_string_equal(cache.items[0].name, "0x2");
    assert_int_equal(cache.n, 3);
    cache_free(&cache);
}

static void test_what_a_newer_toolkit_added_stays(void **state)
{
    char path[64], text[2048];
    struct cache cache;

    snprintf(path, sizeof path, "%s/newer.json", (const char *)*state);
    write_file(path, "{\"0x3\": [\"10.0.1.9\", \"n/a\", \"hall\", {\"port\": 9}, 7], "
                     "\"__groups__\": {\"up\": [\"0x3\"]}}");
    for (int round = 0; round < 2; round++) {
        assert_int_equal(cache_edit(&cache, path), 0);
        assert_int_equal(cache_count_real(&cache), 1);
        assert_non_null(cache_put(&cache, "0x3", "10.0.1.10", NULL, NULL));
        assert_int_equal(cache_save(&cache), 0);
        cache_free(&cache);
        read_whole(path, text, sizeof text);
        assert_non_null(strstr(text, "\"10.0.1.10\""));
        assert_non_null(strstr(text, "\"port\": 9"));
        assert_non_null(strstr(text, "        7\n    ]"));
        assert_non_null(strstr(text, "\"__groups__\": {"));
    }
}

static void test_many_devices_are_each_found_by_their_uid(void **state)
{
    enum { MANY = 3000 };
    struct cache cache = { .lock = -1 };
    char uid[16];

    (void)state;
    for (int round = 0; round < 2; round++)
        for (unsigned i = 0; i < MANY; i++) {
            snprintf(uid, sizeof uid, "0x%u", i);
            assert_non_null(cache_put(&cache, uid, round ? uid : "1.2.3.4", NULL, NULL));
        }
    assert_int_equal(cache.n, MANY);
    cache_remove(&cache, 7);
    assert_null(cache_find(&cache, "0x7"));
    for (unsigned i = 8; i < MANY; i++) {
        snprintf(uid, sizeof uid, "0x%u", i);
        const struct device *device = cache_find(&cache, uid);
        assert_ptr_equal(device, &cache.items[i - 1]);
        assert_string_equal(device->ip, uid);
    }
    cache_free(&cache);
}

static void test_of_what_stands_twice_the_later_stays(void **state)
{
    char path[64], text[2048];
    struct cache cache;

    snprintf(path, sizeof path, "%s/twice.json", (const char *)*state);
    write_file(
        path, "{\"g\": {\"a\": 1}, \"h\": {\"a\": 2}, \"g\": {\"a\": 3}, \"g\": {\"a\": 4},"
              "\"u\": [\"1.1.1.1\"], \"u\": [\"1.1.1.2\", \"m\", \"n\", 5], \"u\": [\"1.1.1.3\"]}");
    assert_int_equal(cache_edit(&cache, path), 0);
    assert_int_equal(cache_count_real(&cache), 1);
    assert_string_equal(cache_find(&cache, "u")->ip, "1.1.1.3");
    assert_null(cache_find(&cache, "u")->more);
    assert_int_equal(cJSON_GetArraySize(cache.others), 2);
    assert_int_equal(cache_save(&cache), 0);
    cache_free(&cache);
    read_whole(path, text, sizeof text);
    assert_null(strstr(text, "\"a\": 1"));
    assert_null(strstr(text, "\"a\": 3"));
    assert_non_null(strstr(text, "\"a\": 2"));
    assert_non_null(strstr(text, "\"a\": 4"));
}

static void test_names_that_differ_in_damaged_bytes_only_are_one_from_the_start(void **state)
{
    char path[64];
    struct cache cache, again;

    snprintf(path, sizeof path, "%s/damaged.json", (const char *)*state);
    write_file(path, "{\"u\xdc\": [\"1.1.1.1\"], \"u\xff\": [\"1.1.1.2\", \"m\", \"M\xfcller\"], "
                     "\"__devuid_\xdc_\": [\"1.1.1.3\"]}");
    assert_int_equal(cache_edit(&cache, path), 0);
    assert_int_equal(cache_count_real(&cache), 2);
    assert_string_equal(cache_find(&cache, "u\xef\xbf\xbd")->ip, "1.1.1.2");
    assert_string_equal(cache_find(&cache, "u\xef\xbf\xbd")->name, "M\xef\xbf\xbdller");
    assert_int_equal(cache_save(&cache), 0);
    assert_int_equal(cache_load(&again, path), 0);
    assert_int_equal(again.n, cache.n);
    cache_free(&again);
    cache_free(&cache);
}

static void test_a_known_mac_stays_when_a_new_one_is_not_known(void **state)
{
    (void)state;
    struct cache cache = { .lock = -1 };
    cache_put(&cache, "u", "1.2.3.4", "aa:bb:cc:dd:ee:ff", "old");
    cache_put(&cache, "u", "1.2.3.5", NULL, "new");
    assert_int_equal(cache.n, 1);
    assert_string_equal(cache.items[0].mac, "aa:bb:cc:dd:ee:ff");
    assert_string_equal(cache.items[0].ip, "1.2.3.5");
    cache_remove(&cache, 0);
    assert_int_equal(cache.n, 0);
    cache_free(&cache);
}

static int make_folder(void **state)
{
    *state = mkdtemp(strdup("/tmp/micros-test-XXXXXX"));
    return *state ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *at)
{
    (void)status, (void)kind, (void)at;
    return remove(path);
}

static int drop_folder(void **state)
{
    int err = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return err;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_cache_file_has_the_placeholders_in_the_old_form),
        cmocka_unit_test(test_an_entry_with_an_address_only_is_enough),
        cmocka_unit_test(test_what_a_newer_toolkit_added_stays),
        cmocka_unit_test(test_many_devices_are_each_found_by_their_uid),
        cmocka_unit_test(test_of_what_stands_twice_the_later_stays),
        cmocka_unit_test(test_names_that_differ_in_damaged_bytes_only_are_one_from_the_start),
        cmocka_unit_test(test_a_known_mac_stays_when_a_new_one_is_not_known),
    };

    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
