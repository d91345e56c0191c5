// The heap of a board's modules, against what was written into its blocks.
#include "test.h"
#include "usermod_heap.h"

enum { ROUNDS = 400000, BLOCKS = 300, BYTES = 40000, MOST = 2000, USUAL = 120, OVERHEAD = 64 };

static _Alignas(USERMOD_HEAP_ALIGN) char memory[BYTES];
static unsigned char *blocks[BLOCKS];
static size_t sizes[BLOCKS];

static uint32_t draw(void)
{
    static uint64_t s = 88172645463325252u;

    return (uint32_t)(test_draw(&s) >> 32);
}

static unsigned char mark(size_t block, size_t i)
{
    return (unsigned char)(block * 7 + i);
}

static void expect_marks(size_t block, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (blocks[block][i] != mark(block, i))
            fail_msg("byte %zu of block %zu has changed", i, block);
}

static void resize(struct usermod_heap *h, size_t block, size_t size)
{
    size_t before = sizes[block];

    expect_marks(block, before);
    unsigned char *p = usermod_heap_resize(h, blocks[block], size);
    if (size && !p)
        return;
    blocks[block] = p;
    sizes[block] = size;
    if (p)
        assert_int_equal((uintptr_t)p % USERMOD_HEAP_ALIGN, 0);
    expect_marks(block, before < size ? before : size);
    for (size_t i = 0; i < size; i++)
        p[i] = mark(block, i);
}

static void test_blocks_keep_what_is_in_them(void **state)
{
    struct usermod_heap h;

    (void)state;
    usermod_heap_init(&h, memory, sizeof memory);
    for (int i = 0; i < ROUNDS; i++) {
        size_t size = draw() % (draw() % 10 ? USUAL : MOST);
        resize(&h, draw() % BLOCKS, draw() % 3 ? size : 0);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        resize(&h, i, 0);
    assert_int_equal(h.used_bytes, 0);
    void *all = usermod_heap_resize(&h, NULL, BYTES - OVERHEAD);
    assert_non_null(all); // every piece has become one again
    assert_null(usermod_heap_resize(&h, NULL, OVERHEAD));
    assert_null(usermod_heap_resize(&h, all, BYTES + 1));
    assert_null(usermod_heap_resize(&h, NULL, SIZE_MAX));
    assert_null(usermod_heap_resize(&h, all, 0));
    assert_int_equal(h.used_bytes, 0);
}

static void test_a_block_grows_where_it_is_when_there_is_room_behind_it(void **state)
{
    struct usermod_heap h;

    (void)state;
    usermod_heap_init(&h, memory, sizeof memory);
    char *p = usermod_heap_resize(&h, NULL, USUAL);
    assert_ptr_equal(usermod_heap_resize(&h, p, MOST), p);
    void *other = usermod_heap_resize(&h, NULL, USUAL);
    assert_non_null(other);
    assert_ptr_not_equal(usermod_heap_resize(&h, p, 2 * MOST), p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_keep_what_is_in_them),
        cmocka_unit_test(test_a_block_grows_where_it_is_when_there_is_room_behind_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
