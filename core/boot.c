// Boot: settings, hooks, clock, network, shell. Each phase logs the memory that is left.
#include "boot.h"
#include "automation/pin_events.h"
#include "automation/timer.h"
#include "command/chain.h"
#include "node/led.h"
#include "node/notice.h"
#include "node/password.h"
#include "node/set.h"
#include "shell/shell.h"

static void profile(struct node *n, const char *label)
{
    const struct port *p = n->port;

    if (!settings_bool(&n->settings, KEY_dbg))
        return;
    node_log(n, LOG_DEBUG, "~~~~~ [PROFILING INFO] - %s ~~~~~", label);
    node_log(n, LOG_DEBUG, "GC MemFree[byte]: %d", (int)p->mem_free_bytes(p->ctx));
    node_log(n, LOG_DEBUG, "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~");
}

static void report_settings(struct node *n, const struct settings_report *r)
{
    if (r->damaged || r->recovered)
        notice_keep(n, r);
    else
        notice_load(n);
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

void boot_load(struct node *n)
{
    struct settings_report report;

    n->boot_ms = n->clock_ms;
    settings_load(&n->settings, &report);
    report_settings(n, &report);
    password_hash_plain(n);
    password_compare(n, report.damaged || report.recovered || report.created);
    if (report.recovered)
        password_close_shell(n);
    starts_count(n);
}

// Runs one hook and logs its reply. The hook's text is in the settings, so it may have moved once
// the hook has run.
static void run_hook(struct node *n, struct text hook)
{
    char reply[CFG_SELF_REPLY];
    struct out o;

    node_log(n, LOG_INFO, "|-[BOOT HOOKS] SHELL EXEC: %.*s", (int)hook.len, hook.p);
    out_init(&o, reply, sizeof reply);
    bool ok = chain_step(n, principal_node(CALLER_BOOT, 0), hook, &o);
    struct text words = text_trim(out_written(&o));
    node_log(n, ok ? LOG_INFO : LOG_WARN, "|-[BOOT HOOKS] state: %s: %.*s", ok ? "True" : "False",
             (int)words.len, words.p);
}

static void run_hooks(struct node *n)
{
    struct chain chain = chain_of(n, KEY_boothook);
    struct text hook;

    if (!settings_is_set(&n->settings, KEY_boothook) || n->starts.leaves_own)
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
    if (!n->starts.leaves_events)
        automation_start_timer(n);
}

static void show_events(struct node *n)
{
    node_log(n, LOG_DEBUG, "[IRQ] EVENTIRQ: isenable: %s", truth(n, KEY_extirq));
    if (!n->starts.leaves_events)
        pin_events_start(n);
}

void boot_run(struct node *n, uint16_t listen_port)
{
    n->listen_port = listen_port;
    led_busy(n);
    node_log(n, LOG_INFO, "[loader][main mode] Start micrOS (default) %s on %s", node_version,
             n->board->name);
    profile(n, "[1] MAIN BASELOAD");
    run_hooks(n);
    set_clock(n);
    profile(n, "[2] AFTER SAFE BOOT HOOK");
    set_state(n);
    node_log(n, LOG_INFO, "[NW: %s] address: %s", node_network_mode(n), n->address);
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
    led_idle(n);
    if (n->wish == WISH_REBOOT)
        node_log(n, LOG_WARN,
                 "[BOOT HOOKS] a hook asked for a reboot: it would never end, and is not done");
    n->wish = WISH_NONE;
    n->is_up = true;
    shell_greet_all(n);
}
