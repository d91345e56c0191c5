// Hashes from libsodium's sources, random numbers from the board.
#include <sodium/utils.h>
#include "../sodium/hashes.h"
#include "base/bytes.h"
#include "board.h"
#include "crypto.h"

// libsodium's own comes with its guarded heap, which a board does not have.
void sodium_memzero(void *const what, const size_t len)
{
    bytes_wipe(what, len);
}

const struct crypto crypto_of_board = { board_random, hashes_sha256, hashes_hmac, hashes_pbkdf2 };
