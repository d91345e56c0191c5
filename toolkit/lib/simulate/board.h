// The boards that can be emulated on this computer, and how each is started.
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

enum {
    BOARD_WORDS = 12, // words of one part of a command line, the closing NULL included
    BOARD_NAMES = 16,
};

// The file names in a node's folder that the emulator uses; it runs in that folder.
#define BOARD_FLASH_FILE   "board.flash" // semihosting needs this ending
#define BOARD_UART_SOCKET  "uart"
#define BOARD_UART_LOG     "uart.log"
#define BOARD_EMULATOR_LOG "emulator.log"

// One kind of board: a row of the table, which toolkit/board_table.cmake writes in this order.
struct board_kind {
    const char *name;    // as users type it
    const char *target;  // the CMake preset that builds its image
    const char *stands;  // the chip, in words
    const char *program; // the emulator
    const char *package; // the Debian package that has it
    const char *machine[BOARD_WORDS];
    const char *image_option; // followed by the image's path
    const char *nic_option;   // followed by `nic`, then the MAC
    const char *nic;
    const char *flash[BOARD_WORDS];
    uint32_t file_bytes;   // of the flash file: the emulator needs exactly this size
    uint32_t used_bytes;   // so many of these the node uses
    uint32_t sector_bytes; // that one erase sets
};

// The board with this name or target, or NULL.
const struct board_kind *board_find(const char *name);

// The names of all boards. Returns how many there are, at most BOARD_NAMES.
size_t board_names(const char *names[BOARD_NAMES]);

// The absolute path of the board's image: `given` if it is one, else in the build tree that this
// program is part of, else among the installed data. The caller frees it. NULL after a message that
// says how to build it.
char *board_image(const struct board_kind *kind, const char *given);

// The emulator. The caller frees it. NULL after a message that says how to install it.
char *board_program(const struct board_kind *kind);

#endif
