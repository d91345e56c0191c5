// What a node says of itself to whoever looks for nodes: the text of its service (RFC 6763, section
// 6), the same on Linux and on boards.
#ifndef NET_DESCRIPTION_H
#define NET_DESCRIPTION_H

#include "base/text.h"

struct description {
    struct text version, platform, board, friendly_name;
    const uint8_t *mac; // 6 bytes
    bool is_wireless, asks_password;
};

// Writes "key=value" strings, each behind its length. A string for which there is no room is left
// out. Returns the length; a terminator follows, for which there must be room too.
size_t description_write(const struct description *d, char *txt, size_t cap);

#endif
