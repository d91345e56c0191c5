// Tries the hardware table on this machine: hw_try BOARD reads commands from standard input, one a
// line, and answers each with one. The program of tests/kernel/test_operations.py inside the guest.
#include "base/out.h"
#include "machine.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WORDS = 10, BYTES = 4096, LEVELS = 128, PATIENCE_MS = 30000, PAUSE_MS = 5 };

struct bytes {
    uint8_t at[BYTES];
    uint16_t n;
};

static struct machine machine;
static char *words[WORDS];
static unsigned n_words;

static void print_log(void *ctx, enum log_level level, struct text line)
{
    (void)ctx;
    fprintf(stderr, "%s %.*s\n", log_level_name(level), (int)line.len, line.p);
}

static unsigned number(unsigned i)
{
    return i < n_words ? (unsigned)strtoul(words[i], NULL, 0) : 0;
}

// "55aa"; "-" is nothing.
static void read_bytes(unsigned i, struct bytes *b)
{
    b->n = 0;
    for (const char *p = i < n_words ? words[i] : "-"; p[0] && p[1] && b->n < BYTES; p += 2) {
        char pair[] = { p[0], p[1], '\0' };
        b->at[b->n++] = (uint8_t)strtoul(pair, NULL, 16);
    }
}

static void answer(int err, const struct bytes *b)
{
    fputs(err < 0 ? err_text(err) : "ok", stdout);
    for (unsigned i = 0; err >= 0 && b && i < b->n; i++)
        printf("%s%02x", i ? "" : " ", b->at[i]);
    putchar('\n');
}

static void answer_number(int err, long value)
{
    if (err < 0)
        answer(err, NULL);
    else
        printf("ok %ld\n", value);
}

static uint64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

// use GPIO USE, with the number of the use
static void try_use(void)
{
    answer(hw_pin_use(&machine.hw, number(1), (enum pin_use)number(2)), NULL);
}

static void try_read(void)
{
    int level = hw_pin_read(&machine.hw, number(1));

    answer_number(level, level);
}

static void try_write(void)
{
    answer(hw_pin_write(&machine.hw, number(1), number(2)), NULL);
}

// pwm GPIO HZ PERMILLE
static void try_pwm(void)
{
    answer(hw_pwm(&machine.hw, number(1), number(2), number(3)), NULL);
}

// i2c SDA SCL ADDRESS BYTES COUNT
static void try_i2c(void)
{
    static struct bytes tx, rx;

    read_bytes(4, &tx);
    rx.n = (uint16_t)number(5);
    struct i2c_message m = {
        (uint8_t)number(1), (uint8_t)number(2), (uint8_t)number(3), 400000, tx.at, rx.at, tx.n, rx.n
    };
    answer(hw_i2c_transfer(&machine.hw, &m), &rx);
}

// spi CLOCK MOSI MISO SELECT MODE HZ BYTES
static void try_spi(void)
{
    static struct bytes tx, rx;

    read_bytes(7, &tx);
    rx.n = tx.n;
    struct spi_message m = { (uint8_t)number(1),
                             (uint8_t)number(2),
                             (uint8_t)number(3),
                             (uint8_t)number(4),
                             (uint8_t)number(5),
                             number(6),
                             tx.at,
                             rx.at,
                             tx.n };
    answer(hw_spi_transfer(&machine.hw, &m), &rx);
}

// onewire GPIO BYTES COUNT: asks again while it is not done, and says what the longest call took.
static void try_onewire(void)
{
    static struct bytes tx, rx;
    uint64_t longest_ms = 0, start_ms = now_ms();
    int err = ERR_WAIT;

    read_bytes(2, &tx);
    rx.n = (uint16_t)number(3);
    struct onewire_message m = { (uint8_t)number(1), tx.at, rx.at, tx.n, rx.n };
    while (err == ERR_WAIT && now_ms() - start_ms < PATIENCE_MS) {
        uint64_t from_ms = now_ms();
        err = hw_onewire_transfer(&machine.hw, &m);
        if (now_ms() - from_ms > longest_ms)
            longest_ms = now_ms() - from_ms;
        if (err == ERR_WAIT)
            poll(NULL, 0, PAUSE_MS);
    }
    printf("%u ms ", (unsigned)longest_ms);
    answer(err, &rx);
}

static void try_search(void)
{
    struct bytes rom = { .n = 8 };
    int err;

    fputs("found", stdout);
    while (!(err = hw_onewire_next(&machine.hw, number(1), rom.at))) {
        putchar(' ');
        for (unsigned i = 0; i < rom.n; i++)
            printf("%02x", rom.at[i]);
    }
    printf(err == ERR_NAME ? "\n" : ": %s\n", err_text(err));
}

static void try_adc(void)
{
    int mv = hw_adc(&machine.hw, number(1));

    answer_number(mv, mv);
}

static void try_chip(void)
{
    int32_t value = 0;
    int err = hw_chip_read(&machine.hw, (enum chip_value)number(1), &value);

    answer_number(err, value);
}

// pixels GPIO BYTES
static void try_pixels(void)
{
    static struct bytes tx;

    read_bytes(2, &tx);
    answer(hw_pixels(&machine.hw, number(1), tx.at, tx.n), NULL);
}

// pulse OUT IN LEVEL US: returns when the question was asked
static void try_pulse(void)
{
    struct pulse_question q = { (uint8_t)number(1), (uint8_t)number(2), number(3),
                                (uint16_t)number(4) };
    struct pollfd ready = { machine.epoll, POLLIN, 0 };
    uint64_t start_ms = now_ms();
    int err = hw_pulse_start(&machine.hw, &q);
    unsigned gpio, took_ms = (unsigned)(now_ms() - start_ms);
    bool is_high;

    if (!err && q.us > 2000 && poll(&ready, 1, PATIENCE_MS) > 0)
        (void)machine_take_edge(&machine, &gpio, &is_high);
    printf("%u ms ", took_ms);
    answer(err, NULL);
}

// take IN COUNT
static void try_take(void)
{
    uint16_t us[LEVELS];
    unsigned most = number(2);
    int n = hw_pulse_take(&machine.hw, number(1), us, most < LEVELS ? most : LEVELS);

    fputs(n < 0 ? err_text(n) : "ok", stdout);
    for (int i = 0; i < n; i++)
        printf(" %u", us[i]);
    putchar('\n');
}

// watch GPIO; edge: waits for the next one
static void try_watch(void)
{
    answer(hw_pin_watch(&machine.hw, number(1), true), NULL);
}

static void try_edge(void)
{
    struct pollfd ready = { machine.epoll, POLLIN, 0 };
    unsigned gpio = 0;
    bool is_high = false;

    if (poll(&ready, 1, PATIENCE_MS) > 0 && machine_take_edge(&machine, &gpio, &is_high))
        printf("ok %u %d\n", gpio, is_high);
    else
        puts("none");
}

// put FILE TEXT: what happens outside meanwhile
static void try_put(void)
{
    FILE *f = n_words == 3 ? fopen(words[1], "w") : NULL;

    answer(f && fputs(words[2], f) >= 0 && !fclose(f) ? OK : ERR_IO, NULL);
}

static const struct {
    const char *word;
    void (*run)(void);
} commands[] = {
    { "use", try_use },         { "read", try_read },     { "write", try_write },
    { "pwm", try_pwm },         { "i2c", try_i2c },       { "spi", try_spi },
    { "onewire", try_onewire }, { "search", try_search }, { "adc", try_adc },
    { "chip", try_chip },       { "pixels", try_pixels }, { "pulse", try_pulse },
    { "take", try_take },       { "watch", try_watch },   { "edge", try_edge },
    { "put", try_put },
};

static void obey(char *line)
{
    char *rest;

    n_words = 0;
    for (char *w = strtok_r(line, " \n", &rest); w && n_words < WORDS;
         w = strtok_r(NULL, " \n", &rest))
        words[n_words++] = w;
    for (unsigned i = 0; n_words && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(commands[i].word, words[0]))
            continue;
        commands[i].run();
        fflush(stdout);
        return;
    }
    puts("what?");
}

int main(int argc, char **argv)
{
    static char line[2 * BYTES + 256];
    char reason[256];
    struct out why;

    out_init(&why, reason, sizeof reason);
    if (argc != 3) {
        fprintf(stderr, "usage: hw_try BOARD PINS_BOARD\n");
        return 2;
    }
    if (machine_read_board(&machine, argv[1], argv[2], &why) ||
        machine_open(&machine, print_log, NULL)) {
        fprintf(stderr, "hw_try: %.*s\n", (int)out_written(&why).len, out_written(&why).p);
        return 1;
    }
    while (fgets(line, sizeof line, stdin))
        obey(line);
    machine_close(&machine);
    return 0;
}
