// Writes and reads Base64.
#include "base/base64.h"
#include "base/err.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(struct out *o, const uint8_t *data, size_t len)
{
    for (size_t i = 0; i < len; i += 3) {
        uint32_t v = (uint32_t)data[i] << 16;
        v |= i + 1 < len ? (uint32_t)data[i + 1] << 8 : 0;
        v |= i + 2 < len ? data[i + 2] : 0;
        out_char(o, alphabet[v >> 18]);
        out_char(o, alphabet[v >> 12 & 63]);
        out_char(o, i + 1 < len ? alphabet[v >> 6 & 63] : '=');
        out_char(o, i + 2 < len ? alphabet[v & 63] : '=');
    }
}

static int sextet(char c)
{
    for (int i = 0; i < 64; i++)
        if (alphabet[i] == c)
            return i;
    return -1;
}

int base64_read(struct text t, uint8_t *data, size_t cap)
{
    size_t n = 0, len = t.len;
    uint32_t bits = 0;

    if (t.len % 4)
        return ERR_ARG;
    while (len && t.len - len < 2 && t.p[len - 1] == '=')
        len--;
    for (size_t i = 0; i < len; i++) {
        int v = sextet(t.p[i]);
        if (v < 0)
            return ERR_ARG;
        bits = bits << 6 | (uint32_t)v;
        if (i % 4 == 0)
            continue;
        if (n == cap)
            return ERR_FULL;
        data[n++] = (uint8_t)(bits >> (6 - 2 * (i % 4)));
    }
    return (int)n;
}
