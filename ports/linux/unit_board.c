// The board of a node of the process: simulated, or this machine.
#include "unit_board.h"
#include "loader/slots.h"
#include <stdlib.h>
#include <string.h>

enum { EDGES_A_ROUND = 64, TRACE_BYTES = 512 };

static void trace_line(void *ctx, struct text line)
{
    struct unit *u = ctx;
    bool is_one_of_many = u->process->options->count > 1;
    char text[TRACE_BYTES];
    struct out o;

    out_init(&o, text, sizeof text);
    out_format(&o, "%s%s%u ", is_one_of_many ? u->name : "", is_one_of_many ? " " : "",
               (unsigned)(u->node.clock_ms - u->node.boot_ms));
    out_slice(&o, line);
    out_char(&o, '\n');
    output_line(&u->process->trace, text, o.len);
    output_write(&u->process->trace); // so that it is written before the answer
}

// The simulated board's memory minus what this node really uses.
int32_t unit_free_bytes(void *ctx)
{
    const struct unit *u = ctx;
    size_t used = sizeof *u;

    if (u->process->machine)
        return machine_free_bytes(u->process->machine);
    for (const struct module_slot *slot = u->node.slots; slot; slot = slot->next)
        used += sizeof *slot + slot->module->size;
    for (const struct conn *c = u->conns; c; c = c->next)
        used += sizeof *c + stream_memory(&c->stream);
    return u->node.board->ram_bytes > used ? (int32_t)(u->node.board->ram_bytes - used) : 0;
}

// MAC of a simulated board: locally administered, and always the same for the same folder. FNV-1a
// spreads paths well enough. It also avoids loading pages of the crypto library before a password
// needs them.
void unit_make_mac(struct unit *u)
{
    if (u->process->machine && !machine_mac(u->process->machine, u->mac))
        return;
    char *real = realpath(u->root, NULL);
    uint64_t h = 14695981039346656037u;

    for (const char *p = real ? real : u->root; *p; p++)
        h = (h ^ (uint8_t)*p) * 1099511628211u;
    h ^= h >> 32;
    memcpy(u->mac, &h, sizeof u->mac);
    u->mac[0] = (uint8_t)((u->mac[0] & 0xfc) | 0x02);
    free(real);
}

// The parts keep their power and display over a restart of the node.
static struct parts *take_parts(void *ctx)
{
    struct unit *u = ctx;

    if (!u->parts)
        u->parts = calloc(1, sizeof *u->parts);
    return u->parts;
}

void unit_start_board(struct unit *u)
{
    if (u->process->machine)
        machine_reset(u->process->machine);
    sim_init(&u->sim, u->process->options->board);
    sim_wire(&u->sim, take_parts, u);
    if (u->parts)
        (void)parts_of(&u->sim);
    u->sim.trace = u->process->trace.watch.fd >= 0 ? trace_line : NULL;
    u->sim.trace_ctx = u;
}

int unit_check_pin_map(void *ctx, struct text map, struct out *why)
{
    const struct unit *u = ctx;
    struct custom_pins tried;

    return custom_pins_make(&tried, u->process->options->board, map, why);
}

// A map that does not fit any more, for example after a change of board, has no effect.
void unit_map_pins(struct unit *u)
{
    struct settings *s = &u->node.settings;
    char reason[256];
    struct out why;

    if (!settings_is_set(s, KEY_cstmpmap))
        return;
    out_init(&why, reason, sizeof reason);
    if (!u->custom_pins)
        u->custom_pins = calloc(1, sizeof *u->custom_pins);
    if (!u->custom_pins)
        out_text(&why, "no memory");
    if (u->custom_pins && !custom_pins_make(u->custom_pins, u->process->options->board,
                                            settings_text(s, KEY_cstmpmap), &why))
        u->node.board = u->node.pins.board = &u->custom_pins->board;
    else
        node_log(&u->node, LOG_ERROR, "[PINS] cstmpmap is not in use: %s", reason);
}

void unit_take_edges(struct unit *u)
{
    unsigned gpio;
    bool is_high;

    // Commands of edges may move pins again; these edges are handled in the next round.
    for (unsigned i = u->sim.n_edges; i && sim_take_edge(&u->sim, &gpio, &is_high); i--)
        rooms_edge(&u->node, gpio, is_high);
    // Limited, so that a noisy line leaves the others a turn.
    for (int i = 0; u->process->machine && i < EDGES_A_ROUND; i++) {
        if (!machine_take_edge(u->process->machine, &gpio, &is_high))
            return;
        rooms_edge(&u->node, gpio, is_high);
    }
}
