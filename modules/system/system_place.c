// Answers of module system about the node's place: pins, network, sun.
#include "system_place.h"

int system_wifirssi(struct call *c)
{
    int rssi_dbm;
    int err = hw_wifi_rssi_dbm(c->pins->hw, &rssi_dbm);

    if (!err)
        call_out(c, 0, rssi_dbm);
    return err;
}

// Common classes of a Wi-Fi signal.
static const char *signal_word(int dbm)
{
    static const struct {
        int above_dbm;
        const char *word;
    } steps[] = {
        { -30, "Amazing" }, { -67, "VeryGood" }, { -70, "Okay" },
        { -80, "NotGood" }, { -90, "Unusable" },
    };

    for (unsigned i = 0; i < COUNT(steps); i++)
        if (dbm > steps[i].above_dbm)
            return steps[i].word;
    return "Unavailable";
}

int system_rssi(struct call *c)
{
    int rssi_dbm;
    int err = hw_wifi_rssi_dbm(c->pins->hw, &rssi_dbm);

    if (!err)
        reply_pair_int(c->reply, signal_word(rssi_dbm), rssi_dbm);
    return err;
}

int system_pinmap(struct call *c)
{
    const struct board *b = c->pins->board;
    char chunk[16];

    for (const struct board_pin *p = b->pins; p->logical; p++) {
        const struct pin_claim *claim = &c->pins->claims[p->gpio];
        bool is_channel = b->adc_is_channel && text_starts(text_of(p->logical), "adc_");
        struct out o = reply_open(c->reply, p->logical, chunk, sizeof chunk);
        out_int(&o, p->gpio);
        if (claim->use != PIN_FREE && !is_channel)
            out_format(&o, " %s by %s", pins_use_name((enum pin_use)claim->use),
                       c->node->pin_owner(c->node_ctx, claim->owner));
        reply_close(c->reply, &o);
    }
    return OK;
}

const struct field system_sun_out[2] = {
    { "sunrise", K_TEXT, "hour:minute:second; None where it does not rise" },
    { "sunset", K_TEXT, "the same" },
};

static void answer_time(struct call *c, unsigned i, const struct civil_time *t)
{
    char text[16];
    struct out o;

    out_init(&o, text, sizeof text);
    if (t->year)
        out_format(&o, "%d:%d:%d", t->hour, t->minute, t->second);
    else
        out_text(&o, "None");
    call_out_text(c, i, out_written(&o));
}

int system_sun(struct call *c)
{
    struct civil_time rise, set;
    int err = c->node->sun(c->node_ctx, &rise, &set);

    if (err == ERR_NAME) {
        reply_refuse(c->reply, "without a position: set lat and lon in conf first");
        return OK;
    }
    if (err)
        return err;
    answer_time(c, 0, &rise);
    answer_time(c, 1, &set);
    return OK;
}

// Settings with these names.
const struct field system_ifconfig_out[2] = {
    { "nwmd", K_TEXT, "network mode" },
    { "devip", K_TEXT, "address" },
};

int system_ifconfig(struct call *c)
{
    char chunk[16];

    for (unsigned i = 0; i < COUNT(system_ifconfig_out); i++) {
        const char *name = system_ifconfig_out[i].name;
        struct out o = reply_open(c->reply, name, chunk, sizeof chunk);
        (void)c->node->setting(c->node_ctx, text_of(name), &o);
        reply_close(c->reply, &o);
    }
    return OK;
}
