// Everything a port owes the core. A port calls the node (node/node.h) with bytes and time; the
// node calls back through this table. None of these calls may call the node.
#ifndef PORT_H
#define PORT_H

#include "run/log.h"

struct blobs;
struct hw;
struct settings_place;

enum { SHA256_BYTES = 32 };

// Cryptography, from a library at the edge.
struct crypto {
    void (*random)(uint8_t *out, size_t len); // from the system's secure source
    void (*sha256)(const uint8_t *data, size_t len, uint8_t out[SHA256_BYTES]);
    void (*hmac_sha256)(const uint8_t *key, size_t key_len, const uint8_t *data, size_t len,
                        uint8_t out[SHA256_BYTES]);
    // RFC 8018 with HMAC-SHA-256, one block.
    void (*pbkdf2_sha256)(const uint8_t *password, size_t password_len, const uint8_t *salt,
                          size_t salt_len, uint32_t rounds, uint8_t out[SHA256_BYTES]);
};

struct port {
    void *ctx;
    // Queues bytes for a link; never blocks. What a dead link cannot take is dropped.
    void (*send)(void *ctx, void *link, const char *data, size_t len);
    // Ends a link once all that was sent is on its way. The node has forgotten its session: the
    // port must call neither node_input nor node_close for it again.
    void (*hang_up)(void *ctx, void *link);
    // A line of the log, without a line end.
    void (*log)(void *ctx, enum log_level level, struct text line);
    int32_t (*mem_free_bytes)(void *ctx);
    int32_t (*fs_free_percent)(void *ctx);
    const struct blobs *blobs;
    const struct hw *hw;
    const struct crypto *crypto;
    const struct settings_place *settings;
};

#endif
