// The set of simulated parts: their memory, their names, how messages reach them, how they are
// shown; and the load module that sets them.
#include "parts_bench.h"

static int set(struct parts_bench *b, const char *name, const char *value)
{
    return b->sim.hw.simulated->part_set(b->sim.hw.ctx, text_of(name), text_of(value));
}

static void test_memory_is_taken_when_the_first_part_is_used(void **state)
{
    struct parts_bench *b = *state;

    assert_int_equal(hw_pin_use(&b->sim.hw, 5, PIN_I2C), OK);
    assert_int_equal(hw_adc(&b->sim.hw, 0), 1353);
    assert_int_equal(set(b, "nothing", "1"), ERR_NAME);
    assert_null(b->parts);
    assert_int_equal(parts_bench_i2c(b, 0x3c, NULL, 0, NULL, 0), OK);
    assert_non_null(b->parts);
    assert_true(sizeof *b->parts <= 3072);
}

static struct parts *take_none(void *ctx)
{
    (void)ctx;
    return NULL;
}

static void test_without_memory_there_are_no_parts(void **state)
{
    struct parts_bench *b = *state;
    struct onewire_message wire = { .gpio = 1 };
    struct pulse_question q = { 2, 2, false, 1000 };
    uint8_t rom[8] = { 0 };
    uint16_t us[2];
    int32_t value;

    sim_wire(&b->sim, take_none, NULL);
    hw_pin_use(&b->sim.hw, 1, PIN_ONEWIRE);
    hw_pin_use(&b->sim.hw, 2, PIN_PULSE);
    hw_pin_use(&b->sim.hw, 3, PIN_PIXELS);
    hw_pin_use(&b->sim.hw, 4, PIN_TOUCH);
    assert_int_equal(parts_bench_i2c(b, 0x3c, NULL, 0, NULL, 0), ERR_FULL);
    assert_int_equal(hw_onewire_transfer(&b->sim.hw, &wire), ERR_FULL);
    assert_int_equal(hw_onewire_next(&b->sim.hw, 1, rom), ERR_FULL);
    assert_int_equal(hw_pulse_start(&b->sim.hw, &q), ERR_FULL);
    assert_int_equal(hw_pulse_take(&b->sim.hw, 2, us, 2), ERR_IO);
    assert_int_equal(hw_pixels(&b->sim.hw, 3, rom, 3), ERR_FULL);
    assert_int_equal(hw_chip_read(&b->sim.hw, CHIP_HALL, &value), ERR_FULL);
    assert_int_equal(hw_touch(&b->sim.hw, 4), ERR_FULL);
    assert_int_equal(set(b, "pir", "1"), ERR_FULL);
    assert_null(b->sim.hw.simulated->part_at(b->sim.hw.ctx, 0, NULL));
}

static void test_a_bus_needs_its_pins(void **state)
{
    struct parts_bench *b = *state;
    uint8_t rx[2], rom[8] = { 0 };
    struct i2c_message i2c = { .sda = 5, .scl = 6, .address = 0x3c };
    struct spi_message spi = { .clock = 1, .mosi = 2, .miso = 3, .rx = rx, .len = 2 };
    struct onewire_message wire = { .gpio = 7 };
    struct pulse_question q = { 10, 10, false, 1000 };

    assert_int_equal(hw_i2c_transfer(&b->sim.hw, &i2c), ERR_IO);
    assert_int_equal(hw_spi_transfer(&b->sim.hw, &spi), ERR_IO);
    assert_int_equal(hw_onewire_transfer(&b->sim.hw, &wire), ERR_IO);
    assert_int_equal(hw_onewire_next(&b->sim.hw, GPIO_MAX, rom), ERR_IO);
    assert_int_equal(hw_pulse_start(&b->sim.hw, &q), ERR_IO);
    assert_int_equal(hw_touch(&b->sim.hw, 1), ERR_IO);
    hw_pin_use(&b->sim.hw, 5, PIN_I2C);
    hw_pin_use(&b->sim.hw, 6, PIN_OUT);
    assert_int_equal(hw_i2c_transfer(&b->sim.hw, &i2c), ERR_IO);
}

static void test_spi_is_a_loop(void **state)
{
    struct parts_bench *b = *state;
    uint8_t rx[3] = { 9, 9, 9 };
    struct spi_message m = {
        .clock = 1, .mosi = 2, .miso = 3, .tx = (const uint8_t *)"abc", .rx = rx, .len = 3
    };

    for (unsigned i = 1; i <= 3; i++)
        hw_pin_use(&b->sim.hw, i, PIN_SPI);
    assert_int_equal(hw_spi_transfer(&b->sim.hw, &m), OK);
    assert_memory_equal(rx, "abc", 3);
    m.tx = NULL;
    assert_int_equal(hw_spi_transfer(&b->sim.hw, &m), OK);
    assert_memory_equal(rx, "\0\0\0", 3);
    m.rx = NULL;
    assert_int_equal(hw_spi_transfer(&b->sim.hw, &m), OK);
}

static void test_questions_on_two_pins_do_not_disturb_each_other(void **state)
{
    struct parts_bench *b = *state;
    uint8_t dht = (uint8_t)parts_bench_pin(b, "simple_1", PIN_PULSE);
    uint8_t trigger = (uint8_t)parts_bench_pin(b, "simple_0", PIN_PULSE);
    uint8_t echo = (uint8_t)parts_bench_pin(b, "pwm_5", PIN_PULSE);
    struct pulse_question one = { dht, dht, false, 1000 }, two = { trigger, echo, true, 10 };
    struct pulse_question three = { 3, 3, false, 1000 }, long_one = { dht, dht, false, 30001 };
    uint16_t us[PULSES_MAX];

    hw_pin_use(&b->sim.hw, 3, PIN_PULSE);
    assert_int_equal(hw_pulse_start(&b->sim.hw, &one), OK);
    assert_int_equal(hw_pulse_start(&b->sim.hw, &two), OK);
    assert_int_equal(hw_pulse_start(&b->sim.hw, &three), ERR_FULL); // there are two counters
    assert_int_equal(hw_pulse_start(&b->sim.hw, &one), OK);         // once more
    assert_int_equal(hw_pulse_start(&b->sim.hw, &long_one), ERR_RANGE);
    sim_time(&b->sim, 100000);
    assert_int_equal(hw_pulse_take(&b->sim.hw, echo, us, PULSES_MAX), 2);
    assert_int_equal(hw_pulse_take(&b->sim.hw, dht, us, PULSES_MAX), PULSES_MAX);
    assert_int_equal(hw_pulse_take(&b->sim.hw, dht, us, PULSES_MAX), ERR_IO);
}

static void test_values_are_checked_by_their_field(void **state)
{
    struct parts_bench *b = *state;

    assert_int_equal(set(b, "dht22.temp", "31.5"), OK);
    assert_int_equal(b->parts->dht.temp_22, 315);
    assert_int_equal(set(b, "dht22.temp", "-40"), OK);
    assert_int_equal(b->parts->dht.temp_22, -400);
    assert_int_equal(set(b, "dht22.temp", "-40.1"), ERR_RANGE);
    assert_int_equal(set(b, "dht22.temp", "80.1"), ERR_RANGE);
    assert_int_equal(set(b, "dht22.temp", "999999999999"), ERR_RANGE);
    assert_int_equal(set(b, "dht22.temp", "warm"), ERR_TYPE);
    assert_int_equal(set(b, "dht22.temp", ""), ERR_TYPE);
    assert_int_equal(set(b, "dht22", "1"), ERR_NAME);
    assert_int_equal(set(b, "", "1"), ERR_NAME);
    assert_int_equal(set(b, "dht22.fault", "checksum"), OK);
    assert_int_equal(b->parts->dht.fault_22, PART_DAMAGED);
    assert_int_equal(set(b, "dht22.fault", "2"), ERR_RANGE);
    assert_int_equal(set(b, "bme280.fault", "checksum"), ERR_RANGE);
    assert_int_equal(set(b, "touch", "1.5"), ERR_TYPE);
    assert_int_equal(b->parts->dht.temp_22, -400); // what was refused changed nothing
}

static void test_each_value_has_a_name_of_its_own_and_lies_in_its_range(void **state)
{
    struct parts_bench *b = *state;
    const struct field *f, *other;
    char text[32];
    struct out o;

    for (unsigned i = 0; (f = parts_field(i)); i++) {
        assert_true(f->lo < f->hi || f->kind == K_CHOICE);
        out_init(&o, text, sizeof text);
        assert_ptr_equal(b->sim.hw.simulated->part_at(b->sim.hw.ctx, i, &o), f);
        struct text rest = out_written(&o), number = text_word(&rest);
        assert_int_equal(field_check(f, number), OK); // what it is at first
        for (unsigned j = 0; j < i && (other = parts_field(j)); j++)
            assert_true(!text_is(text_of(f->name), other->name) && f->at != other->at);
        assert_true(f->at + sizeof(int32_t) <= sizeof(struct parts));
    }
}

static void test_the_world_outlives_a_restart_of_the_board(void **state)
{
    struct parts_bench *b = *state;

    parts_bench_set(b, "pir", "1");
    parts_bench_set(b, "adc_0", "77");
    parts_bench_set(b, "dht22.temp", "12.3");
    sim_init(&b->sim, &board_cortexm3);
    sim_wire(&b->sim, parts_bench_take, b);
    assert_ptr_equal(parts_of(&b->sim), b->parts);
    assert_int_equal(b->parts->dht.temp_22, 123);
    assert_int_equal(hw_adc(&b->sim.hw, 0), 77);
    assert_int_equal(hw_pin_read(&b->sim.hw, parts_bench_pin(b, "simple_2", PIN_IN_UP)), 1);
}

static void test_a_pir_moves_its_line_and_no_pull_does(void **state)
{
    struct parts_bench *b = *state;
    unsigned pin = parts_bench_pin(b, "simple_2", PIN_IN_UP), gpio;
    bool is_high;

    assert_int_equal(hw_pin_read(&b->sim.hw, pin), 0); // it holds its line
    assert_int_equal(hw_pin_watch(&b->sim.hw, pin, true), OK);
    parts_bench_set(b, "pir", "1");
    assert_int_equal(hw_pin_read(&b->sim.hw, pin), 1);
    assert_true(sim_take_edge(&b->sim, &gpio, &is_high));
    assert_int_equal(gpio, pin);
    assert_true(is_high);
    assert_int_equal(hw_pin_use(&b->sim.hw, pin, PIN_IN_DOWN), OK);
    assert_int_equal(hw_pin_read(&b->sim.hw, pin), 1);
    parts_bench_set(b, "pir.pin", "-1");
    assert_int_equal(hw_pin_use(&b->sim.hw, pin, PIN_IN_DOWN), OK);
    assert_int_equal(hw_pin_read(&b->sim.hw, pin), 0);
    parts_bench_set(b, "pir.pin", "3");
    assert_int_equal(hw_pin_read(&b->sim.hw, 3), 1);
    assert_int_equal(set(b, "pir", "2"), ERR_RANGE);
}

static void expect_edges(struct parts_bench *b, unsigned a, unsigned c, unsigned detents)
{
    const unsigned order[] = { a, c, a, c };
    unsigned gpio;
    bool is_high;

    for (unsigned i = 0; i < 4 * detents; i++) {
        assert_true(sim_take_edge(&b->sim, &gpio, &is_high));
        assert_int_equal(gpio, order[i % 4]);
        assert_int_equal(is_high, i % 4 >= 2); // low, low, high, high
    }
    assert_false(sim_take_edge(&b->sim, &gpio, &is_high));
}

static void test_an_encoder_gives_quadrature(void **state)
{
    struct parts_bench *b = *state;
    unsigned clk = parts_bench_pin(b, "irq1", PIN_IN_UP),
             dt = parts_bench_pin(b, "irq2", PIN_IN_UP);

    hw_pin_watch(&b->sim.hw, clk, true);
    hw_pin_watch(&b->sim.hw, dt, true);
    parts_bench_set(b, "rencoder.step", "1");
    expect_edges(b, clk, dt, 1);
    parts_bench_set(b, "rencoder.step", "-2");
    expect_edges(b, dt, clk, 2);
    parts_bench_set(b, "rencoder.step", "0");
    expect_edges(b, clk, dt, 0);
    assert_int_equal(set(b, "rencoder.step", "5"), ERR_RANGE); // more edges than a board keeps
}

static void test_what_the_chip_knows(void **state)
{
    struct parts_bench *b = *state;
    int32_t value = 0;
    int rssi = 0;

    parts_bench_set(b, "chip.temp", "-5.5");
    parts_bench_set(b, "hall", "-42");
    parts_bench_set(b, "touch", "12");
    parts_bench_set(b, "wifi.rssi", "-80");
    assert_int_equal(hw_chip_read(&b->sim.hw, CHIP_TEMPERATURE_MC, &value), OK);
    assert_int_equal(value, -5500);
    assert_int_equal(hw_chip_read(&b->sim.hw, CHIP_HALL, &value), OK);
    assert_int_equal(value, -42);
    assert_int_equal(hw_chip_read(&b->sim.hw, CHIP_VALUE_COUNT, &value), ERR_NOTSUP);
    assert_int_equal(hw_touch(&b->sim.hw, parts_bench_pin(b, "irq4", PIN_TOUCH)), 12);
    assert_int_equal(hw_wifi_rssi_dbm(&b->sim.hw, &rssi), OK);
    assert_int_equal(rssi, -80);
}

static void keep(void *ctx, struct text line)
{
    struct parts_bench *b = ctx;

    tape_add(&b->traced, line.p, line.len);
    tape_add(&b->traced, "\n", 1);
}

static void test_the_trace_tells_of_messages_in_a_line_each(void **state)
{
    struct parts_bench *b = *state;
    uint8_t id, pad[9];
    unsigned i2c_sda = 5, wire = parts_bench_pin(b, "pwm_4", PIN_ONEWIRE);
    unsigned dht = parts_bench_pin(b, "simple_1", PIN_PULSE);
    struct i2c_message m = { .sda = 5,
                             .scl = 6,
                             .address = 0x76,
                             .tx = (const uint8_t *)"\xd0",
                             .rx = &id,
                             .n_tx = 1,
                             .n_rx = 1 };
    struct onewire_message w = { (uint8_t)wire, (const uint8_t *)"\xcc\xbe", pad, 2, sizeof pad };
    struct pulse_question q = { (uint8_t)dht, (uint8_t)dht, false, 1000 };

    hw_pin_use(&b->sim.hw, i2c_sda, PIN_I2C);
    hw_pin_use(&b->sim.hw, 6, PIN_I2C);
    unsigned pixels = parts_bench_pin(b, "pwm_3", PIN_PIXELS);
    b->sim.trace = keep;
    b->sim.trace_ctx = b;
    hw_i2c_transfer(&b->sim.hw, &m);
    m.address = 0x50;
    hw_i2c_transfer(&b->sim.hw, &m);
    hw_onewire_transfer(&b->sim.hw, &w);
    hw_pulse_start(&b->sim.hw, &q);
    hw_pixels(&b->sim.hw, pixels, pad, sizeof pad);
    assert_string_equal(b->traced.data, "i2c 76 w d0 r 60\n"
                                        "i2c 50 w d0 nobody\n"
                                        "1-wire 7 w ccbe r 50054b467fff0c10..9\n"
                                        "pulse 10 0 1000 us, 84 levels on 10\n"
                                        "pixels 4: 3\n");
}

static const char *shown(struct parts_bench *b, char *text, size_t cap)
{
    struct out o;

    out_init(&o, text, cap);
    b->sim.hw.simulated->show(b->sim.hw.ctx, &o);
    assert_false(o.full);
    assert_true(text_is_utf8(out_written(&o)));
    assert_null(strchr(text, '\x1b'));
    return text;
}

static void test_the_board_is_shown_with_its_pins_and_parts(void **state)
{
    struct parts_bench *b = *state;
    char text[8192];

    hw_pin_use(&b->sim.hw, 1, PIN_PWM);
    hw_pwm(&b->sim.hw, 1, 50, 75);
    hw_pin_use(&b->sim.hw, 0, PIN_OUT);
    hw_pin_write(&b->sim.hw, 0, true);
    parts_bench_set(b, "dht22.temp", "-3.4");
    shown(b, text, sizeof text);
    assert_non_null(strstr(text, "GPIO0  builtin   out     high\n"));
    assert_non_null(strstr(text, "75 permille at 50 Hz, a servo at 90 degrees\n"));
    assert_non_null(strstr(text, "dht22.temp -3.4 C"));
    assert_non_null(strstr(text, "ssd1306: sa0 0, fault none, dark\n"));
    assert_int_not_equal(text[strlen(text) - 1], '\n');
}

static void test_display_and_pixels_are_drawn(void **state)
{
    static const uint8_t page[] = { 0x40, 0xff, 0x01 };
    static const uint8_t begin[] = { 0x00, 0x8d, 0x14, 0xa1, 0xc8, 0xaf };
    struct parts_bench *b = *state;
    char text[8192];

    parts_bench_i2c(b, 0x3c, begin, sizeof begin, NULL, 0);
    parts_bench_i2c(b, 0x3c, page, sizeof page, NULL, 0);
    unsigned pin = parts_bench_pin(b, "pwm_3", PIN_PIXELS);
    hw_pixels(&b->sim.hw, pin, (const uint8_t[]){ 0x12, 0xab, 0x03 }, 3);
    shown(b, text, sizeof text);
    assert_non_null(
        strstr(text, "ssd1306: sa0 0, fault none\n  \u284f\u2800")); // a column and a dot
    assert_non_null(strstr(text, "\n  \u2847\u2800"));
    assert_non_null(strstr(text, "1 in the last frame\n  #ab1203 #000000"));
}

static struct parts_bench *wire_to_rig(struct rig *r)
{
    struct parts_bench *b = calloc(1, sizeof *b);

    sim_wire(&r->sim, parts_bench_take, b);
    return b;
}

static void test_the_module_sets_pins_and_parts(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct parts_bench *b = wire_to_rig(r);

    expect_reply(p, "sim set dht22.temp -31.5", "dht22.temp: -31.5\n");
    assert_int_equal(b->parts->dht.temp_22, -315);
    expect_reply(p, "sim set dht22.fault silent", "dht22.fault: silent\n");
    expect_reply(p, "sim set adc_0 1500", "adc_0: 1500\n");
    assert_int_equal(r->sim.adc_mv, 1500);
    expect_reply(p, "sim set irq1 1", "irq1: 1\n");
    assert_int_equal(hw_pin_read(&r->sim.hw, 12), 1);
    expect_reply(p, "sim set irq2 on", "irq2: 1\n");
    assert_int_equal(hw_pin_read(&r->sim.hw, 13), 1);
    expect_reply(p, "sim set(name='pir', value='1')", "pir: 1\n");
    free(b->parts);
    free(b);
}

#define REFUSED      "execute_LM_function LM_sim->set: "
#define NO_SUCH_NAME "no such name, see sim parts and system pinmap"

static void test_the_module_says_what_it_does_not_take(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct parts_bench *b = wire_to_rig(r);

    expect_reply(p, "sim set dht22.temp 99",
                 REFUSED "dht22.temp: 99 is not accepted, it takes -40.0 to 80.0\n");
    expect_reply(p, "sim set dht22.temp hot",
                 REFUSED "dht22.temp: hot is not accepted, it takes -40.0 to 80.0\n");
    expect_reply(p, "sim set dht22.fault bent",
                 REFUSED "dht22.fault: bent is not accepted, it takes none, silent or checksum\n");
    expect_reply(p, "sim set dht22.temp", REFUSED "dht22.temp: to what? It takes -40.0 to 80.0\n");
    expect_reply(p, "sim set irq1 high",
                 REFUSED "irq1: high is not accepted, it takes on or off\n");
    expect_reply(p, "sim set irq1", REFUSED "irq1: to what? It takes on or off\n");
    expect_reply(p, "sim set", REFUSED "which one? See sim parts and system pinmap\n");
    expect_reply(p, "sim set foo 1", REFUSED "foo: " NO_SUCH_NAME "\n");
    expect_reply(p, "sim set irq9 1", REFUSED "irq9: " NO_SUCH_NAME "; did you mean irq1?\n");
    expect_reply(p, "sim set dht22.tmp 31",
                 REFUSED "dht22.tmp: " NO_SUCH_NAME "; did you mean dht22.temp?\n");
    expect_reply(p, "sim set hcsr04 31",
                 REFUSED "hcsr04: " NO_SUCH_NAME "; did you mean hcsr04.distance, hcsr04.fault, "
                         "hcsr04.trigger, hcsr04.echo?\n");
    expect_reply(
        p, "sim set distance 31 >json",
        "{\"error\": \"distance: " NO_SUCH_NAME
        "; did you mean hcsr04.distance?\", \"module\": \"sim\", \"function\": \"set\"}\n");
    free(b->parts);
    free(b);
}

static void test_the_module_lists_and_shows(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    struct parts_bench *b = wire_to_rig(r);
    char heard[16384];

    peer_say(p, "sim parts");
    peer_heard(p, heard, sizeof heard);
    assert_non_null(strstr(heard, "\ndht22.temp: 23.4 C (-40.0 to 80.0)\n"));
    assert_non_null(strstr(heard, "\nhcsr04.fault: none (none or silent)\n"));
    peer_say(p, "sim show");
    peer_heard(p, heard, sizeof heard);
    assert_int_equal(strncmp(heard, "esp8266\n", 8), 0);
    assert_non_null(strstr(heard, "\nnode01 $  "));
    free(b->parts);
    free(b);
}

static void test_a_board_without_parts_says_so(void **state)
{
    struct rig *r = *state;
    struct peer *p = rig_enter(r, LINK_LOOPBACK);

    sim_init(&r->sim, &board_esp8266);
    expect_reply(p, "sim show", "execute_LM_function LM_sim->show: not supported on this board\n");
    expect_reply(p, "sim parts",
                 "execute_LM_function LM_sim->parts: not supported on this board\n");
    expect_reply(p, "sim set dht22.temp 1",
                 REFUSED "dht22.temp: no such name, see system pinmap\n");
    expect_reply(p, "sim set irq1 1", "irq1: 1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PARTS_TEST(test_memory_is_taken_when_the_first_part_is_used),
        PARTS_TEST(test_without_memory_there_are_no_parts),
        PARTS_TEST(test_a_bus_needs_its_pins),
        PARTS_TEST(test_spi_is_a_loop),
        PARTS_TEST(test_questions_on_two_pins_do_not_disturb_each_other),
        PARTS_TEST(test_values_are_checked_by_their_field),
        PARTS_TEST(test_each_value_has_a_name_of_its_own_and_lies_in_its_range),
        PARTS_TEST(test_the_world_outlives_a_restart_of_the_board),
        PARTS_TEST(test_a_pir_moves_its_line_and_no_pull_does),
        PARTS_TEST(test_an_encoder_gives_quadrature),
        PARTS_TEST(test_what_the_chip_knows),
        PARTS_TEST(test_the_trace_tells_of_messages_in_a_line_each),
        PARTS_TEST(test_the_board_is_shown_with_its_pins_and_parts),
        PARTS_TEST(test_display_and_pixels_are_drawn),
        RIG_TEST(test_the_module_sets_pins_and_parts),
        RIG_TEST(test_the_module_lists_and_shows),
        RIG_TEST(test_the_module_says_what_it_does_not_take),
        RIG_TEST(test_a_board_without_parts_says_so),
    };

    return RUN(tests);
}
