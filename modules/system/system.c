// system: what a node tells about itself, under the names of both generations.
#include "system_place.h"

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
    struct calendar t = c->host->local_time(c->host_ctx);
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

static void memory_pair(struct call *c)
{
    reply_pair_int(c->reply, "GC MemFree[byte]", c->host->fact(c->host_ctx, HOST_MEM_FREE_BYTES));
}

static void cpu_pair(struct call *c)
{
    reply_pair_int(c->reply, "CPU[Hz]", hw_cpu_hz(c->pins->hw));
}

static int system_info(struct call *c)
{
    memory_pair(c);
    cpu_pair(c);
    reply_pair_int(c->reply, "FS FREE [%]", c->host->fact(c->host_ctx, HOST_FS_FREE_PERCENT));
    return OK;
}

// There is no garbage to collect here; the figure is what the original's clients read.
static int system_gcollect(struct call *c)
{
    memory_pair(c);
    return OK;
}

static int system_memfree(struct call *c)
{
    cpu_pair(c);
    memory_pair(c);
    return OK;
}

static int system_uptime(struct call *c)
{
    int32_t s = c->host->fact(c->host_ctx, HOST_UPTIME_S);

    reply_text(c->reply, "%d %d:%d:%d", (int)(s / 86400), (int)(s / 3600 % 24), (int)(s / 60 % 60),
               (int)(s % 60));
    return OK;
}

static int system_top(struct call *c)
{
    static const struct {
        const char *name;
        enum host_fact fact;
    } rows[] = {
        { "load [%]", HOST_LOAD_PERCENT },
        { "worst delay [ms]", HOST_LATE_MAX_MS },
        { "timer runs", HOST_TIMER_RUNS },
        { "timer periods missed", HOST_TIMER_MISSED },
    };

    for (unsigned i = 0; i < COUNT(rows); i++)
        reply_pair_int(c->reply, rows[i].name, c->host->fact(c->host_ctx, rows[i].fact));
    return OK;
}

static int system_sessions(struct call *c)
{
    reply_int(c->reply, c->host->fact(c->host_ctx, HOST_SESSIONS));
    return OK;
}

static int system_memory_usage(struct call *c)
{
    int64_t all = c->pins->board->ram_bytes;
    int64_t used = all - c->host->fact(c->host_ctx, HOST_MEM_FREE_BYTES);

    if (!all) // a machine of which that is not known
        return ERR_NOTSUP;
    used = used < 0 ? 0 : used;
    reply_pair_fixed(c->reply, "percent", (int32_t)(used * 1000 / all), 1);
    reply_pair_int(c->reply, "mem_used", (int32_t)used);
    return OK;
}

static int system_disk_usage(struct call *c)
{
    reply_pair_int(c->reply, "percent", 100 - c->host->fact(c->host_ctx, HOST_FS_FREE_PERCENT));
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
