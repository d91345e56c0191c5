// Where a node listens, as people and the device cache write it.
#include "device/address.h"

#include "micros.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse_port(const char *text, uint16_t *port)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    long number = strtol(text, &end, 10);
    if (*end || number < 1 || number > 65535)
        return false;
    *port = (uint16_t)number;
    return true;
}

static bool is_host(const char *text, size_t len)
{
    if (len == 0 || len >= sizeof((struct address *)0)->host)
        return false;
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr(".:-_%", text[i]))
            return false;
    return true;
}

bool address_parse(const char *text, struct address *address)
{
    struct address got = { .port = 0 };
    const char *host = text, *colon = strchr(text, ':');
    size_t len = strlen(text);
    if (*text == '[') {
        const char *close = strchr(text, ']');
        if (!close || (close[1] && (close[1] != ':' || !parse_port(close + 2, &got.port))))
            return false;
        host = text + 1;
        len = (size_t)(close - host);
    } else if (colon && !strchr(colon + 1, ':')) {
        len = (size_t)(colon - text);
        if (!parse_port(colon + 1, &got.port))
            return false;
    }
    if (!is_host(host, len))
        return false;
    memcpy(got.host, host, len);
    *address = got;
    return true;
}

bool address_is_numeric(const struct address *address)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, address->host, bytes) == 1 ||
           inet_pton(AF_INET6, address->host, bytes) == 1;
}

void address_write(const struct address *address, char *text, int size)
{
    bool usual = address->port == 0 || address->port == MICROS_PORT;
    bool six = strchr(address->host, ':') != NULL;
    if (usual)
        snprintf(text, (size_t)size, "%s", address->host);
    else
        snprintf(text, (size_t)size, six ? "[%s]:%u" : "%s:%u", address->host, address->port);
}
