// A display of 128 x 64 with an SSD1306 on I2C. A picture is kept in memory, and its changed pages
// are sent. Solomon Systech "SSD1306" Rev 1.1, sections 8.1.5 (I2C), 10 (commands) and the software
// configuration of its application note.
#ifndef CHIPS_SSD1306_H
#define CHIPS_SSD1306_H

#include "mod/module.h"

enum { SSD1306_COLUMNS = 128, SSD1306_ROWS = 64, SSD1306_PARTS = SSD1306_ROWS / 8 };

// All zeroes: a dark picture that was never sent.
struct ssd1306_picture {
    // Each page as it is sent: a control byte, then one byte per column with the lowest bit on top.
    uint8_t page[SSD1306_PARTS][1 + SSD1306_COLUMNS];
    uint8_t changed; // one bit per page that the display does not show yet
    bool is_ready;   // the display is configured
    bool is_inverted, is_off;
    bool is_second; // the display uses the second address
};

// Drawing functions. Parts outside of the picture are ignored.
void ssd1306_fill(struct ssd1306_picture *d, bool lit);
void ssd1306_pixel(struct ssd1306_picture *d, int32_t x, int32_t y, bool lit);
void ssd1306_line(struct ssd1306_picture *d, int32_t x, int32_t y, int32_t to_x, int32_t to_y,
                  bool lit);
void ssd1306_text(struct ssd1306_picture *d, struct text t, int32_t x,
                  int32_t y); // lit cells of 8 x 8

// Sends what has changed. Configures the display first if needed. After an error the next call
// sends everything again, as the display may have lost its power.
int ssd1306_show(struct call *c, struct ssd1306_picture *d);

int ssd1306_invert(struct call *c, struct ssd1306_picture *d, bool inverted);
int ssd1306_power(struct call *c, struct ssd1306_picture *d, bool on);

#endif
