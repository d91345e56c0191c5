// Drawing for an SSD1306, and its protocol.
#include "chips/ssd1306.h"
#include "chips/font8x8.h"

// Section 8.1.5: the address with SA0 low (1 higher with SA0 high), and the control bytes.
enum { ADDRESS = 0x3c, COMMANDS = 0, DATA = 0x40 };
enum command {
    SET_MODE = 0x20,
    SET_COLUMNS = 0x21,
    SET_PAGES = 0x22,
    SET_START_LINE = 0x40,
    SET_CONTRAST = 0x81,
    SET_PUMP = 0x8d,
    SEGMENTS_SWAPPED = 0xa1,
    SHOW_RAM = 0xa4,
    NORMAL = 0xa6, // 0xa7: inverted
    SET_MULTIPLEX = 0xa8,
    DISPLAY_OFF = 0xae, // 0xaf: on
    ROWS_SWAPPED = 0xc8,
    SET_OFFSET = 0xd3,
    SET_CLOCK = 0xd5,
    SET_COM_PINS = 0xda
};
enum { HORIZONTAL = 0, PUMP_ON = 0x14, ALTERNATING_PINS = 0x12, CLOCK_AT_RESET = 0x80 };
enum { BRIGHT = 0xcf, ALL_PAGES = 0xff };

void ssd1306_fill(struct ssd1306_picture *d, bool lit)
{
    for (unsigned p = 0; p < SSD1306_PARTS; p++)
        for (unsigned x = 0; x < SSD1306_COLUMNS; x++)
            d->page[p][1 + x] = lit ? 0xff : 0;
    d->changed = ALL_PAGES;
}

void ssd1306_pixel(struct ssd1306_picture *d, int32_t x, int32_t y, bool lit)
{
    if (x < 0 || y < 0 || x >= SSD1306_COLUMNS || y >= SSD1306_ROWS)
        return;
    uint8_t *at = &d->page[y / 8][1 + x], bit = (uint8_t)(1 << y % 8);
    *at = (uint8_t)(lit ? *at | bit : *at & ~bit);
    d->changed |= (uint8_t)(1 << y / 8);
}

static int32_t size_of(int32_t v)
{
    return v < 0 ? -v : v;
}

// Bresenham, "Algorithm for computer control of a digital plotter", 1965.
void ssd1306_line(struct ssd1306_picture *d, int32_t x, int32_t y, int32_t to_x, int32_t to_y,
                  bool lit)
{
    int32_t wide = size_of(to_x - x), high = -size_of(to_y - y), error = wide + high;
    int32_t right = x < to_x ? 1 : -1, down = y < to_y ? 1 : -1;

    ssd1306_pixel(d, x, y, lit);
    while (x != to_x || y != to_y) {
        int32_t twice = 2 * error;
        if (twice >= high) {
            error += high;
            x += right;
        }
        if (twice <= wide) {
            error += wide;
            y += down;
        }
        ssd1306_pixel(d, x, y, lit);
    }
}

void ssd1306_text(struct ssd1306_picture *d, struct text t, int32_t x, int32_t y)
{
    for (size_t i = 0; i < t.len && x < SSD1306_COLUMNS; i++, x += FONT8X8_SIZE)
        for (unsigned column = 0; column < FONT8X8_SIZE; column++)
            for (unsigned row = 0; row < FONT8X8_SIZE; row++)
                if (font8x8_column(t.p[i], column) >> row & 1)
                    ssd1306_pixel(d, x + (int32_t)column, y + (int32_t)row, true);
}

static int ssd1306_send(struct call *c, const struct ssd1306_picture *d, const uint8_t *bytes,
                        size_t len)
{
    uint8_t address = (uint8_t)(ADDRESS + d->is_second);

    return call_i2c(c, address, text_make((const char *)bytes, len), NULL, 0);
}

// The first message also looks for the display, first at its last address, then at the other one.
// The error is that of the first.
static int ssd1306_send_first(struct call *c, struct ssd1306_picture *d, const uint8_t *bytes,
                              size_t len)
{
    int err = ssd1306_send(c, d, bytes, len);
    struct fault why = *c->fault;

    if (err != ERR_IO || why.kind != FAULT_I2C)
        return err;
    d->is_second = !d->is_second;
    if (!ssd1306_send(c, d, bytes, len)) {
        *c->fault = (struct fault){ 0 };
        return OK;
    }
    d->is_second = !d->is_second;
    *c->fault = why;
    return err;
}

static int configure(struct call *c, struct ssd1306_picture *d)
{
    const uint8_t commands[] = {
        COMMANDS,         DISPLAY_OFF,      SET_MULTIPLEX,
        SSD1306_ROWS - 1, SET_OFFSET,       0,
        SET_START_LINE,   SEGMENTS_SWAPPED, ROWS_SWAPPED,
        SET_COM_PINS,     ALTERNATING_PINS, SET_CONTRAST,
        BRIGHT,           SHOW_RAM,         (uint8_t)(NORMAL + d->is_inverted),
        SET_CLOCK,        CLOCK_AT_RESET,   SET_PUMP,
        PUMP_ON,          SET_MODE,         HORIZONTAL
    };
    int err = d->is_ready ? OK : ssd1306_send_first(c, d, commands, sizeof commands);

    if (!d->is_ready)
        d->changed = ALL_PAGES; // at power on its memory has random content
    return err;
}

static int send_page(struct call *c, struct ssd1306_picture *d, uint8_t p)
{
    const uint8_t place[] = { COMMANDS, SET_COLUMNS, 0, SSD1306_COLUMNS - 1, SET_PAGES, p, p };
    int err = ssd1306_send(c, d, place, sizeof place);

    d->page[p][0] = DATA;
    err = err ? err : ssd1306_send(c, d, d->page[p], sizeof d->page[p]);
    if (!err)
        d->changed &= (uint8_t) ~(1 << p);
    return err;
}

int ssd1306_show(struct call *c, struct ssd1306_picture *d)
{
    const uint8_t power[] = { COMMANDS, (uint8_t)(DISPLAY_OFF + !d->is_off) };
    int err = configure(c, d);

    for (uint8_t p = 0; p < SSD1306_PARTS && !err; p++)
        if (d->changed >> p & 1)
            err = send_page(c, d, p);
    if (!err && !d->is_ready) // switch on only after the picture was sent
        err = ssd1306_send(c, d, power, sizeof power);
    d->is_ready = !err;
    return err;
}

// Shows the picture if needed, then sends one more command.
static int order(struct call *c, struct ssd1306_picture *d, uint8_t command)
{
    const uint8_t bytes[] = { COMMANDS, command };
    bool is_done = !d->is_ready;
    int err = is_done ? ssd1306_show(c, d) : ssd1306_send(c, d, bytes, sizeof bytes);

    d->is_ready = !err;
    return err;
}

int ssd1306_invert(struct call *c, struct ssd1306_picture *d, bool inverted)
{
    bool was_inverted = d->is_inverted;

    d->is_inverted = inverted;
    int err = order(c, d, (uint8_t)(NORMAL + inverted));
    if (err)
        d->is_inverted = was_inverted;
    return err;
}

int ssd1306_power(struct call *c, struct ssd1306_picture *d, bool on)
{
    bool was_off = d->is_off;

    d->is_off = !on;
    int err = order(c, d, (uint8_t)(DISPLAY_OFF + on));
    if (err)
        d->is_off = was_off;
    return err;
}
