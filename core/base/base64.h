// Base64 (RFC 4648, with padding).
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/out.h"

void base64_write(struct out *o, const uint8_t *data, size_t len);

// Decodes into `data`; returns the number of bytes, or ERR_ARG (not base64), ERR_FULL.
int base64_read(struct text t, uint8_t *data, size_t cap);

#endif
