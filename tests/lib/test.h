// What every unit test includes: cmocka with what it needs before it, the bench, short names.
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include "rig.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define TEST(f)     cmocka_unit_test(f)
#define RIG_TEST(f) cmocka_unit_test_setup_teardown(f, test_boot_rig, test_free_rig)

// *state: a booted node on an esp8266 board with factory settings.
int test_boot_rig(void **state);
int test_free_rig(void **state);

// A slice compared with a string.
#define expect_text(t, s) test_expect_text(t, s, __FILE__, __LINE__)
void test_expect_text(struct text t, const char *s, const char *file, int line);

// The next of random numbers that are the same in every run; *state begins as anything but 0.
uint64_t test_draw(uint64_t *state);

#define RUN(tests) cmocka_run_group_tests(tests, 0, 0)

#endif
