// Boot: settings, hooks, clock, network, shell. Each phase reports the memory that is left.
#include "node/boot.h"
#include "node/chain.h"
#include "node/command.h"
#include "node/configure.h"
#include "node/events.h"
#include "node/led.h"
#include "node/session.h"
#include "node/interval.h"
#include "store/format.h"

static void profile(struct node *n, const char *label)
{
    const struct port *p = n->port;

    if (!settings_bool(&n->settings, KEY_dbg))
        return;
    node_log(n, LOG_DEBUG, "~~~~~ [PROFILING INFO] - %s ~~~~~", label);
    node_log(n, LOG_DEBUG, "GC MemFree[byte]: %d", (int)p->mem_free_bytes(p->ctx));
    node_log(n, LOG_DEBUG, "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~");
}

// What was found is kept as a notice, which outlives a reboot until it is acknowledged. A frame of
// its own, which is not on the stack while the settings are loaded.
__attribute__((noinline)) static void keep_notice(struct node *n, const struct settings_report *r)
{
    char text[320];
    struct out o;

    out_init(&o, text, sizeof text);
    out_text(&o, "[CONFIG] " SETTINGS_FILE);
    if (r->odd_key >= 0)
        out_format(&o, " held a value for %s that is not accepted; the default is used.",
                   keys[r->odd_key].name);
    else if (r->format)
        out_format(&o, " has format %u.%u, of a newer program, which this one cannot read.",
                   format_major(r->format), format_minor(r->format));
    else if (r->damaged)
        out_format(&o, " was damaged at byte %u.", (unsigned)r->at);
    else
        out_text(&o, " was missing.");
    if (r->recovered)
        out_format(&o, " Generation %u is in use.", (unsigned)r->generation);
    else if (r->odd_key < 0)
        out_text(&o, " No earlier generation was found: factory settings are in use.");
    if (r->aside[0])
        out_format(&o, " What it held is in %s.", r->aside);
    out_text(&o, " Type conf, then ack, to end this notice.\n");
    node_log(n, LOG_ERROR, "%.*s", (int)o.len - 1, o.buf);
    n->has_notice = true;
    if (blobs_put(n->port->blobs, NOTICE_FILE, out_written(&o)))
        node_log(
            n, LOG_ERROR,
            "[CONFIGHANDLER] the notice of this could not be kept: it ends with the next boot");
}

static void report_settings(struct node *n, const struct settings_report *r)
{
    if (r->damaged || r->recovered)
        keep_notice(n, r);
    else
        n->has_notice = blobs_exists(n->port->blobs, NOTICE_FILE);
    if (r->format && !r->damaged)
        node_log(n, LOG_WARN,
                 "[CONFIGHANDLER] the settings are of a newer program: what it added "
                 "is kept and not used");
    if (r->created && n->name)
        (void)settings_note(&n->settings, KEY_devfid, text_of(n->name));
    if (r->created)
        node_log(n, LOG_INFO, "[CONFIGHANDLER] new node: factory settings");
    else if (r->incomplete)
        node_log(n, LOG_INFO, "[CONFIGHANDLER] missing keys have their defaults");
}

static void write_uid(const uint8_t *mac, struct out *o)
{
    for (int i = 0; i < 6; i++)
        out_format(o, "0x%x", (unsigned)mac[i]);
}

void boot_state_keys(struct node *n)
{
    struct settings *s = &n->settings;
    char uid[32];
    struct out o;

    out_init(&o, uid, sizeof uid);
    write_uid(n->mac, &o);
    int err = settings_note(s, KEY_hwuid, out_written(&o));
    if (!err)
        err = settings_note(s, KEY_version, text_of(node_version));
    if (!err)
        err = settings_note(s, KEY_nwmd, text_of("STA"));
    // The first address stays, as the owner's wish; it is not ours to overwrite what was set there.
    if (!err && !settings_is_set(s, KEY_devip))
        err = settings_note(s, KEY_devip, text_of(n->address));
    if (!err)
        err = settings_sync(s);
    if (err)
        node_log(n, LOG_ERROR, "[CONFIGHANDLER] %s write error: %s", SETTINGS_FILE, err_text(err));
}

void node_load(struct node *n)
{
    struct settings_report report;

    n->boot_ms = n->clock_ms;
    settings_load(&n->settings, &report);
    report_settings(n, &report);
    access_hash_plain(n);
}

// Runs one hook and logs its reply. The settings, which it is a part of, may move when it has run.
static void run_hook(struct node *n, struct text hook)
{
    char reply[CFG_SELF_REPLY];
    struct out o;

    node_log(n, LOG_INFO, "|-[BOOT HOOKS] SHELL EXEC: %.*s", (int)hook.len, hook.p);
    out_init(&o, reply, sizeof reply);
    bool ok = chain_step(n, origin_of(CALLER_BOOT, 0), hook, &o);
    struct text words = text_trim(out_written(&o));
    node_log(n, ok ? LOG_INFO : LOG_WARN, "|-[BOOT HOOKS] state: %s: %.*s", ok ? "True" : "False",
             (int)words.len, words.p);
}

static void run_hooks(struct node *n)
{
    struct chain chain = chain_of(n, KEY_boothook);
    struct text hook;

    if (!settings_is_set(&n->settings, KEY_boothook))
        return;
    node_log(n, LOG_INFO, "[BOOT HOOKS] EXECUTION...");
    while (chain_next(&chain, &hook))
        run_hook(n, hook);
    if (chain.has_changed)
        node_log(n, LOG_WARN, "[BOOT HOOKS] a hook changed the settings: the rest is left out");
}

static void set_clock(struct node *n)
{
    bool boost = settings_bool(&n->settings, KEY_boostmd);
    int err = hw_cpu_set_hz(n->port->hw, boost ? n->board->cpu_boost_hz : n->board->cpu_hz);

    node_log(n, LOG_INFO,
             boost ? "[BOOT HOOKS] Set up CPU 16MHz/24MHz - boostmd: True"
                   : "[BOOT HOOKS] Set up CPU 8MHz - boostmd: False");
    if (err)
        node_log(n, LOG_WARN, "[BOOT HOOKS] CPU clock: %s", err_text(err));
}

static const char *truth(struct node *n, enum key key)
{
    return settings_bool(&n->settings, key) ? "True" : "False";
}

static void show_timer(struct node *n)
{
    node_log(n, LOG_DEBUG, "[IRQ] TIMIRQ SETUP - TIMIRQ: %s SEQ: %d", truth(n, KEY_timirq),
             (int)settings_int(&n->settings, KEY_timirqseq));
    node_log(n, LOG_DEBUG, "|- [IRQ] CRON:%s", truth(n, KEY_cron));
    interval_start(n);
}

static void show_events(struct node *n)
{
    node_log(n, LOG_DEBUG, "[IRQ] EVENTIRQ: isenable: %s", truth(n, KEY_extirq));
    events_start(n);
}

void node_boot(struct node *n, uint16_t listen_port)
{
    n->listen_port = listen_port;
    led_work(n);
    node_log(n, LOG_INFO, "[loader][main mode] Start micrOS (default) %s on %s", node_version,
             n->board->name);
    profile(n, "[1] MAIN BASELOAD");
    run_hooks(n);
    set_clock(n);
    profile(n, "[2] AFTER SAFE BOOT HOOK");
    boot_state_keys(n);
    node_log(n, LOG_INFO, "[NW: STA] address: %s", n->address);
    profile(n, "[3] AFTER NETWORK CONFIGURATION");
    profile(n, "[4] AFTER SOCKET SERVER CREATION");
    show_timer(n);
    profile(n, "[5] AFTER TIMER INTERRUPT SETUP");
    show_events(n);
    profile(n, "[6] AFTER EXTERNAL INTERRUPT SETUP");
    if (!settings_bool(&n->settings, KEY_auth))
        node_log(n, LOG_WARN,
                 "[ socket server ] auth is false: the shell is open to everyone who can reach it");
    node_log(n, LOG_INFO, "[ socket server ] SERVER ADDR: telnet %s %u", n->address,
             (unsigned)n->listen_port);
    led_rest(n);
    if (n->wish == WISH_REBOOT)
        node_log(n, LOG_WARN,
                 "[BOOT HOOKS] a hook asked for a reboot: it would never end, and is not done");
    n->wish = WISH_NONE;
    n->is_up = true;
    session_greet_all(n);
}
