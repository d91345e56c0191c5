// A display of 128 x 64 with an SSD1306 on I2C: a picture in memory, and what of it changed sent
// page by page. Solomon Systech "SSD1306" Rev 1.1, sections 8.1.5 (I2C), 10 (commands) and the
// software configuration of its application note.
#ifndef CHIPS_SSD1306_H
#define CHIPS_SSD1306_H

#include "mod/module.h"

enum { SSD1306_COLUMNS = 128, SSD1306_ROWS = 64, SSD1306_PARTS = SSD1306_ROWS / 8 };

// A struct of zeroes is a dark picture that was never sent.
struct ssd1306_picture {
    // Each page as it is sent: a control byte, then a byte for each column, its lowest bit on top.
    uint8_t page[SSD1306_PARTS][1 + SSD1306_COLUMNS];
    uint8_t changed; // bit per page that the display does not show yet
    bool is_ready;   // the display is configured
    bool is_inverted, is_off;
    bool is_second; // it answers at the second address
};

// Drawing: what lies outside of the picture is left out.
void ssd1306_fill(struct ssd1306_picture *d, bool lit);
void ssd1306_pixel(struct ssd1306_picture *d, int32_t x, int32_t y, bool lit);
void ssd1306_line(struct ssd1306_picture *d, int32_t x, int32_t y, int32_t to_x, int32_t to_y,
                  bool lit);
void ssd1306_text(struct ssd1306_picture *d, struct text t, int32_t x,
                  int32_t y); // cells of 8 x 8, lit

// Sends what has changed; configures the display first where that is not done. After an error the
// next call does all of it again: the display may have lost its power.
int ssd1306_show(struct call *c, struct ssd1306_picture *d);

int ssd1306_invert(struct call *c, struct ssd1306_picture *d, bool inverted);
int ssd1306_power(struct call *c, struct ssd1306_picture *d, bool on);

#endif
