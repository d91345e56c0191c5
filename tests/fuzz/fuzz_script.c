// Modules in Lua: whatever the text, it ends, stays within its memory, and leaves the node whole.
#include "command/command.h"
#include "fuzz.h"
#include "loader/loader.h"
#include "rig.h"
#include "script.h"

enum { MEMORY_KIB = 64, BUDGET_MS = 1 };

static void *resize(void *ctx, void *memory, size_t size)
{
    (void)ctx;
    if (size)
        return realloc(memory, size);
    free(memory);
    return NULL;
}

static void log_line(void *ctx, const struct module *m, struct text line)
{
    (void)ctx;
    (void)m;
    HOLDS(line.len < 200);
}

static void failed(void *ctx, const struct module *m, const char *why)
{
    (void)ctx;
    (void)m;
    HOLDS(*why);
}

static void use(struct rig *r, struct script *s)
{
    const struct module *m = script_module(s);
    struct user_module link = { .module = m };
    struct fault fault;
    char line[64], answer[512];

    loader_add_module(&r->node, &link);
    (void)loader_start(&r->node, m, &fault);
    for (unsigned i = 0; i < m->n_verbs && i < 4; i++) {
        struct out o;
        int len = snprintf(line, sizeof line, "%s %s", m->name, m->verbs[i].name);
        out_init(&o, answer, sizeof answer);
        (void)command_self(&r->node, principal_node(CALLER_BOOT, 0), text_make(line, (size_t)len),
                           &o);
        HOLDS(script_memory_bytes(s) <= MEMORY_KIB * 1024);
    }
    (void)hw_pin_drive(&r->sim.hw, 14, true);
    (void)hw_pin_drive(&r->sim.hw, 14, false);
    rig_wait_ms(r, 100);
    loader_remove_module(&r->node, &link);
    HOLDS(!r->node.user_modules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct budget budget;
    static const struct script_env env = { NULL, &budget, resize, log_line, failed };
    struct script_limits limits = script_limits(MEMORY_KIB, BUDGET_MS);
    struct rig *r = rig_new(&board_esp8266);
    char why[256];
    struct out o;

    budget_init(&budget);
    rig_boot(r);
    out_init(&o, why, sizeof why);
    struct script *s =
        script_new(&env, &limits, text_of("fuzz"), text_make((const char *)data, len), &o);
    HOLDS(s || why[0]);
    if (s) {
        use(r, s);
        script_free(s);
    }
    rig_free(r);
    return 0;
}
