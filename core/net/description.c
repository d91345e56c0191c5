// Writes the keys that ESPHome also uses, and whether a password is needed.
#include "net/description.h"
#include "base/out.h"

enum { ITEM_MAX = 255, MAC_BYTES = 6, MAC_DIGITS = 12 };

static void add_item(struct out *o, const char *key, struct text value)
{
    size_t len = text_of(key).len + 1 + value.len;

    if (len > ITEM_MAX || o->len + 1 + len > o->cap)
        return;
    out_char(o, (char)len);
    out_format(o, "%s=", key);
    out_slice(o, value);
}

static void write_mac(const uint8_t *mac, char text[MAC_DIGITS + 1])
{
    struct out o;

    out_init(&o, text, MAC_DIGITS + 1);
    for (int i = 0; i < MAC_BYTES; i++)
        out_hex(&o, mac[i], 2);
}

size_t description_write(const struct description *d, char *txt, size_t cap)
{
    char mac[MAC_DIGITS + 1];
    struct out o;

    out_init(&o, txt, cap);
    write_mac(d->mac, mac);
    add_item(&o, "version", d->version);
    add_item(&o, "mac", text_of(mac));
    add_item(&o, "platform", d->platform);
    add_item(&o, "board", d->board);
    add_item(&o, "network", text_of(d->is_wireless ? "wifi" : "ethernet"));
    add_item(&o, "friendly_name", d->friendly_name);
    add_item(&o, "auth", text_of(d->asks_password ? "true" : "false"));
    return o.len;
}
