// Reads board files.
#include <string.h>
#include "base/bytes.h"
#include "base/out.h"
#include "wiring.h"

// What a line takes after its word: L a logical name, G the word "gpio", g a GPIO, n a number, d a
// device, p a part of it.
struct grammar {
    const char *word, *takes, *usage;
    bool is_list; // several of one file are alternatives, or all count
};

static const struct grammar grammar[WIRE_KIND_COUNT] = {
    [WIRE_BOARD] = { "board", "d", "board NAME", false },
    [WIRE_CHIP] = { "chip", "d", "chip LABEL or chip /dev/gpiochipN", true },
    [WIRE_LINE] = { "line", "gdn", "line GPIO CHIP NUMBER", false },
    [WIRE_PIN] = { "pin", "LGg", "pin LOGICAL gpio GPIO", false },
    [WIRE_INPUT_ONLY] = { "input_only", "g", "input_only GPIO", false },
    [WIRE_I2C] = { "i2c", "ggd", "i2c SDA SCL DEVICE", false },
    [WIRE_SPI] = { "spi", "ggggd", "spi CLOCK MOSI MISO SELECT DEVICE", false },
    [WIRE_PWM] = { "pwm", "gdn", "pwm GPIO CHIP CHANNEL", true },
    [WIRE_ADC] = { "adc", "Ldp", "adc LOGICAL IIO_DEVICE in_voltageN", false },
    [WIRE_ONEWIRE] = { "onewire", "gd", "onewire GPIO MASTER", false },
    [WIRE_PIXELS] = { "pixels", "gd", "pixels GPIO SPI_DEVICE", false },
    [WIRE_LED] = { "led", "Ld", "led LOGICAL NAME", true },
};

enum { WORDS = 6, NAME_MAX_BYTES = 31, NUMBER_MAX = 9999 };

struct reader {
    struct wiring *w;
    const char *file;
    unsigned line;
    struct out *why;
};

void wiring_init(struct wiring *w)
{
    *w = (struct wiring){ 0 };
}

static int refuse(const struct reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int refuse(const struct reader *r, const char *format, ...)
{
    va_list args;

    out_format(r->why, "%s:%u: ", r->file, r->line);
    va_start(args, format);
    out_vformat(r->why, format, args);
    va_end(args);
    return ERR_SYNTAX;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

// Splits a line up to its comment. How many words there are, of which WORDS are given.
static unsigned split(struct text line, struct text words[WORDS])
{
    unsigned n = 0;
    size_t i = 0;

    while (i < line.len) {
        while (i < line.len && is_space(line.p[i]))
            i++;
        if (i == line.len || line.p[i] == '#')
            break;
        size_t from = i;
        while (i < line.len && !is_space(line.p[i]))
            i++;
        if (n < WORDS)
            words[n] = (struct text){ line.p + from, i - from };
        n++;
    }
    return n;
}

static int read_number(const struct reader *r, struct text word, unsigned most, const char *what,
                       unsigned *value)
{
    *value = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.p[i] < '0' || word.p[i] > '9' || *value > most)
            *value = most + 1;
        else
            *value = *value * 10 + (unsigned)(word.p[i] - '0');
    }
    if (word.len && *value <= most)
        return OK;
    return refuse(r, "%s is 0 to %u, not '%.*s'", what, most, (int)word.len, word.p);
}

static bool is_printable(struct text word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.p[i] <= ' ' || word.p[i] > '~')
            return false;
    return true;
}

static bool is_logical(struct text word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!(word.p[i] >= 'a' && word.p[i] <= 'z') && !(word.p[i] >= '0' && word.p[i] <= '9') &&
            word.p[i] != '_')
            return false;
    return word.len <= NAME_MAX_BYTES;
}

static int keep(const struct reader *r, struct text word, const char **kept)
{
    struct wiring *w = r->w;

    if (!is_printable(word))
        return refuse(r, "names are of printable ASCII characters");
    if (word.len + 1 > sizeof w->text - w->n_text)
        return refuse(r, "the board files are too long: there is room for %u bytes of names",
                      (unsigned)sizeof w->text);
    bytes_copy(w->text + w->n_text, word.p, word.len);
    *kept = w->text + w->n_text;
    w->n_text += word.len;
    w->text[w->n_text++] = '\0';
    return OK;
}

static int take_gpio(const struct reader *r, struct text word, struct wire *wire, unsigned *n)
{
    unsigned gpio = 0;
    int err = read_number(r, word, WIRING_GPIOS - 1, "a GPIO", &gpio);

    wire->gpio[(*n)++] = (uint8_t)gpio;
    return err;
}

static int take(const struct reader *r, char kind, struct text word, struct wire *wire,
                unsigned *n_gpios)
{
    unsigned number = 0;
    int err;

    switch (kind) {
    case 'g': return take_gpio(r, word, wire, n_gpios);
    case 'd': return keep(r, word, &wire->device);
    case 'p': return keep(r, word, &wire->part);
    case 'n':
        err = read_number(r, word, NUMBER_MAX, "a number", &number);
        wire->number = (uint16_t)number;
        return err;
    case 'L':
        if (is_logical(word))
            return keep(r, word, &wire->logical);
        return refuse(r, "a logical pin is up to %d of a-z, 0-9 and _, not '%.*s'", NAME_MAX_BYTES,
                      (int)word.len, word.p);
    default:
        if (text_is(word, "gpio"))
            return OK;
        return refuse(r, "'%.*s' is not known here; accepted: %s", (int)word.len, word.p,
                      grammar[wire->kind].usage);
    }
}

// Whether two lines say the same thing, so that the later one counts.
static bool is_same(const struct wire *a, const struct wire *b)
{
    if (a->logical && b->logical)
        return !strcmp(a->logical, b->logical);
    if (a->kind != b->kind)
        return false;
    unsigned keys = a->kind == WIRE_I2C ? 2 : a->kind == WIRE_SPI ? 4 : 1;
    return !memcmp(a->gpio, b->gpio, keys);
}

static int add(const struct reader *r, const struct wire *wire)
{
    struct wiring *w = r->w;
    unsigned n = 0;

    for (unsigned i = 0; i < w->n_wires; i++) {
        const struct wire *old = &w->wires[i];
        bool is_older = old->file != wire->file;
        if (is_same(old, wire) && !is_older &&
            (old->kind != wire->kind || !grammar[wire->kind].is_list))
            return refuse(r, "the same was said in line %u already", old->said_at);
        if (!is_same(old, wire) || !is_older)
            w->wires[n++] = *old;
    }
    w->n_wires = n;
    if (n == WIRING_WIRES)
        return refuse(r, "too many lines: %u at most", WIRING_WIRES);
    w->wires[w->n_wires++] = *wire;
    return OK;
}

static int refuse_word(const struct reader *r, struct text word)
{
    refuse(r, "'%.*s' is not known; accepted:", (int)word.len, word.p);
    for (unsigned i = 0; i < WIRE_KIND_COUNT; i++)
        out_format(r->why, "%s %s", i ? "," : "", grammar[i].word);
    return ERR_SYNTAX;
}

static int read_line(const struct reader *r, struct text line)
{
    struct text words[WORDS];
    struct wire wire = { .file = r->w->n_files, .said_at = (uint16_t)r->line };
    unsigned n = split(line, words), n_gpios = 0;
    int err = OK;

    if (!n)
        return OK;
    while (wire.kind < WIRE_KIND_COUNT && !text_is(words[0], grammar[wire.kind].word))
        wire.kind++;
    if (wire.kind == WIRE_KIND_COUNT)
        return refuse_word(r, words[0]);
    const char *takes = grammar[wire.kind].takes;
    if (n != strlen(takes) + 1)
        return refuse(r, "%u words; accepted: %s", n, grammar[wire.kind].usage);
    for (unsigned i = 1; i < n && !err; i++)
        err = take(r, takes[i - 1], words[i], &wire, &n_gpios);
    return err ? err : add(r, &wire);
}

// Quotes mean nothing here, unlike to text_until.
static struct text take_line(struct text *rest)
{
    size_t n = 0;

    while (n < rest->len && rest->p[n] != '\n')
        n++;
    struct text line = { rest->p, n };
    *rest = text_skip(*rest, n + 1);
    return line;
}

int wiring_read(struct wiring *w, const char *file, struct text text, struct out *why)
{
    struct reader r = { w, file, 0, why };
    int err = OK;

    while (text.len && !err) {
        r.line++;
        err = read_line(&r, take_line(&text));
    }
    w->n_files++;
    return err;
}

const struct wire *wiring_next(const struct wiring *w, const struct wire *after,
                               enum wire_kind kind)
{
    for (const struct wire *x = after ? after + 1 : w->wires; x < w->wires + w->n_wires; x++)
        if (x->kind == kind)
            return x;
    return 0;
}

const struct wire *wiring_at_gpio(const struct wiring *w, const struct wire *after,
                                  enum wire_kind kind, unsigned gpio)
{
    while ((after = wiring_next(w, after, kind)) && after->gpio[0] != gpio)
        continue;
    return after;
}

// Lines for one light are alternatives under one number, which stands above all GPIOs.
static int number_leds(struct wiring *w, struct out *why)
{
    unsigned n = 0;

    for (struct wire *x = w->wires; x < w->wires + w->n_wires; x++) {
        if (x->kind != WIRE_LED)
            continue;
        const struct wire *first = 0;
        while ((first = wiring_next(w, first, WIRE_LED)) != x && !is_same(first, x))
            continue;
        x->gpio[0] = first == x ? (uint8_t)(WIRING_GPIOS + n++) : first->gpio[0];
        if (n > WIRING_LEDS) {
            out_format(why, "led %s: too many lights: %d at most", x->logical, WIRING_LEDS);
            return ERR_SYNTAX;
        }
    }
    return OK;
}

int wiring_finish(struct wiring *w, struct out *why)
{
    unsigned n = 0;
    uint16_t n_adc = 0;
    int err = number_leds(w, why);

    w->board.name = "linux";
    for (struct wire *x = w->wires; x < w->wires + w->n_wires; x++) {
        if (x->kind == WIRE_BOARD)
            w->board.name = x->device;
        else if (x->kind == WIRE_INPUT_ONLY)
            w->board.input_only |= (uint64_t)1 << x->gpio[0];
        else if (x->kind == WIRE_ADC)
            x->gpio[0] = (uint8_t)(x->number = n_adc++);
        if (x->logical)
            w->pins[n++] = (struct board_pin){ x->logical, x->gpio[0] };
    }
    w->pins[n].logical = 0;
    w->board.pins = w->pins;
    w->board.adc_is_channel = true;
    return err;
}
