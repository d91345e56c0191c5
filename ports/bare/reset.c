// The record of the last restart. The board's linker script excludes .noinit from the memory that
// start code clears.
#include "reset.h"
#include "base/crc32.h"
#include "base/out.h"
#include "board.h"
#include "node/node.h"
#include <stddef.h>
#include <stdlib.h>

enum {
    RECORD_MAGIC = 0x52534554, // "RSET"
    WHY_MAX = 40,
    LINE_MAX_BYTES = 120,
};

// Values that memory is unlikely to hold by chance after a power loss, or after one flipped bit.
enum state {
    STATE_RUNS = 0x3C5A0F01,     // found at a start: the restart came from outside
    STATE_ASKED = 0x3C5A0F02,    // a user asked for the restart
    STATE_WATCHDOG = 0x3C5A0F04, // a round of the main loop took too long
    STATE_PANIC = 0x3C5A0F08     // the software gave up
};

struct record {
    uint32_t magic;
    uint32_t state;
    uint32_t cause, pc, address; // for STATE_PANIC
    char why[WHY_MAX];
    uint32_t check;
};

static struct record record __attribute__((section(".noinit")));

static uint32_t check_of(const struct record *r)
{
    return crc32_add(0, r, offsetof(struct record, check));
}

static void reset_keep(enum state state, const char *why, uint32_t cause, uint32_t pc,
                       uint32_t address)
{
    struct out o;

    record = (struct record){ RECORD_MAGIC, state, cause, pc, address, "", 0 };
    out_init(&o, record.why, sizeof record.why);
    out_text(&o, why);
    record.check = check_of(&record);
}

static void reset_describe(struct out *o, uint32_t state)
{
    if (state == STATE_PANIC)
        out_format(o, "a panic: %s, cause %u, pc 0x%x, address 0x%x", record.why,
                   (unsigned)record.cause, (unsigned)record.pc, (unsigned)record.address);
    else if (state == STATE_WATCHDOG)
        out_format(o, "the watchdog, pc 0x%x", (unsigned)record.pc);
    else if (state == STATE_ASKED)
        out_text(o, "a restart that was asked for");
    else if (state == STATE_RUNS)
        out_text(o, "a reset from outside");
    else
        out_text(o, "power on");
}

void reset_report(struct node *n)
{
    bool is_known = record.magic == RECORD_MAGIC && record.check == check_of(&record);
    uint32_t state = is_known ? record.state : 0;
    bool is_bad = state == STATE_PANIC || state == STATE_WATCHDOG;
    char line[LINE_MAX_BYTES];
    struct out o;

    out_init(&o, line, sizeof line);
    reset_describe(&o, state);
    node_log(n, is_bad ? LOG_WARN : LOG_INFO, "[loader] started by %s", line);
    if (!state)
        starts_after_power_on(n);
    reset_keep(STATE_RUNS, "", 0, 0, 0);
}

_Noreturn void reset_restart(void)
{
    reset_keep(STATE_ASKED, "", 0, 0, 0);
    board_restart();
}

// Also writes to the serial line, as the board may not come up again.
static void reset_say(enum state state)
{
    char line[LINE_MAX_BYTES];
    struct out o;

    out_init(&o, line, sizeof line);
    out_text(&o, "\nrestarted by ");
    reset_describe(&o, state);
    out_char(&o, '\n');
    for (size_t i = 0; i < o.len; i++)
        board_uart_put(line[i]);
}

_Noreturn void reset_by_watchdog(uint32_t pc)
{
    reset_keep(STATE_WATCHDOG, "", 0, pc, 0);
    reset_say(STATE_WATCHDOG);
    board_restart();
}

_Noreturn void panic(const char *why, uint32_t cause, uint32_t pc, uint32_t address)
{
    reset_keep(STATE_PANIC, why, cause, pc, address);
    reset_say(STATE_PANIC);
    board_restart();
}

// Lua calls this after an error outside of every protected call. The engine always protects its
// calls.
_Noreturn void abort(void)
{
    panic("abort", 0, 0, 0);
}
