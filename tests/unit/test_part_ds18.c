// The simulated DS18B20s: ROM search, scratchpad, conversion. Numbers of the data sheet 19-7487
// and of application note 27.
#include "parts_bench.h"

enum { PAD = 9, CONVERSION_US = 750000 };

static int transfer(struct parts_bench *b, const void *tx, size_t n_tx, uint8_t *rx, size_t n_rx)
{
    struct onewire_message m = { .gpio = (uint8_t)parts_bench_pin(b, "pwm_4", PIN_ONEWIRE),
                                 .tx = tx,
                                 .rx = rx,
                                 .n_tx = (uint16_t)n_tx,
                                 .n_rx = (uint16_t)n_rx };

    return hw_onewire_transfer(&b->sim.hw, &m);
}

static int next(struct parts_bench *b, uint8_t rom[8])
{
    return hw_onewire_next(&b->sim.hw, parts_bench_pin(b, "pwm_4", PIN_ONEWIRE), rom);
}

// Sixteenths of a degree as the only chip on the wire has them, with a right CRC.
static int read_pad(struct parts_bench *b, uint8_t pad[PAD])
{
    assert_int_equal(transfer(b, "\xcc\xbe", 2, pad, PAD), OK);
    assert_int_equal(part_ds18_crc(pad, PAD), 0);
    return (int16_t)(pad[0] | pad[1] << 8);
}

static int measure(struct parts_bench *b)
{
    uint8_t pad[PAD];

    assert_int_equal(transfer(b, "\xcc\x44", 2, NULL, 0), OK);
    sim_time(&b->sim, b->sim.now_us + CONVERSION_US);
    return read_pad(b, pad);
}

static void test_the_crc_is_that_of_the_application_note(void **state)
{
    static const uint8_t rom[] = { 0x02, 0x1c, 0xb8, 0x01, 0x00, 0x00, 0x00, 0xa2 };

    (void)state;
    assert_int_equal(part_ds18_crc(rom, 7), 0xa2);
    assert_int_equal(part_ds18_crc(rom, 8), 0);
    assert_int_equal(part_ds18_crc(rom, 0), 0);
}

static void test_after_power_on_it_says_85_degrees(void **state)
{
    struct parts_bench *b = *state;
    uint8_t pad[PAD];

    assert_int_equal(read_pad(b, pad), 85 * 16);
    assert_int_equal(pad[4], 0x7f); // 12 bits
    assert_int_equal(pad[5], 0xff);
    assert_int_equal(pad[7], 0x10);
}

static void test_temperatures_are_those_of_table_1(void **state)
{
    static const struct {
        const char *temp;
        uint16_t code;
    } rows[] = { { "125", 0x07d0 },     { "25.0625", 0x0191 },  { "10.125", 0x00a2 },
                 { "0.5", 0x0008 },     { "0", 0x0000 },        { "-0.5", 0xfff8 },
                 { "-10.125", 0xff5e }, { "-25.0625", 0xfe6f }, { "-55", 0xfc90 } };
    struct parts_bench *b = *state;

    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        parts_bench_set(b, "ds18.temp", rows[i].temp);
        assert_int_equal((uint16_t)measure(b), rows[i].code);
    }
}

static void test_a_conversion_takes_750_ms(void **state)
{
    struct parts_bench *b = *state;
    uint8_t pad[PAD], done = 0xff;

    parts_bench_set(b, "ds18.temp", "20");
    sim_time(&b->sim, 5000);
    assert_int_equal(transfer(b, "\xcc\x44", 2, &done, 1), OK);
    assert_int_equal(done, 0); // it holds the line until it is done
    sim_time(&b->sim, 5000 + CONVERSION_US - 1);
    assert_int_equal(read_pad(b, pad), 85 * 16);
    sim_time(&b->sim, 5000 + CONVERSION_US);
    assert_int_equal(read_pad(b, pad), 20 * 16);
}

static void test_fewer_bits_are_faster(void **state)
{
    static const struct {
        uint8_t config;
        int code;
        unsigned us;
    } rows[] = { { 0x1f, 0x0197, 93750 }, // undefined bits are set
                 { 0x3f, 0x0193, 187500 },
                 { 0x5f, 0x0191, 375000 },
                 { 0x7f, 0x0190, 750000 } };
    struct parts_bench *b = *state;
    uint8_t pad[PAD];

    parts_bench_set(b, "ds18.temp", "25"); // 0x190
    for (unsigned i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t write[] = { 0xcc, 0x4e, 75, 70, rows[i].config };
        assert_int_equal(transfer(b, write, sizeof write, NULL, 0), OK);
        assert_int_equal(transfer(b, "\xcc\x44", 2, NULL, 0), OK);
        int before = read_pad(b, pad);
        sim_time(&b->sim, b->sim.now_us + rows[i].us - 1);
        assert_int_equal(read_pad(b, pad), before);
        sim_time(&b->sim, b->sim.now_us + 1);
        assert_int_equal(read_pad(b, pad), rows[i].code);
        assert_int_equal(pad[2], 75);
        assert_int_equal(pad[3], 70);
        assert_int_equal(pad[4], rows[i].config);
    }
}

// Bits in the order of the wire, as the search visits them.
static int compare(const uint8_t *a, const uint8_t *b)
{
    for (unsigned i = 0; i < 64; i++) {
        int left = a[i / 8] >> i % 8 & 1, right = b[i / 8] >> i % 8 & 1;
        if (left != right)
            return left - right;
    }
    return 0;
}

static void test_the_search_finds_each_once_in_order(void **state)
{
    struct parts_bench *b = *state;
    uint8_t rom[8] = { 0 }, before[8] = { 0 };

    for (unsigned n = 0; n <= DS18_MAX; n++) {
        char count[2] = { (char)('0' + n), 0 };
        unsigned found = 0;
        parts_bench_set(b, "ds18.count", count);
        memset(rom, 0, sizeof rom);
        memset(before, 0, sizeof before);
        for (; next(b, rom) == OK; found++) {
            assert_int_equal(rom[0], 0x28);
            assert_int_equal(part_ds18_crc(rom, 8), 0);
            assert_true(compare(before, rom) < 0);
            memcpy(before, rom, sizeof rom);
        }
        assert_int_equal(found, n);
    }
    assert_int_equal(next(b, rom), ERR_NAME);
    assert_memory_equal(rom, before, sizeof rom); // what was there stays
}

static void test_one_of_several_is_spoken_to_by_its_rom(void **state)
{
    static const int codes[] = { 10 * 16, 20 * 16, 30 * 16 };
    struct parts_bench *b = *state;
    uint8_t rom[8] = { 0 }, message[10] = { 0x55 }, pad[PAD];
    unsigned seen = 0;

    parts_bench_set(b, "ds18.count", "3");
    parts_bench_set(b, "ds18.temp", "10");
    parts_bench_set(b, "ds18.temp2", "20");
    parts_bench_set(b, "ds18.temp3", "30");
    assert_int_equal(transfer(b, "\xcc\x44", 2, NULL, 0), OK); // all of them
    sim_time(&b->sim, CONVERSION_US);
    message[9] = 0xbe;
    while (next(b, rom) == OK) {
        memcpy(message + 1, rom, 8);
        assert_int_equal(transfer(b, message, sizeof message, pad, PAD), OK);
        assert_int_equal(part_ds18_crc(pad, PAD), 0);
        for (unsigned i = 0; i < 3; i++)
            seen |= (unsigned)(codes[i] == (pad[0] | pad[1] << 8)) << i;
    }
    assert_int_equal(seen, 7);
    message[1] ^= 1; // nobody has it
    assert_int_equal(transfer(b, message, sizeof message, pad, PAD), OK);
    for (unsigned i = 0; i < PAD; i++)
        assert_int_equal(pad[i], 0xff);
}

static void test_several_that_speak_at_once_pull_the_same_wire(void **state)
{
    struct parts_bench *b = *state;
    uint8_t rom[8], alone[8] = { 0 };

    assert_int_equal(next(b, alone), OK);
    assert_int_equal(transfer(b, "\x33", 1, rom, 8), OK); // READ ROM
    assert_memory_equal(rom, alone, 8);
    parts_bench_set(b, "ds18.count", "2");
    assert_int_equal(transfer(b, "\x33", 1, rom, 8), OK);
    assert_int_not_equal(part_ds18_crc(rom, 8), 0);
}

static void test_faults(void **state)
{
    struct parts_bench *b = *state;
    uint8_t pad[PAD], rom[8] = { 0 };

    parts_bench_set(b, "ds18.fault", "checksum");
    assert_int_equal(transfer(b, "\xcc\xbe", 2, pad, PAD), OK);
    assert_int_not_equal(part_ds18_crc(pad, PAD), 0);
    parts_bench_set(b, "ds18.fault", "silent");
    assert_int_equal(transfer(b, "\xcc\xbe", 2, pad, PAD), ERR_IO);
    assert_int_equal(next(b, rom), ERR_NAME);
    parts_bench_set(b, "ds18.fault", "none");
    parts_bench_set(b, "ds18.pin", "3"); // another wire
    assert_int_equal(transfer(b, "\xcc\xbe", 2, pad, PAD), ERR_IO);
    parts_bench_set(b, "ds18.pin", "7");
    parts_bench_set(b, "ds18.count", "0");
    assert_int_equal(transfer(b, "\xcc\xbe", 2, pad, PAD), ERR_IO);
}

static void test_strange_messages_do_no_harm(void **state)
{
    struct parts_bench *b = *state;
    uint8_t tx[64], rx[64];

    assert_int_equal(transfer(b, NULL, 0, NULL, 0), OK); // a reset, and they are present
    for (unsigned i = 0; i < 256; i++) {
        memset(tx, (int)i, sizeof tx);
        for (unsigned n = 0; n <= 12; n++)
            assert_int_equal(transfer(b, tx, n, rx, sizeof rx), OK);
        tx[0] = 0xcc;
        assert_int_equal(transfer(b, tx, sizeof tx, rx, sizeof rx), OK);
    }
    assert_int_equal(transfer(b, "\xcc\xbe", 2, rx, sizeof rx), OK);
    assert_int_equal(part_ds18_crc(rx, PAD), 0);
    for (unsigned i = PAD; i < sizeof rx; i++)
        assert_int_equal(rx[i], 0xff); // past the end
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_crc_is_that_of_the_application_note),
        PARTS_TEST(test_after_power_on_it_says_85_degrees),
        PARTS_TEST(test_temperatures_are_those_of_table_1),
        PARTS_TEST(test_a_conversion_takes_750_ms),
        PARTS_TEST(test_fewer_bits_are_faster),
        PARTS_TEST(test_the_search_finds_each_once_in_order),
        PARTS_TEST(test_one_of_several_is_spoken_to_by_its_rom),
        PARTS_TEST(test_several_that_speak_at_once_pull_the_same_wire),
        PARTS_TEST(test_faults),
        PARTS_TEST(test_strange_messages_do_no_harm),
    };

    return RUN(tests);
}
