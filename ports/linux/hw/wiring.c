// Reads board files.
#include "wiring.h"
#include "base/bytes.h"
#include "base/out.h"
#include <string.h>

// Arguments of a line's first word. L: a logical name. G: the word "gpio". g: a GPIO. c: a channel.
// r: a GPIO, or the first and last of several. n: a number. b: another number. d: a device. p: a
// part of it.
struct grammar {
    const char *word, *takes, *usage;
    bool is_list; // several lines in one file are alternatives, or all are used
};

static const struct grammar grammar[WIRE_KIND_COUNT] = {
    [WIRE_BOARD] = { "board", "d", "board NAME", false },
    [WIRE_CHIP] = { "chip", "d", "chip LABEL or chip /dev/gpiochipN", true },
    [WIRE_LINE] = { "line", "gdn", "line GPIO CHIP NUMBER", false },
    [WIRE_PIN] = { "pin", "LGg", "pin LOGICAL gpio GPIO", false },
    [WIRE_CHANNEL] = { "channel", "Lc", "channel LOGICAL NUMBER", false },
    [WIRE_INPUT_ONLY] = { "input_only", "r", "input_only GPIO or input_only FIRST-LAST", false },
    [WIRE_FLASH] = { "flash", "r", "flash GPIO or flash FIRST-LAST", false },
    [WIRE_ANALOG] = { "analog", "r", "analog GPIO or analog FIRST-LAST", false },
    [WIRE_CPU] = { "cpu", "nb", "cpu MHZ BOOST_MHZ", false },
    [WIRE_RAM] = { "ram", "n", "ram KIB", false },
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

static int wiring_refuse(const struct reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int wiring_refuse(const struct reader *r, const char *format, ...)
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

// Splits a line, without its comment, into words. Returns how many there are; at most WORDS are
// stored.
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

static int wiring_read_number(const struct reader *r, struct text word, unsigned most,
                              const char *what, unsigned *value)
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
    return wiring_refuse(r, "%s is 0 to %u, not '%.*s'", what, most, (int)word.len, word.p);
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

static int wiring_keep(const struct reader *r, struct text word, const char **kept)
{
    struct wiring *w = r->w;

    if (!is_printable(word))
        return wiring_refuse(r, "names are of printable ASCII characters");
    if (word.len + 1 > sizeof w->text - w->n_text)
        return wiring_refuse(r, "the board files are too long: there is room for %u bytes of names",
                             (unsigned)sizeof w->text);
    bytes_copy(w->text + w->n_text, word.p, word.len);
    *kept = w->text + w->n_text;
    w->n_text += word.len;
    w->text[w->n_text++] = '\0';
    return OK;
}

static int take_gpio(const struct reader *r, const char *what, struct text word, struct wire *wire,
                     unsigned *n)
{
    unsigned gpio = 0;
    int err = wiring_read_number(r, word, WIRING_GPIOS - 1, what, &gpio);

    wire->gpio[(*n)++] = (uint8_t)gpio;
    return err;
}

static int take_range(const struct reader *r, struct text word, struct wire *wire)
{
    struct text last = word, first = text_until(&last, '-');
    unsigned n = 0;
    int err = take_gpio(r, "a GPIO", first, wire, &n);

    if (!err)
        err = take_gpio(r, "a GPIO", first.len == word.len ? first : last, wire, &n);
    if (!err && wire->gpio[1] < wire->gpio[0])
        return wiring_refuse(r, "the first of the GPIOs is above the last: '%.*s'", (int)word.len,
                             word.p);
    return err;
}

static int take_number(const struct reader *r, struct text word, uint16_t *to)
{
    unsigned number = 0;
    int err = wiring_read_number(r, word, NUMBER_MAX, "a number", &number);

    *to = (uint16_t)number;
    return err;
}

static int wiring_take(const struct reader *r, char kind, struct text word, struct wire *wire,
                       unsigned *n_gpios)
{
    switch (kind) {
    case 'g': return take_gpio(r, "a GPIO", word, wire, n_gpios);
    case 'c': return take_gpio(r, "a channel", word, wire, n_gpios);
    case 'r': return take_range(r, word, wire);
    case 'n': return take_number(r, word, &wire->number);
    case 'b': return take_number(r, word, &wire->boost);
    case 'd': return wiring_keep(r, word, &wire->device);
    case 'p': return wiring_keep(r, word, &wire->part);
    case 'L':
        if (is_logical(word))
            return wiring_keep(r, word, &wire->logical);
        return wiring_refuse(r, "a logical pin is up to %d of a-z, 0-9 and _, not '%.*s'",
                             NAME_MAX_BYTES, (int)word.len, word.p);
    default:
        if (text_is(word, "gpio"))
            return OK;
        return wiring_refuse(r, "'%.*s' is not known here; accepted: %s", (int)word.len, word.p,
                             grammar[wire->kind].usage);
    }
}

// Whether two lines are about the same thing, so that the later one replaces the earlier.
static bool is_same(const struct wire *a, const struct wire *b)
{
    if (a->logical && b->logical)
        return !strcmp(a->logical, b->logical);
    if (a->kind != b->kind)
        return false;
    bool is_two = a->kind == WIRE_I2C || grammar[a->kind].takes[0] == 'r';
    unsigned keys = is_two ? 2 : a->kind == WIRE_SPI ? 4 : 1;
    return !memcmp(a->gpio, b->gpio, keys);
}

static int wiring_add(const struct reader *r, const struct wire *wire)
{
    struct wiring *w = r->w;
    unsigned n = 0;

    for (unsigned i = 0; i < w->n_wires; i++) {
        const struct wire *old = &w->wires[i];
        bool is_older = old->file != wire->file;
        if (is_same(old, wire) && !is_older &&
            (old->kind != wire->kind || !grammar[wire->kind].is_list))
            return wiring_refuse(r, "the same was said in line %u already", old->said_at);
        if (!is_same(old, wire) || !is_older)
            w->wires[n++] = *old;
    }
    w->n_wires = n;
    if (n == WIRING_WIRES)
        return wiring_refuse(r, "too many lines: %u at most", WIRING_WIRES);
    w->wires[w->n_wires++] = *wire;
    return OK;
}

static int refuse_word(const struct reader *r, struct text word)
{
    wiring_refuse(r, "'%.*s' is not known; accepted:", (int)word.len, word.p);
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
        return wiring_refuse(r, "%u words; accepted: %s", n, grammar[wire.kind].usage);
    for (unsigned i = 1; i < n && !err; i++)
        err = wiring_take(r, takes[i - 1], words[i], &wire, &n_gpios);
    return err ? err : wiring_add(r, &wire);
}

// Unlike in text_until, quotes have no meaning here.
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
    return NULL;
}

const struct wire *wiring_at_gpio(const struct wiring *w, const struct wire *after,
                                  enum wire_kind kind, unsigned gpio)
{
    while ((after = wiring_next(w, after, kind)) && after->gpio[0] != gpio)
        continue;
    return after;
}

// Lines for the same LED are alternatives with the same number, which is above all GPIOs.
static int number_leds(struct wiring *w, struct out *why)
{
    unsigned n = 0;

    for (struct wire *x = w->wires; x < w->wires + w->n_wires; x++) {
        if (x->kind != WIRE_LED)
            continue;
        const struct wire *first = NULL;
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

static uint64_t bits(const struct wire *x)
{
    return (UINT64_MAX >> (63 - x->gpio[1])) & (UINT64_MAX << x->gpio[0]);
}

// Updates the board from a line. A line with a logical pin also assigns its number.
static void tell_board(struct board *b, struct wire *x, uint16_t *n_adc)
{
    switch (x->kind) {
    case WIRE_BOARD: b->name = x->device; break;
    case WIRE_INPUT_ONLY: b->input_only |= bits(x); break;
    case WIRE_FLASH: b->flash |= bits(x); break;
    case WIRE_ANALOG: b->analog |= bits(x); break;
    case WIRE_RAM: b->ram_bytes = x->number * 1024u; break;
    case WIRE_CPU:
        b->cpu_hz = x->number * 1000000u;
        b->cpu_boost_hz = x->boost * 1000000u;
        break;
    case WIRE_PIN:
        b->adc_is_channel = b->adc_is_channel && !text_starts(text_of(x->logical), "adc_");
        break;
    case WIRE_ADC: x->gpio[0] = (uint8_t)(x->number = (*n_adc)++); break;
    default: break;
    }
}

int wiring_finish(struct wiring *w, struct out *why)
{
    unsigned n = 0;
    uint16_t n_adc = 0;
    int err = number_leds(w, why);

    w->board = (struct board){ .name = "linux", .pins = w->pins, .adc_is_channel = true };
    for (struct wire *x = w->wires; x < w->wires + w->n_wires; x++) {
        tell_board(&w->board, x, &n_adc);
        if (x->logical)
            w->pins[n++] = (struct board_pin){ x->logical, x->gpio[0] };
    }
    w->pins[n].logical = NULL;
    return err;
}
