// system: what a node tells about itself, under the names of both generations.
#include "lib_system.h"

enum { PULSE_MS = 100, LOG_LINES = 20 };

struct system {
    bool pulse; // the LED is inverted until the next tick
};

static int invert_led(struct call *c)
{
    bool high = false;
    int err = call_pin_read(c, 0, &high);

    return err ? err : call_pin_write(c, 0, !high);
}

static int tick(struct call *c)
{
    struct system *s = c->self;

    if (!s->pulse)
        return OK;
    s->pulse = false;
    return invert_led(c);
}

static int heartbeat(struct call *c)
{
    struct system *s = c->self;
    int err = s->pulse ? OK : invert_led(c);

    if (err)
        return err;
    s->pulse = true;
    c->wake_in_ms = PULSE_MS;
    reply_text(c->reply, "<3 heartbeat <3");
    return OK;
}

static int clock(struct call *c)
{
    struct civil_time t = c->host->local_time(c->host_ctx);
    const uint16_t parts[] = { (uint16_t)t.year, t.month,  t.day,     t.hour,
                               t.minute,         t.second, t.weekday, t.yearday };

    reply_begin(c->reply, REPLY_TUPLE);
    for (unsigned i = 0; i < COUNT(parts); i++)
        reply_item_int(c->reply, parts[i]);
    return OK;
}

static int module(struct call *c)
{
    if (!call_has(c, 0)) {
        reply_begin(c->reply, REPLY_KEYS);
        c->host->modules(c->host_ctx, c->reply);
        return OK;
    }
    struct text name = c->in[0].s;
    if (c->host->unload(c->host_ctx, name))
        reply_refuse(c->reply, "Module unload failed: %.*s is not loaded", (int)name.len, name.p);
    else
        reply_text(c->reply, "Module unload %.*s done.", (int)name.len, name.p);
    return OK;
}

static int cachedump(struct call *c)
{
    reply_begin(c->reply, REPLY_MAP);
    c->host->kept(c->host_ctx, c->reply);
    return OK;
}

static int ifmode(struct call *c)
{
    reply_pair_text(c->reply, "if_mode", text_of(c->host->mode(c->host_ctx)));
    return OK;
}

static int show_log(struct call *c)
{
    reply_begin(c->reply, REPLY_LINES);
    c->host->log(c->host_ctx, c->reply, (unsigned)c->in[0].i);
    return OK;
}

static int reboot(struct call *c)
{
    c->host->reboot(c->host_ctx);
    reply_text(c->reply, "Reboot micrOS system.");
    return OK;
}

static const struct pin_need pins[] = { { "builtin", PIN_OUT } };
static const struct field unload_in[] = { { "unload", K_TEXT, "a module to unload",
                                            .flags = F_OPTIONAL } };
static const struct field essid_in[] = { { "essid", K_TEXT, "the joined network is measured",
                                           .flags = F_OPTIONAL } };
static const struct field lines_in[] = { { "lines", K_INT, "how many", .lo = 1, .hi = 1000,
                                           .def = LOG_LINES, .flags = F_OPTIONAL } };
static const struct verb verbs[] = {
    { "info", system_info, "clock, free memory, free storage" },
    { "gcollect", system_gcollect, "free memory" },
    { "heartbeat", heartbeat, "pulse the LED" },
    { "clock", clock,
      "local time: year, month, day, hour, minute, second, weekday, day of the year" },
    { "ntp", clock, "local time; on this port the host keeps the clock" },
    { "module", module, "loaded modules; with a name, unload that one", IN(unload_in) },
    { "cachedump", cachedump, "kept states of the modules" },
    { "ifmode", ifmode, "the loader's mode" },
    { "memfree", system_memfree, "clock and free memory" },
    { "gccollect", system_memfree, "clock and free memory" },
    { "time", clock, "local time" },
    { "wifirssi", system_wifirssi, "signal strength in dBm", IN(essid_in) },
    { "reboot", reboot, "restart the node" },
    { "rssi", system_rssi, "signal strength in words and dBm" },
    { "memory_usage", system_memory_usage, "memory in use: percent, bytes" },
    { "disk_usage", system_disk_usage, "storage in use: percent" },
    { "pinmap", system_pinmap, "the pins: GPIO, and who uses it for what" },
    { "ifconfig", system_ifconfig, "network mode and address" },
    { "sun", system_sun, "sunrise and sunset of today" },
    { "uptime", system_uptime, "days hours:minutes:seconds since boot" },
    { "top", system_top, "how busy the node is: load, the most that anything was late, the timer" },
    { "sessions", system_sessions, "open shell sessions" },
    { "log", show_log, "the newest lines of the log", IN(lines_in) },
};
const struct module mod_system = {
    .name = "system",
    .help = "the node itself",
    .size = sizeof(struct system),
    .tick = tick,
    PINS(pins),
    VERBS(verbs),
};
