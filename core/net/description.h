// What a node publishes about itself: the TXT record of its service (RFC 6763, section 6). It is
// the same on Linux and on boards.
#ifndef NET_DESCRIPTION_H
#define NET_DESCRIPTION_H

#include "base/text.h"

struct description {
    struct text version, platform, board, friendly_name;
    const uint8_t *mac; // 6 bytes
    bool is_wireless, asks_password;
};

// Writes "key=value" strings, each preceded by its length. A string that does not fit is left out.
// Returns the length. A terminator follows and needs room too.
size_t description_write(const struct description *d, char *txt, size_t cap);

#endif
