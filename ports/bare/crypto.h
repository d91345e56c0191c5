// Cryptography for the node.
#ifndef LWIP_CRYPTO_H
#define LWIP_CRYPTO_H

#include "port.h"

extern const struct crypto lwip_crypto;

#endif
