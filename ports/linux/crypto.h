// The core's cryptography, from libsodium.
#ifndef LINUX_CRYPTO_H
#define LINUX_CRYPTO_H

#include "port.h"

extern const struct crypto linux_crypto;

#endif
