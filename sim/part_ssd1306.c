// SSD1306, a display of 128 x 64 on I2C. Solomon Systech "SSD1306" Rev 1.1, sections 8.1.5 (I2C), 9
// (commands) and 10. Not modelled: scrolling (its commands are accepted), the COM pins of panels
// with other heights (DA), brightness.
#include "base/bytes.h"
#include "sim/parts.h"

enum {
    ADDRESS = 0x3c,
    IS_LAST_CONTROL = 0x80, // Co: clear if only data follows
    IS_DATA = 0x40,         // D/C#
    STATUS_OFF = 0x40,
    PUMP_ENABLED = 4,
    CONTRAST_AT_RESET = 0x7f
};

enum mode { MODE_HORIZONTAL, MODE_VERTICAL, MODE_PAGE };

enum command {
    SET_COLUMN_LOW = 0x00,
    SET_COLUMN_HIGH = 0x10,
    SET_MODE = 0x20,
    SET_COLUMNS = 0x21,
    SET_PAGES = 0x22,
    SCROLL_RIGHT = 0x26,
    SCROLL_LEFT = 0x27,
    SCROLL_UP_RIGHT = 0x29,
    SCROLL_UP_LEFT = 0x2a,
    SET_START_LINE = 0x40,
    SET_CONTRAST = 0x81,
    SET_PUMP = 0x8d,
    SEGMENTS_AS_THEY_ARE = 0xa0,
    SEGMENTS_SWAPPED = 0xa1,
    SET_SCROLL_AREA = 0xa3,
    SHOW_RAM = 0xa4,
    ALL_ON = 0xa5,
    NORMAL = 0xa6,
    INVERTED = 0xa7,
    SET_MULTIPLEX = 0xa8,
    DISPLAY_OFF = 0xae,
    DISPLAY_ON = 0xaf,
    SET_PAGE = 0xb0,
    ROWS_AS_THEY_ARE = 0xc0,
    ROWS_SWAPPED = 0xc8,
    SET_OFFSET = 0xd3,
    SET_CLOCK = 0xd5,
    SET_PRECHARGE = 0xd9,
    SET_COM_PINS = 0xda,
    SET_DESELECT = 0xdb
};

static void part_ssd1306_power_on(struct parts *p)
{
    struct ssd1306 *d = &p->ssd1306;

    d->mode = MODE_PAGE;
    d->column_last = OLED_WIDTH - 1;
    d->page_last = OLED_PAGES - 1;
    d->multiplex = OLED_HEIGHT - 1;
    d->contrast = CONTRAST_AT_RESET;
}

// How many bytes follow a command.
static unsigned parameters_of(uint8_t command)
{
    static const uint8_t counts[][2] = {
        { SCROLL_RIGHT, 6 }, { SCROLL_LEFT, 6 },   { SCROLL_UP_RIGHT, 5 }, { SCROLL_UP_LEFT, 5 },
        { SET_COLUMNS, 2 },  { SET_PAGES, 2 },     { SET_SCROLL_AREA, 2 }, { SET_MODE, 1 },
        { SET_CONTRAST, 1 }, { SET_PUMP, 1 },      { SET_MULTIPLEX, 1 },   { SET_OFFSET, 1 },
        { SET_CLOCK, 1 },    { SET_PRECHARGE, 1 }, { SET_COM_PINS, 1 },    { SET_DESELECT, 1 },
    };

    for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
        if (counts[i][0] == command)
            return counts[i][1];
    return 0;
}

// Commands with their value in the low bits. The column's start address is for page mode.
static void run_ranged(struct ssd1306 *d, uint8_t c)
{
    if (c < SET_COLUMN_HIGH)
        d->column = (uint8_t)((d->column & 0x70) | c);
    else if (c < SET_MODE)
        d->column = (uint8_t)((c & 7) << 4 | (d->column & 15));
    else if (c >= SET_START_LINE && c < SET_START_LINE + OLED_HEIGHT)
        d->start_line = c & (OLED_HEIGHT - 1);
    else if (c >= SET_PAGE && c < SET_PAGE + OLED_PAGES)
        d->page = c & (OLED_PAGES - 1);
    else if ((c & 0xf0) == ROWS_AS_THEY_ARE)
        d->has_rows_swapped = (c & 8) != 0;
}

static void part_ssd1306_run(struct ssd1306 *d, uint8_t c, const uint8_t *parameter)
{
    switch (c) {
    case SET_MODE: d->mode = parameter[0] & 3; break;
    case SET_COLUMNS:
        d->column = d->column_first = parameter[0] & (OLED_WIDTH - 1);
        d->column_last = parameter[1] & (OLED_WIDTH - 1);
        break;
    case SET_PAGES:
        d->page = d->page_first = parameter[0] & (OLED_PAGES - 1);
        d->page_last = parameter[1] & (OLED_PAGES - 1);
        break;
    case SET_CONTRAST: d->contrast = parameter[0]; break;
    case SET_PUMP: d->has_pump = (parameter[0] & PUMP_ENABLED) != 0; break;
    case SEGMENTS_AS_THEY_ARE:
    case SEGMENTS_SWAPPED: d->has_segments_swapped = c & 1; break;
    case SHOW_RAM:
    case ALL_ON: d->is_all_on = c & 1; break;
    case NORMAL:
    case INVERTED: d->is_inverted = c & 1; break;
    case SET_MULTIPLEX: // below 15 is invalid
        if ((parameter[0] & 63) >= 15)
            d->multiplex = parameter[0] & 63;
        break;
    case DISPLAY_OFF:
    case DISPLAY_ON: d->is_on = c & 1; break;
    case SET_OFFSET: d->offset = parameter[0] & 63; break;
    default: run_ranged(d, c); break;
    }
}

// A command and its parameters may arrive in one message or in several.
static void part_ssd1306_take_command(struct ssd1306 *d, uint8_t byte)
{
    unsigned wanted = parameters_of(d->command);

    if (wanted) {
        d->parameters[d->n_parameters++] = byte;
        if (d->n_parameters < wanted)
            return;
        part_ssd1306_run(d, d->command, d->parameters);
    } else if (parameters_of(byte)) {
        d->command = byte;
        d->n_parameters = 0;
        return;
    } else {
        part_ssd1306_run(d, byte, d->parameters);
    }
    d->command = 0; // it has no parameters
}

static bool next_column(struct ssd1306 *d)
{
    bool wraps = d->mode == MODE_PAGE ? d->column == OLED_WIDTH - 1 : d->column == d->column_last;
    uint8_t first = d->mode == MODE_PAGE ? 0 : d->column_first;

    d->column = wraps ? first : (d->column + 1) & (OLED_WIDTH - 1);
    return wraps;
}

static bool next_page(struct ssd1306 *d)
{
    bool wraps = d->page == d->page_last;

    d->page = wraps ? d->page_first : (d->page + 1) & (OLED_PAGES - 1);
    return wraps;
}

// Segment remap works when data are written, not when they are shown (section 10.1.8).
static void take_data(struct ssd1306 *d, uint8_t byte)
{
    d->ram[d->page][d->has_segments_swapped ? OLED_WIDTH - 1 - d->column : d->column] = byte;
    if (d->mode == MODE_VERTICAL) {
        if (next_page(d))
            next_column(d);
    } else if (next_column(d) && d->mode == MODE_HORIZONTAL) {
        next_page(d);
    }
}

static int part_ssd1306_i2c(struct sim *s, const struct i2c_message *m)
{
    struct ssd1306 *d = &s->parts->ssd1306;

    if (d->fault == PART_SILENT)
        return ERR_IO;
    for (unsigned i = 0; i + 1 < m->n_tx;) {
        uint8_t control = m->tx[i++];
        unsigned end = control & IS_LAST_CONTROL ? i + 1 : m->n_tx;
        for (; i < end; i++) {
            if (control & IS_DATA)
                take_data(d, m->tx[i]);
            else
                part_ssd1306_take_command(d, m->tx[i]);
        }
    }
    if (m->n_rx)
        bytes_fill(m->rx, d->is_on ? 0 : STATUS_OFF, m->n_rx);
    return OK;
}

static const struct field fields[] = {
    { "ssd1306.sa0", K_INT, "level of SA0: its address is 0x3c or 0x3d", .lo = 0, .hi = 1,
      PART_AT(ssd1306.sa0) },
    { "ssd1306.fault", K_CHOICE, "what is wrong with it", .choices = PART_FAULTS,
      PART_AT(ssd1306.fault) },
};
const struct part part_ssd1306 = { .name = "ssd1306",
                                   .i2c_address = ADDRESS,
                                   .address_pin = &fields[0],
                                   PART_FIELDS(fields),
                                   .power_on = part_ssd1306_power_on,
                                   .i2c = part_ssd1306_i2c,
                                   .show = part_ssd1306_show };
