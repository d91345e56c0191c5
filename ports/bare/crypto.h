// Cryptography for the node.
#ifndef BARE_CRYPTO_H
#define BARE_CRYPTO_H

#include "port.h"

extern const struct crypto crypto_of_board;

#endif
