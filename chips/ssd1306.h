// A display of 128 x 64 with an SSD1306 on I2C: a picture in memory, and what of it changed sent
// page by page. Solomon Systech "SSD1306" Rev 1.1, sections 8.1.5 (I2C), 10 (commands) and the
// software configuration of its application note.
#ifndef LIB_OLED_H
#define LIB_OLED_H

#include "mod/module.h"

enum { OLED_COLUMNS = 128, OLED_ROWS = 64, OLED_PARTS = OLED_ROWS / 8 };

// A struct of zeroes is a dark picture that was never sent.
struct oled {
    // Each page as it is sent: a control byte, then a byte for each column, its lowest bit on top.
    uint8_t page[OLED_PARTS][1 + OLED_COLUMNS];
    uint8_t changed; // bit per page that the display does not show yet
    bool is_ready;   // the display is configured
    bool is_inverted, is_off;
};

// Drawing: what lies outside of the picture is left out.
void oled_fill(struct oled *d, bool lit);
void oled_pixel(struct oled *d, int32_t x, int32_t y, bool lit);
void oled_line(struct oled *d, int32_t x, int32_t y, int32_t to_x, int32_t to_y, bool lit);
void oled_text(struct oled *d, struct text t, int32_t x, int32_t y); // cells of 8 x 8, lit

// Sends what has changed; configures the display first where that is not done. After an error the
// next call does all of it again: the display may have lost its power.
int oled_show(struct call *c, struct oled *d);

int oled_invert(struct call *c, struct oled *d, bool inverted);
int oled_power(struct call *c, struct oled *d, bool on);

#endif
