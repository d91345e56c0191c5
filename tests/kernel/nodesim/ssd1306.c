// SPDX-License-Identifier: GPL-2.0
// An SSD1306 display of 128 x 64 dots at address 0x3c: its memory is ssd1306, a page after the
// other; ssd1306_on and ssd1306_contrast are its state. Solomon Systech SSD1306, sections 8.1.5,
// 9 and 10.
#include "i2c.h"
#include <linux/string.h>

enum { COLUMNS = 128, PAGES = 8 };
enum { CONTROL_ONE_MORE = 0x80, CONTROL_DATA = 0x40 };
enum { MODE_HORIZONTAL, MODE_VERTICAL, MODE_PAGE };
enum {
    SET_MODE = 0x20,
    SET_COLUMNS = 0x21,
    SET_PAGES = 0x22,
    SET_CONTRAST = 0x81,
    DISPLAY_OFF = 0xae,
    DISPLAY_ON = 0xaf,
    SET_PAGE = 0xb0
};

static u8 memory[PAGES * COLUMNS];
static struct debugfs_blob_wrapper memory_blob = { memory, sizeof memory };
static u32 is_on, contrast = 0x7f, mode = MODE_PAGE;
static u8 column, column_first, column_last = COLUMNS - 1;
static u8 page, page_first, page_last = PAGES - 1;
static u8 command[7]; // with its parameters
static unsigned int n_command;

static void next_page(void)
{
    page = page == page_last ? page_first : (page + 1) % PAGES;
}

static void next_column(void)
{
    column = column == column_last ? column_first : (column + 1) % COLUMNS;
}

static void take_data(u8 byte)
{
    memory[page * COLUMNS + column] = byte;
    if (mode == MODE_VERTICAL) {
        next_page();
        if (page == page_first)
            next_column();
        return;
    }
    next_column();
    if (mode == MODE_HORIZONTAL && column == column_first)
        next_page();
}

static unsigned int parameters_of(u8 byte)
{
    switch (byte) {
    case SET_COLUMNS:
    case SET_PAGES:
    case 0xa3: return 2; // vertical scroll area
    case 0x26:
    case 0x27: return 6; // horizontal scroll
    case 0x29:
    case 0x2a: return 5; // both
    case SET_MODE:
    case SET_CONTRAST:
    case 0x8d: // charge pump
    case 0xa8: // multiplex ratio
    case 0xd3: // display offset
    case 0xd5: // clock
    case 0xd9: // precharge
    case 0xda: // pins
    case 0xdb: // deselect level
        return 1;
    default: return 0;
    }
}

static void set_window(u8 *at, u8 *first, u8 *last, u8 most)
{
    *first = command[1] & most;
    *last = command[2] & most;
    *at = *first;
}

static void obey(void)
{
    u8 first = command[0];

    if (first < 0x10)
        column = (column & 0xf0) | first;
    else if (first < SET_MODE)
        column = (column & 0x0f) | (first & 7) << 4;
    else if (first >= SET_PAGE && first < SET_PAGE + PAGES)
        page = first - SET_PAGE;
    else if (first == SET_MODE)
        mode = command[1] & 3;
    else if (first == SET_COLUMNS)
        set_window(&column, &column_first, &column_last, COLUMNS - 1);
    else if (first == SET_PAGES)
        set_window(&page, &page_first, &page_last, PAGES - 1);
    else if (first == SET_CONTRAST)
        contrast = command[1];
    else if (first == DISPLAY_OFF || first == DISPLAY_ON)
        is_on = first == DISPLAY_ON;
}

static void take_command(u8 byte)
{
    command[n_command++] = byte;
    if (n_command <= parameters_of(command[0]))
        return;
    obey();
    n_command = 0;
}

// A control byte says what follows it: one byte, or all that is left.
static void heard(const u8 *bytes, unsigned int n)
{
    unsigned int i = 0;

    while (i < n) {
        u8 control = bytes[i++];
        unsigned int end = control & CONTROL_ONE_MORE ? min(i + 1, n) : n;

        for (; i < end; i++) {
            if (control & CONTROL_DATA)
                take_data(bytes[i]);
            else
                take_command(bytes[i]);
        }
    }
}

// The status: bit 6 is set while the display is off.
static void say(u8 *bytes, unsigned int n)
{
    memset(bytes, is_on ? 0 : 0x40, n);
}

static void appear(struct dentry *folder)
{
    debugfs_create_blob("ssd1306", 0444, folder, &memory_blob);
    debugfs_create_u32("ssd1306_on", 0444, folder, &is_on);
    debugfs_create_u32("ssd1306_contrast", 0444, folder, &contrast);
}

const struct i2c_part ssd1306 = { 0x3c, appear, heard, say };
