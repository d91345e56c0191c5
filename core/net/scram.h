// SCRAM-SHA-256 (RFC 5802, RFC 7677), both sides: a client logs in without showing its password,
// and the server proves that it knows the verifier of it. As PostgreSQL does, the user's name is
// empty; there is no channel binding and no extension. A nonce, salt and iteration count are all
// that the messages hold, so a server needs to remember nothing but its own nonce:
//
//     n,,n=,r=CLIENT                        client-first
//     r=CLIENTSERVER,s=SALT,i=ROUNDS        server-first
//     c=biws,r=CLIENTSERVER,p=PROOF         client-final
//     v=SIGNATURE                           server-final
//
// Passwords are bytes as they are typed, without SASLprep (RFC 4013), as at the plain login.
#ifndef NET_SCRAM_H
#define NET_SCRAM_H

#include "base/crypto.h"
#include "base/out.h"

enum {
    SCRAM_SERVER_BYTES = 12, // of a server's nonce, which is their base64
    SCRAM_CLIENT_BYTES = 18, // of a client's
    SCRAM_CLIENT_MAX = 48,   // characters of a client's nonce that a server takes
    SCRAM_NONCE_MAX = SCRAM_CLIENT_MAX + SCRAM_SERVER_BYTES / 3 * 4,
    SCRAM_SALT_MAX = 32,
    SCRAM_MESSAGE_MAX = 192,   // any of the four messages
    SCRAM_ROUNDS_LEAST = 4096, // RFC 7677: fewer would make guessing cheap for a false server
};

// What a password is to a server: RFC 5802, section 3.
struct scram_keys {
    uint8_t stored[SHA256_BYTES], server[SHA256_BYTES];
};

// What is stored of a password (RFC 5803), and what a server tells of it.
struct scram_verifier {
    struct text salt;   // base64
    struct text rounds; // decimal digits
};

// The keys of a password that PBKDF2 made `salted` of.
void scram_keys_of(const struct crypto *k, const uint8_t salted[SHA256_BYTES],
                   struct scram_keys *keys);

// ---- a server ----

// The nonce in a client-first. False: it is none, or has what we do not offer.
bool scram_read_client_first(struct text message, struct text *nonce);

// A client-final: the nonces as they stand in it, and its proof. False: it is none.
struct scram_final {
    struct text nonce;
    uint8_t proof[SHA256_BYTES];
};
bool scram_read_client_final(struct text message, struct scram_final *final);

void scram_write_server_first(struct out *o, struct text client_nonce,
                              const uint8_t server_nonce[SCRAM_SERVER_BYTES],
                              const struct scram_verifier *v);

// Whether the client knows the password. True: `signature` proves that we know its verifier.
// `server_nonce`: what we told this client.
bool scram_verify(const struct crypto *k, const struct scram_final *final,
                  const uint8_t server_nonce[SCRAM_SERVER_BYTES], const struct scram_verifier *v,
                  const struct scram_keys *keys, uint8_t signature[SHA256_BYTES]);

void scram_write_server_final(struct out *o, const uint8_t signature[SHA256_BYTES]);

// ---- a client ----

void scram_write_client_first(struct out *o, struct text nonce);

// A server-first.
struct scram_offer {
    struct text nonce; // the client's and the server's
    struct scram_verifier verifier;
    uint8_t salt[SCRAM_SALT_MAX];
    uint8_t salt_len;
    uint32_t rounds;
};

// False: it is none, does not answer `own_nonce`, or asks for less than SCRAM_ROUNDS_LEAST rounds
// or more than `rounds_most`.
bool scram_read_server_first(struct text message, struct text own_nonce, uint32_t rounds_most,
                             struct scram_offer *offer);

// PBKDF2 of a password as an offer asks for it: at one go, which takes 3 ms for 4096 rounds on a
// PC.
void scram_salt(const struct crypto *k, struct text password, const struct scram_offer *offer,
                uint8_t salted[SHA256_BYTES]);

// The answer to an offer, and the signature that the server owes for it. `salted`: as
// scram_salt makes it.
void scram_write_client_final(const struct crypto *k, const struct scram_offer *offer,
                              struct text own_nonce, const uint8_t salted[SHA256_BYTES],
                              struct out *o, uint8_t signature[SHA256_BYTES]);

// Whether a server-final has that signature: only who knows the verifier can make it.
bool scram_check_server_final(struct text message, const uint8_t signature[SHA256_BYTES]);

#endif
