// When a UART cannot send.
#ifndef EMULATED_UART_ROOM_H
#define EMULATED_UART_ROOM_H

#include <stdbool.h>

// Waits until `has_room` says that the UART takes a character, at most a second. False: the
// character is to be dropped, and so are the next ones until many have found room at once. A real
// line takes what is sent whether somebody listens or not; in QEMU a program that has opened it and
// does not read would otherwise stop the whole board.
bool uart_room_wait(bool (*has_room)(void));

#endif
