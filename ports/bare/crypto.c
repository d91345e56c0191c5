// Hashes from libsodium's sources; random numbers from the board.
#include "crypto.h"
#include "../sodium/hashes.h"
#include "board.h"

const struct crypto crypto_of_board = { board_random, hashes_sha256, hashes_hmac,
                                        hashes_pbkdf2_start, hashes_pbkdf2_more };
