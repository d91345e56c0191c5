// Reads the file of nodes and their addresses.
#include "hosts.h"
#include "posix/plain_file.h"
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

// Reads "127.0.0.1:9008" or "[::1]:9008". Changes `text`.
static bool read_place(char *text, struct sockaddr_storage *address)
{
    const struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV,
                                    .ai_socktype = SOCK_STREAM };
    struct addrinfo *found;
    char *colon = strrchr(text, ':'), *host = text + (*text == '[');

    if (!colon || colon == text)
        return false;
    *colon = '\0';
    if (colon[-1] == ']')
        colon[-1] = '\0';
    if (getaddrinfo(host, colon + 1, &hints, &found))
        return false;
    memcpy(address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

static bool is_called(const char *name, const char *wanted)
{
    size_t len = strlen(name);

    return strncasecmp(name, wanted, len) == 0 &&
           (!wanted[len] || strcasecmp(wanted + len, ".local") == 0);
}

bool hosts_find(const char *file, const char *name, struct sockaddr_storage *address)
{
    FILE *f = file ? plain_file_stream(file, "r") : NULL;
    char line[256], place[64], called[128];
    bool is_found = false;

    while (f && !is_found && fgets(line, sizeof line, f))
        is_found = sscanf(line, "%63s %127s", place, called) == 2 && is_called(called, name) &&
                   read_place(place, address);
    if (f)
        fclose(f);
    return is_found;
}
