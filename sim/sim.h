// The simulated board. Outputs of modules are recorded and traced; inputs are set here.
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "base/out.h"
#include "hw/board.h"

// Called for each change of an output, with one line without line end: "pwm 13 480 Hz 10 permille".
typedef void sim_trace_fn(void *ctx, struct text line);

// More edges at once are lost, as on a port without an interrupt queue.
enum { SIM_EDGES = 16 };

struct parts;
typedef struct parts *sim_take_parts_fn(void *ctx);

struct sim {
    struct hw hw; // give &sim.hw to the node
    const struct board *board;
    uint64_t level; // one bit per GPIO: the level of an output, or what an input sees
    uint16_t duty_permille[GPIO_MAX];
    uint16_t frequency_hz[GPIO_MAX];
    uint8_t use[GPIO_MAX];    // enum pin_use
    uint64_t watched;         // one bit per GPIO whose edges are reported
    uint64_t wired;           // one bit per GPIO that a part drives, so that no pull changes it
    uint8_t edges[SIM_EDGES]; // not yet taken by sim_take_edge: GPIO << 1 | level
    uint8_t n_edges;
    uint16_t adc_mv;  // value of all ADC channels
    int16_t rssi_dbm; // of the simulated network
    uint32_t cpu_hz;
    uint64_t now_us;     // sim_time
    sim_trace_fn *trace; // or NULL
    void *trace_ctx;
    struct parts *parts; // wired parts (parts.h); NULL: not needed yet
    sim_take_parts_fn *take_parts;
    void *take_ctx;
};

void sim_init(struct sim *s, const struct board *board);

// Wires the simulated parts to the board, after sim_init: buses, sensors, display. When the first
// part is used, `take` must give memory for a struct parts. It is zeroed, or as the board left it
// before a restart, because a restart of the node does not cut their power. NULL: no memory, so the
// operations return ERR_FULL.
void sim_wire(struct sim *s, sim_take_parts_fn *take, void *ctx);

// Sets the time for the parts, from any starting point. Conversions take their real time.
static inline void sim_time(struct sim *s, uint64_t now_us)
{
    s->now_us = now_us;
}

// Writes a trace line if there is a listener.
void sim_tell(struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

// pin_drive of struct hw_simulated; ctx is a struct sim. Sets the level that an input sees. ERR_IO:
// it is an output.
int sim_drive(void *ctx, unsigned gpio, bool high);

// Takes the oldest edge of a watched input, to pass to rooms_edge. False: there is none.
bool sim_take_edge(struct sim *s, unsigned *gpio, bool *high);

#endif
