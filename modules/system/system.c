// system: facts about the node, with the names of both generations.
#include "system_log.h"
#include "system_place.h"

enum { PULSE_MS = 100 };

struct system {
    bool pulse; // the LED is inverted until the next tick
};

static int invert_led(struct call *c)
{
    bool high = false;
    int err = call_pin_read(c, 0, &high);

    return err ? err : call_pin_write(c, 0, !high);
}

static int system_tick(struct call *c)
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

static int system_clock(struct call *c)
{
    struct civil_time t = c->node->local_time(c->node_ctx);
    const uint16_t parts[] = { (uint16_t)t.year, t.month,  t.day,     t.hour,
                               t.minute,         t.second, t.weekday, t.yearday };

    for (unsigned i = 0; i < COUNT(parts); i++)
        call_out(c, i, parts[i]);
    return OK;
}

static int system_module(struct call *c)
{
    if (!call_has(c, 0)) {
        reply_begin(c->reply, REPLY_KEYS);
        c->node->modules(c->node_ctx, c->reply);
        return OK;
    }
    struct text name = c->in[0].s;
    if (c->node->unload(c->node_ctx, name))
        reply_refuse(c->reply, "Module unload failed: %.*s is not loaded", (int)name.len, name.p);
    else
        reply_text(c->reply, "Module unload %.*s done.", (int)name.len, name.p);
    return OK;
}

static int cachedump(struct call *c)
{
    reply_begin(c->reply, REPLY_MAP);
    c->node->kept(c->node_ctx, c->reply);
    return OK;
}

static int ifmode(struct call *c)
{
    call_out_text(c, 0, text_of(c->node->mode(c->node_ctx)));
    return OK;
}

static int system_reboot(struct call *c)
{
    c->node->reboot(c->node_ctx);
    reply_text(c->reply, "Reboot micrOS system.");
    return OK;
}

static int64_t system_memory_free(struct call *c)
{
    return c->node->fact(c->node_ctx, FACT_MEM_FREE_BYTES);
}

static int64_t system_cpu_hz(const struct call *c)
{
    uint32_t hz = 0; // unknown

    (void)hw_cpu_hz(c->pins->hw, &hz);
    return hz;
}

static int system_info(struct call *c)
{
    return call_answer(c, (const int64_t[]){ system_memory_free(c), system_cpu_hz(c),
                                             c->node->fact(c->node_ctx, FACT_FS_FREE_PERCENT) });
}

// There is no garbage to collect here. The original's clients read the number.
static int system_gcollect(struct call *c)
{
    call_out(c, 0, system_memory_free(c));
    return OK;
}

static int system_memfree(struct call *c)
{
    return call_answer(c, (const int64_t[]){ system_cpu_hz(c), system_memory_free(c) });
}

static int system_uptime(struct call *c)
{
    int64_t s = c->node->fact(c->node_ctx, FACT_UPTIME_MS) / 1000;

    reply_text(c->reply, "%d %d:%d:%d", (int)(s / 86400), (int)(s / 3600 % 24), (int)(s / 60 % 60),
               (int)(s % 60));
    return OK;
}

static int system_top(struct call *c)
{
    static const uint8_t facts[] = { FACT_LOAD_PERCENT, FACT_LATE_MAX_MS, FACT_TIMER_RUNS,
                                     FACT_TIMER_MISSED };

    for (unsigned i = 0; i < COUNT(facts); i++)
        call_out(c, i, c->node->fact(c->node_ctx, (enum node_fact)facts[i]));
    return OK;
}

static int system_sessions(struct call *c)
{
    call_out(c, 0, c->node->fact(c->node_ctx, FACT_SESSIONS));
    return OK;
}

static int system_memory_usage(struct call *c)
{
    int64_t all = c->pins->board->ram_bytes;
    int64_t used = all - c->node->fact(c->node_ctx, FACT_MEM_FREE_BYTES);

    if (!all) // unknown on this machine
        return ERR_NOTSUP;
    used = used < 0 ? 0 : used;
    return call_answer(c, (const int64_t[]){ used * 1000 / all, used });
}

static int system_disk_usage(struct call *c)
{
    int64_t percent = 100 - c->node->fact(c->node_ctx, FACT_FS_FREE_PERCENT);

    return call_answer(
        c, (const int64_t[]){ percent, c->node->fact(c->node_ctx, FACT_FS_USED_BYTES) });
}

// Answers like the successor: the name tells whether there are any.
static int system_alarms(struct call *c)
{
    int alarms = c->node->alarms(c->node_ctx, call_has(c, 0) && c->in[0].i);

    reply_pair_int(c->reply, alarms ? "NOK alarm" : "OK alarm", alarms);
    return OK;
}

// The successor can send notifications through other services. Here there are none.
static int system_notifications(struct call *c)
{
    if (call_has(c, 0) && c->in[0].i)
        reply_refuse(c->reply, "Notifications disabled: this node has no service that sends them");
    else
        reply_text(c->reply, "Notifications disabled");
    return OK;
}

static const struct pin_need pins[] = { { "builtin", PIN_OUT } };
static const struct field unload_in[] = { { "unload", K_TEXT, "a module to unload",
                                            .flags = F_OPTIONAL } };
static const struct field essid_in[] = { { "essid", K_TEXT, "the joined network is measured",
                                           .flags = F_OPTIONAL } };
#define BYTES(name, help)                                                                          \
    {                                                                                              \
        name, K_INT, help, .unit = "B", .class = CLASS_DATA_SIZE                                   \
    }
#define CPU                                                                                        \
    {                                                                                              \
        "CPU[Hz]", K_INT, "clock", .unit = "Hz", .class = CLASS_FREQUENCY                          \
    }
#define MEMORY_FREE         BYTES("GC MemFree[byte]", "free memory")
#define PERCENT(name, help) name, K_INT, help, .unit = "%", .hi = 100
#define UP(name, most)                                                                             \
    {                                                                                              \
        name, K_INT, "since the boot", .hi = most, .class = CLASS_DURATION                         \
    }
static const struct field figures[] = {
    CPU, MEMORY_FREE, CPU, { PERCENT("FS FREE [%]", "free storage") }
};
static const struct field clock_out[] = {
    { "year", K_INT, NULL },
    { "month", K_INT, NULL, .lo = 1, .hi = 12 },
    { "day", K_INT, NULL, .lo = 1, .hi = 31 },
    { "hour", K_INT, NULL, .hi = 23 },
    { "minute", K_INT, NULL, .hi = 59 },
    { "second", K_INT, NULL, .hi = 60 },
    { "weekday", K_INT, "0 is Monday", .hi = 6 },
    { "yearday", K_INT, NULL, .lo = 1, .hi = 366 },
};
static const struct field module_out[] = { { "module", K_TEXT, "that is loaded",
                                             .flags = F_OPTIONAL } };
static const struct field cachedump_out[] = { { ANY_NAME, K_TEXT, "what a file keeps" } };
static const struct field ifmode_out[] = { { "if_mode", K_TEXT, "the loader's mode" } };
#define SIGNAL(name)                                                                               \
    {                                                                                              \
        name, K_INT, "of the network", .unit = "dBm", .class = CLASS_SIGNAL_STRENGTH               \
    }
static const struct field wifirssi_out[] = { SIGNAL("rssi") }, rssi_out[] = { SIGNAL(ANY_NAME) };
static const struct field memory_out[] = {
    { "percent", K_FIXED, "in use", .unit = "%", .hi = 1000, .decimals = 1 },
    BYTES("mem_used", "in use"),
};
static const struct field disk_out[] = {
    { PERCENT("percent", "of the storage in use") },
    BYTES("fs_used", "of what the node keeps"),
};
static const struct field clean_in[] = { { "clean", K_BOOL, "True: they are known, count anew",
                                           .flags = F_OPTIONAL } };
static const struct field alarms_out[] = { { ANY_NAME, K_INT, "OK alarm or NOK alarm: how many",
                                             .hi = 255 } };
static const struct field enable_in[] = { { "enable", K_BOOL, "switch them on or off",
                                            .flags = F_OPTIONAL } };
static const struct field pinmap_out[] = { { ANY_NAME, K_TEXT, "its GPIO, and who uses it" } };
static const struct field uptime_out[] = {
    { "days", K_INT, "since the boot" }, UP("hours", 23), UP("minutes", 59), UP("seconds", 59)
};
static const struct field top_out[] = {
    { PERCENT("load [%]", "of the processor") },
    { "worst delay [ms]", K_INT, "since the boot", .unit = "ms", .class = CLASS_DURATION },
    { "timer runs", K_INT, "since the boot" },
    { "timer periods missed", K_INT, "since the boot" },
};
static const struct field sessions_out[] = { { "sessions", K_INT, "that are open" } };
static const struct verb verbs[] = {
    { "info", system_info, "clock, free memory, free storage", OUT_SOME(MAP, figures + 1, 3) },
    { "gcollect", system_gcollect, "free memory", OUT_SOME(MAP, figures + 1, 1) },
    { "heartbeat", heartbeat, "pulse the LED", OUT_ONLY(TEXT) },
    { "clock", system_clock,
      "local time: year, month, day, hour, minute, second, weekday, day of the year",
      OUT(TUPLE, clock_out) },
    { "ntp", system_clock, "local time; on this port the system keeps the clock",
      OUT(TUPLE, clock_out) },
    { "module", system_module, "loaded modules; with a name, unload that one", IN(unload_in),
      OUT(LIST, module_out) },
    { "cachedump", cachedump, "kept states of the modules", OUT(MAP, cachedump_out) },
    { "ifmode", ifmode, "the loader's mode", OUT(MAP, ifmode_out) },
    { "memfree", system_memfree, "clock and free memory", OUT_SOME(MAP, figures, 2) },
    { "gccollect", system_memfree, "clock and free memory", OUT_SOME(MAP, figures, 2) },
    { "time", system_clock, "local time", OUT(TUPLE, clock_out) },
    { "wifirssi", system_wifirssi, "signal strength in dBm", IN(essid_in),
      OUT(VALUE, wifirssi_out) },
    { "reboot", system_reboot, "restart the node", OUT_ONLY(TEXT) },
    { "rssi", system_rssi, "signal strength in words and dBm", OUT(MAP, rssi_out) },
    { "memory_usage", system_memory_usage, "memory in use: percent, bytes", OUT(MAP, memory_out) },
    { "disk_usage", system_disk_usage, "storage in use: percent, bytes", OUT(MAP, disk_out) },
    { "alarms", system_alarms, "errors in the log that nobody has acknowledged", IN(clean_in),
      OUT(MAP, alarms_out) },
    { "notifications", system_notifications, "whether notices are sent; this release has none",
      IN(enable_in), OUT_ONLY(TEXT) },
    { "pinmap", system_pinmap, "the pins: GPIO, and who uses it for what", OUT(MAP, pinmap_out) },
    { "ifconfig", system_ifconfig, "network mode and address", OUT(MAP, system_ifconfig_out) },
    { "sun", system_sun, "sunrise and sunset of today", OUT(MAP, system_sun_out) },
    { "uptime", system_uptime, "days hours:minutes:seconds since boot", OUT(TEXT, uptime_out) },
    { "top", system_top, "how busy the node is: load, the most that anything was late, the timer",
      OUT(MAP, top_out) },
    { "sessions", system_sessions, "open shell sessions", OUT(VALUE, sessions_out) },
    { "log", system_show_log, "the newest lines of the log", IN(system_log_in),
      OUT(LIST, system_log_out) },
};
const struct module mod_system = {
    .name = "system",
    .help = "the node itself",
    .size = sizeof(struct system),
    .tick = system_tick,
    PINS(pins),
    VERBS(verbs),
};
