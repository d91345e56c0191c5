// Reads the list of passwords for other nodes.
#include "node/host_password.h"

static bool is_escape(struct text t)
{
    return t.len > 1 && t.p[0] == '\\' && (t.p[1] == ';' || t.p[1] == '\\');
}

// Takes the text before the next semicolon.
static struct text host_take_entry(struct text *rest)
{
    struct text t = *rest;
    size_t n = 0;

    while (n < t.len && t.p[n] != ';')
        n += is_escape(text_skip(t, n)) ? 2 : 1;
    *rest = text_skip(t, n + 1);
    return text_make(t.p, n);
}

// Splits "name=password". False: there is no name.
static bool host_split(struct text entry, struct text *name, struct text *password)
{
    size_t n = 0;

    while (n < entry.len && entry.p[n] != '=')
        n++;
    *name = text_trim(text_make(entry.p, n));
    *password = text_skip(entry, n + 1);
    return name->len && n < entry.len;
}

static struct text host_resolve(struct text password, char room[HOST_PASSWORD_MAX])
{
    size_t n = 0;

    for (struct text t = password; t.len && n < HOST_PASSWORD_MAX; n++) {
        t = text_skip(t, is_escape(t));
        room[n] = t.p[0];
        t = text_skip(t, 1);
    }
    return n < password.len ? text_make(room, n) : password;
}

bool host_password_check(struct text list)
{
    struct text name, password;
    unsigned entries = 0;

    while (list.len) {
        struct text entry = host_take_entry(&list);
        if (!text_trim(entry).len)
            continue;
        if (!host_split(entry, &name, &password))
            return false;
        entries++;
    }
    return entries;
}

struct text host_password_find(struct text list, struct text name, char room[HOST_PASSWORD_MAX])
{
    struct text owner, password;

    while (list.len)
        if (host_split(host_take_entry(&list), &owner, &password) && text_same(owner, name))
            return host_resolve(password, room);
    return text_make(NULL, 0);
}
