// The core by function calls, for bench/instructions to count: a node on the tests' bench, whose
// clock stands still. corebench KIND=COUNT... does each that many times:
//   hello       a line in, the answer out, through the bench's link
//   module call the same with a verb of a module in C
//   idle round  the port passes the time, and the node has nothing to do
#include "rig.h"
#include "rooms.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void say(struct peer *p, const char *line, unsigned count)
{
    while (count--) {
        peer_say(p, line);
        tape_clear(&p->heard);
    }
}

static void idle(struct rig *r, unsigned count)
{
    while (count--) {
        rig_tell_time(r);
        (void)rooms_poll(&r->node);
    }
}

static bool work(struct rig *r, struct peer *p, const char *kind, unsigned count)
{
    if (!strcmp(kind, "hello"))
        say(p, "hello", count);
    else if (!strcmp(kind, "module call"))
        say(p, "light toggle", count);
    else if (!strcmp(kind, "idle round"))
        idle(r, count);
    else
        return false;
    return true;
}

int main(int argc, char **argv)
{
    struct rig *r = rig_new(&board_esp8266);
    bool ok = true;

    rig_boot(r);
    struct peer *p = rig_open(r, LINK_LOOPBACK);
    tape_clear(&p->heard);
    for (int i = 1; i < argc && ok; i++) {
        char *equals = strchr(argv[i], '=');
        if (equals)
            *equals = '\0';
        ok = equals && work(r, p, argv[i], (unsigned)strtoul(equals + 1, NULL, 10));
    }
    rig_free(r);
    if (!ok)
        fputs("usage: corebench KIND=COUNT... with KIND hello, module call or idle round\n",
              stderr);
    return ok ? 0 : 2;
}
