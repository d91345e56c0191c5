// Draws for the docs what the display and the pixels of a simulated board show: draw_pictures
// FOLDER. The load modules do it, on a node in virtual time; nothing here is painted by hand.
#include "sim/parts.h"
#include "test.h"

enum { COLUMNS = 128, ROWS = 64, DOT = 4, BORDER = 16, PIXEL = 24, STRIPS = 8, STRIP_MS = 250 };

static FILE *begin(const char *folder, const char *name, int width, int height, const char *label)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    fprintf(f,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d "
            "%d\" role=\"img\" aria-label=\"%s\">\n<rect width=\"%d\" height=\"%d\" rx=\"8\" "
            "fill=\"#0b1016\"/>\n",
            width, height, width, height, label, width, height);
    return f;
}

static void end(FILE *f)
{
    fputs("</svg>\n", f);
    if (fclose(f)) {
        perror("draw_pictures");
        exit(1);
    }
}

static void give(struct rig *r, struct peer *p, const char *command, const char *answer)
{
    char heard[512];

    peer_say(p, command);
    rig_wait_ms(r, 0);
    peer_heard(p, heard, sizeof heard);
    if (strncmp(heard, answer, strlen(answer)) != 0) {
        fprintf(stderr, "draw_pictures: %s: %s\n", command, heard);
        exit(1);
    }
}

static void draw_display(struct rig *r, const char *folder, const char *name, const char *label)
{
    FILE *f = begin(folder, name, COLUMNS * DOT + 2 * BORDER, ROWS * DOT + 2 * BORDER, label);

    fputs("<path fill=\"#9fe0ff\" d=\"", f);
    for (unsigned y = 0; y < ROWS; y++)
        for (unsigned x = 0; x < COLUMNS; x++)
            if (part_ssd1306_is_lit(&r->parts.ssd1306, x, y))
                fprintf(f, "M%u %uh3v3h-3z", BORDER + DOT * x, BORDER + DOT * y);
    fputs("\"/>\n", f);
    end(f);
}

static void draw_strip(FILE *f, const struct pixels *chain, unsigned row)
{
    for (unsigned i = 0; i < chain->given; i++)
        fprintf(f, "<circle cx=\"%u\" cy=\"%u\" r=\"9\" fill=\"#%02x%02x%02x\"/>\n",
                BORDER + PIXEL * i + PIXEL / 2, BORDER + PIXEL * row + PIXEL / 2, chain->grb[i][1],
                chain->grb[i][0], chain->grb[i][2]);
}

int main(int argc, char **argv)
{
    struct rig *r = rig_new(&board_esp8266);

    if (argc != 2) {
        fputs("usage: draw_pictures FOLDER\n", stderr);
        return 2;
    }
    rig_boot(r);
    struct peer *p = rig_enter(r, LINK_LOOPBACK);
    give(r, p, "oled_widgets simple_page", "True");
    draw_display(r, argv[1], "oled-clock.svg", "oled_widgets simple_page");
    give(r, p, "oled_widgets show_debug_page", "True");
    draw_display(r, argv[1], "oled-debug.svg", "oled_widgets show_debug_page");

    give(r, p, "neopixel pattern rainbow 2000", "");
    FILE *f = begin(argv[1], "neopixel-rainbow.svg", 24 * PIXEL + 2 * BORDER,
                    STRIPS * PIXEL + 2 * BORDER, "neopixel pattern rainbow, a row each 250 ms");
    for (unsigned row = 0; row < STRIPS; row++) {
        draw_strip(f, &r->parts.pixels, row);
        rig_wait_ms(r, STRIP_MS);
    }
    end(f);
    rig_free(r);
    return 0;
}
