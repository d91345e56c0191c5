// Unit tests of what emulated boards are made of: the table, the flash file, the end of a log.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
// cmocka needs the four above first.
#include <cmocka.h>

#include "simulate/board_flash.h"
#include "simulate/board_unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct board_unit unit;

static int make_folder(void **state)
{
    (void)state;
    snprintf(unit.folder, sizeof unit.folder, "/tmp/micros-board-XXXXXX");
    return mkdtemp(unit.folder) ? 0 : -1;
}

static const char *in_folder(const char *name)
{
    static char path[SIMNODE_FOLDER + 32];
    snprintf(path, sizeof path, "%s/%s", unit.folder, name);
    return path;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(in_folder(BOARD_FLASH_FILE));
    unlink(in_folder("log"));
    return rmdir(unit.folder);
}

// One byte of the flash file, which `change` (0: nothing) is mixed into.
static uint8_t flash_byte(long at, int change)
{
    FILE *file = fopen(in_folder(BOARD_FLASH_FILE), "r+");
    assert_non_null(file);
    fseek(file, at, SEEK_SET);
    int byte = fgetc(file);
    if (change) {
        fseek(file, at, SEEK_SET);
        fputc(byte ^ change, file);
    }
    fclose(file);
    return (uint8_t)byte;
}

static void test_boards_are_found_by_name_and_by_target(void **state)
{
    const char *names[BOARD_NAMES];
    (void)state;
    assert_int_equal(board_names(names), 3);
    for (int i = 0; i < 3; i++) {
        const struct board_kind *kind = board_find(names[i]);
        assert_non_null(kind);
        assert_ptr_equal(board_find(kind->target), kind);
        assert_true(kind->used_bytes <= kind->file_bytes);
        assert_int_equal(kind->used_bytes % kind->sector_bytes, 0);
    }
    assert_null(board_find("esp32"));
    assert_null(board_find(""));
}

static void test_a_flash_is_made_once_and_stays_the_same_board(void **state)
{
    const struct board_kind *kind = board_find("esp32c3");
    const long factory = (long)(kind->used_bytes - kind->sector_bytes);
    uint8_t first[6], again[6];
    struct stat status;
    (void)state;
    assert_true(board_flash_ready(kind, in_folder(BOARD_FLASH_FILE), false, first));
    assert_int_equal(stat(in_folder(BOARD_FLASH_FILE), &status), 0);
    assert_int_equal(status.st_size, kind->file_bytes);
    assert_in_range(status.st_blocks * 512, kind->used_bytes,
                    2 * kind->used_bytes); // a hole beyond
    assert_int_equal(first[0] & 3, 2);
    assert_int_equal(flash_byte(factory, 0), 'm');
    assert_int_equal(flash_byte(factory - 1, 0), 0xFF);
    assert_int_equal(flash_byte(factory + FACTORY_BYTES, 0), 0xFF);
    flash_byte(100, 0xA5); // as the node would
    assert_true(board_flash_ready(kind, in_folder(BOARD_FLASH_FILE), false, again));
    assert_memory_equal(first, again, 6);
    assert_int_equal(flash_byte(100, 0), 0xFF ^ 0xA5);
}

static void test_the_trace_is_switched_and_nothing_else(void **state)
{
    const struct board_kind *kind = board_find("esp8266");
    const long flags = (long)(kind->used_bytes - kind->sector_bytes) + FACTORY_FLAGS;
    uint8_t first[6], again[6];
    (void)state;
    assert_true(board_flash_ready(kind, in_folder(BOARD_FLASH_FILE), true, first));
    assert_int_equal(flash_byte(flags, 0), FACTORY_TRACES);
    flash_byte(5, 0xFF);
    assert_true(board_flash_ready(kind, in_folder(BOARD_FLASH_FILE), false, again));
    assert_int_equal(flash_byte(flags, 0), 0);
    assert_int_equal(flash_byte(5, 0), 0);
    assert_memory_equal(first, again, 6);
    assert_true(board_flash_ready(kind, in_folder(BOARD_FLASH_FILE), true, again));
    assert_int_equal(flash_byte(flags, 0), FACTORY_TRACES);
}

static void test_a_damaged_factory_sector_is_refused_and_left_alone(void **state)
{
    const struct board_kind *kind = board_find("cortexm3");
    const long factory = (long)(kind->used_bytes - kind->sector_bytes);
    uint8_t mac[6];
    (void)state;
    assert_true(board_flash_ready(kind, in_folder(BOARD_FLASH_FILE), false, mac));
    for (long at = 0; at < FACTORY_BYTES; at++) {
        const uint8_t before = flash_byte(factory + at, 0x10);
        assert_false(board_flash_ready(kind, in_folder(BOARD_FLASH_FILE), true, mac));
        assert_int_equal(flash_byte(factory + at, 0x10), before ^ 0x10);
    }
    assert_true(board_flash_ready(kind, in_folder(BOARD_FLASH_FILE), true, mac));
}

static void test_a_flash_of_another_size_is_refused(void **state)
{
    uint8_t mac[6];
    (void)state;
    assert_true(board_flash_ready(board_find("cortexm3"), in_folder(BOARD_FLASH_FILE), false, mac));
    assert_false(board_flash_ready(board_find("esp8266"), in_folder(BOARD_FLASH_FILE), false, mac));
    assert_false(board_flash_ready(board_find("esp8266"), "/nonexistent/x", false, mac));
}

static void test_the_end_of_a_log_is_whole_lines(void **state)
{
    char text[64];
    (void)state;
    assert_int_equal(board_unit_tail(&unit, "log", text, sizeof text), 0);
    FILE *file = fopen(in_folder("log"), "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(board_unit_tail(&unit, "log", text, sizeof text), 0);
    file = fopen(in_folder("log"), "w");
    for (int i = 1; i <= 20; i++)
        fprintf(file, "%d\n", i);
    assert_int_equal(fclose(file), 0);
    board_unit_tail(&unit, "log", text, sizeof text);
    assert_string_equal(text, "9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n");
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boards_are_found_by_name_and_by_target),
        IN_FOLDER(test_a_flash_is_made_once_and_stays_the_same_board),
        IN_FOLDER(test_the_trace_is_switched_and_nothing_else),
        IN_FOLDER(test_a_damaged_factory_sector_is_refused_and_left_alone),
        IN_FOLDER(test_a_flash_of_another_size_is_refused),
        IN_FOLDER(test_the_end_of_a_log_is_whole_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
