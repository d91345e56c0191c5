// Waiting for a UART that cannot send.
#ifndef EMULATED_UART_ROOM_H
#define EMULATED_UART_ROOM_H

#include <stdbool.h>

// Waits until `has_room` says that the UART takes a character, at most a second. False: drop the
// character. Then the next ones are dropped too, until many have found room at once. A real line
// takes all bytes whether somebody reads or not. In QEMU, a program that has opened the line and
// does not read would otherwise stop the whole board.
bool uart_room_wait(bool (*has_room)(void));

#endif
