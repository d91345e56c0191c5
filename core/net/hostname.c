// Makes a host label from a node's name.
#include "net/hostname.h"

struct text hostname_of(struct text name, char label[HOSTNAME_MAX + 1])
{
    size_t len = 0;

    for (size_t i = 0; i < name.len && len < HOSTNAME_MAX; i++) {
        bool is_plain = text_is_name(text_make(name.p + i, 1), "");
        if (is_plain || len)
            label[len++] = name.p[i];
        if (!is_plain && len)
            label[len - 1] = '-';
    }
    while (len && label[len - 1] == '-')
        len--;
    if (!len)
        for (const char *p = "node"; *p; p++)
            label[len++] = *p;
    label[len] = '\0';
    return text_make(label, len);
}

struct text hostname_sought(struct text name, char label[HOSTNAME_MAX + 1])
{
    return name.len && name.len <= HOSTNAME_MAX ? hostname_of(name, label) : name;
}

bool hostname_is(struct text label, struct text name)
{
    char text[HOSTNAME_MAX + 1];

    return text_is_name(name, "-_.") && text_same(label, hostname_of(name, text));
}
