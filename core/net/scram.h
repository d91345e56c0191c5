// SCRAM-SHA-256 (RFC 5802, RFC 7677), both sides. A client logs in without sending its password,
// and the server proves that it knows the password's verifier. As in PostgreSQL, the user's name is
// empty. There is no channel binding and no extension. The messages hold only a nonce, a salt and
// an iteration count, so a server remembers only its own nonce:
//
//     n,,n=,r=CLIENT                        client-first
//     r=CLIENTSERVER,s=SALT,i=ROUNDS        server-first
//     c=biws,r=CLIENTSERVER,p=PROOF         client-final
//     v=SIGNATURE                           server-final
//
// Passwords are bytes as typed, without SASLprep (RFC 4013), as in the plain login.
#ifndef NET_SCRAM_H
#define NET_SCRAM_H

#include "base/crypto.h"
#include "base/out.h"

enum {
    SCRAM_SERVER_BYTES = 12, // of a server's nonce, before base64
    SCRAM_CLIENT_BYTES = 18, // of a client's
    SCRAM_CLIENT_MAX = 48,   // longest client nonce that a server accepts, in characters
    SCRAM_NONCE_MAX = SCRAM_CLIENT_MAX + SCRAM_SERVER_BYTES / 3 * 4,
    SCRAM_SALT_MAX = 32,
    SCRAM_MESSAGE_MAX = 192,   // longest of the four messages
    SCRAM_ROUNDS_LEAST = 4096, // RFC 7677; with fewer rounds a false server could guess cheaply
};

// The keys that a server derives from a password: RFC 5802, section 3.
struct scram_keys {
    uint8_t stored[SHA256_BYTES], server[SHA256_BYTES];
};

// The stored verifier of a password (RFC 5803); a server sends these two parts.
struct scram_verifier {
    struct text salt;   // base64
    struct text rounds; // decimal digits
};

// Derives the keys from `salted`, which PBKDF2 made from the password.
void scram_keys_of(const struct crypto *k, const uint8_t salted[SHA256_BYTES],
                   struct scram_keys *keys);

// ---- a server ----

// Reads the nonce in a client-first message. False: not such a message, or it asks for something
// that we do not offer.
bool scram_read_client_first(struct text message, struct text *nonce);

// A client-final message: its nonces and its proof. False: not such a message.
struct scram_final {
    struct text nonce;
    uint8_t proof[SHA256_BYTES];
};
bool scram_read_client_final(struct text message, struct scram_final *final);

void scram_write_server_first(struct out *o, struct text client_nonce,
                              const uint8_t server_nonce[SCRAM_SERVER_BYTES],
                              const struct scram_verifier *v);

// Whether the client knows the password. If so, `signature` proves that we know its verifier.
// `server_nonce`: what we sent this client.
bool scram_verify(const struct crypto *k, const struct scram_final *final,
                  const uint8_t server_nonce[SCRAM_SERVER_BYTES], const struct scram_verifier *v,
                  const struct scram_keys *keys, uint8_t signature[SHA256_BYTES]);

void scram_write_server_final(struct out *o, const uint8_t signature[SHA256_BYTES]);

// ---- a client ----

void scram_write_client_first(struct out *o, struct text nonce);

// A server-first message.
struct scram_offer {
    struct text nonce; // nonces of client and server together
    struct scram_verifier verifier;
    uint8_t salt[SCRAM_SALT_MAX];
    uint8_t salt_len;
    uint32_t rounds;
};

// False: not such a message, not an answer to `own_nonce`, or rounds below SCRAM_ROUNDS_LEAST or
// above `rounds_most`.
bool scram_read_server_first(struct text message, struct text own_nonce, uint32_t rounds_most,
                             struct scram_offer *offer);

// PBKDF2 of a password for an offer, in one go. 4096 rounds take 3 ms on a PC.
void scram_salt(const struct crypto *k, struct text password, const struct scram_offer *offer,
                uint8_t salted[SHA256_BYTES]);

// Writes the answer to an offer. Gives the signature that the server must send then. `salted` comes
// from scram_salt.
void scram_write_client_final(const struct crypto *k, const struct scram_offer *offer,
                              struct text own_nonce, const uint8_t salted[SHA256_BYTES],
                              struct out *o, uint8_t signature[SHA256_BYTES]);

// Whether a server-final message has that signature. Only a server that knows the verifier can make
// it.
bool scram_check_server_final(struct text message, const uint8_t signature[SHA256_BYTES]);

#endif
