// Another node that says anything. 0xfe parts what it sends; after it, 0xfd lets time pass, 0xfc
// hangs up, 0xfb is no host at all. What people are shown must be text, and calls must end.
#include "fuzz.h"
#include "rig.h"
#include <string.h>

static const char *const commands[] = {
    "intercon sendcmd 'system info' 'node02'",
    "intercon sendcmd 'system info' 'node02' >json",
    "intercon sendcmd 'system info' '10.0.1.61:9010'",
    "light toggle >>node02",
    "light toggle &&100 >>node02.local",
};

static void check_said(struct peer *p)
{
    HOLDS(!p->heard.len || text_is_utf8(text_make(p->heard.data, p->heard.len)));
    for (size_t i = 0; i < p->heard.len; i++)
        HOLDS((uint8_t)p->heard.data[i] >= ' ' || strchr("\n\t", p->heard.data[i]));
    tape_clear(&p->heard);
}

static void check_dialed(struct dialed *d)
{
    // The password goes only to a node that shows the name that was called, or by its address.
    if (d->said.data && strstr(d->said.data, "opensesame"))
        HOLDS(!strcmp(d->call->name, "node02") || d->host[0] == '1');
    if (d->said.len > 100000)
        tape_clear(&d->said);
}

static void play(struct rig *r, const uint8_t *data, size_t len)
{
    struct dialed *d = &r->dials[0];
    size_t at = 0;

    while (at < len) {
        const uint8_t *end = memchr(data + at, 0xfe, len - at);
        size_t n = end ? (size_t)(end - data) - at : len - at;
        uint8_t first = n ? data[at] : 0;
        rig_wait_ms(r, 0);
        if (d->call && d->call->stage == PEER_DIALS && !d->is_over)
            dialed_open(r, d, first == 0xfb ? ERR_NAME : OK);
        if (first == 0xfd)
            rig_wait_ms(r, 1700);
        else if (first == 0xfc && d->call)
            dialed_hang_up(r, d);
        else if (d->call)
            dialed_say(r, d, data + at, n);
        if (d->call)
            check_dialed(d);
        at += n + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct rig *r = rig_new(&board_esp8266);
    struct peer *p;

    rig_load(r);
    rig_set(r, "hostpwd", "node02=opensesame;10.0.1.61=opensesame");
    boot_run(&r->node, 9008);
    p = rig_enter(r, LINK_LOOPBACK);
    peer_say(p, commands[len ? data[0] % (sizeof commands / sizeof *commands) : 0]);
    rig_wait_ms(r, 0);
    if (len)
        play(r, data + 1, len - 1);
    rig_wait_ms(r, 2 * INTERCON_WAIT_MS);
    HOLDS(p->is_over || !p->shell.is_waiting);
    check_said(p);
    p = rig_enter(r, LINK_LOOPBACK); // the first may have been silent for too long
    peer_say(p, "task show con.node02.light");
    peer_say(p, "task kill con.node02.light >json");
    check_said(p);
    HOLDS(!rig_logged(r, "opensesame"));
    rig_wait_ms(r, 2 * INTERCON_WAIT_MS);
    for (unsigned i = 0; i < RIG_CALLS; i++)
        HOLDS(r->calls[i].stage == PEER_FREE);
    rig_free(r);
    return 0;
}
