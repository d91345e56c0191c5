// The simulated board: what modules drive is recorded and traced, what they read is set here.
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "base/out.h"
#include "hw/board.h"

// Called with one line for each change of an output, without a line end: "pwm 13 480 Hz 10
// permille".
typedef void sim_trace_fn(void *ctx, struct text line);

enum {
    SIM_EDGES = 16
}; // more at once are lost, as a port without an interrupt queue would lose them

struct parts;
typedef struct parts *sim_take_parts_fn(void *ctx);

struct sim {
    struct hw hw; // hand &sim.hw to the node
    const struct board *board;
    uint64_t level; // bit per GPIO: what an output drives, or what an input sees
    uint16_t duty_permille[GPIO_MAX];
    uint16_t frequency_hz[GPIO_MAX];
    uint8_t use[GPIO_MAX];    // enum pin_use
    uint64_t watched;         // bit per GPIO whose edges are wanted
    uint64_t wired;           // bit per GPIO that a part drives: no pull moves it
    uint8_t edges[SIM_EDGES]; // that sim_take_edge has not given out yet: GPIO << 1 | level
    uint8_t n_edges;
    uint16_t adc_mv;  // what every ADC channel reads
    int16_t rssi_dbm; // of the simulated network
    uint32_t cpu_hz;
    uint64_t now_us;     // sim_time
    sim_trace_fn *trace; // or NULL
    void *trace_ctx;
    struct parts *parts; // wired to it (parts.h); NULL: none was needed yet
    sim_take_parts_fn *take_parts;
    void *take_ctx;
};

void sim_init(struct sim *s, const struct board *board);

// Wires the simulated parts to the board, after sim_init: buses, sensors, display. `take` gives
// their memory, a struct parts, when the first of them is used: zeroed, or as the board left it
// before a restart, since a restart of the node takes no power off them. NULL: there is none, and
// the operations answer ERR_FULL.
void sim_wire(struct sim *s, sim_take_parts_fn *take, void *ctx);

// What time it is for the parts, from any start: conversions take their time by it.
static inline void sim_time(struct sim *s, uint64_t now_us)
{
    s->now_us = now_us;
}

// Writes a line of the trace, when somebody listens.
void sim_tell(struct sim *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

// hw_simulated.pin_drive of the struct sim that ctx is: what an input sees from now on. ERR_IO: it
// is an output.
int sim_drive(void *ctx, unsigned gpio, bool high);

// Takes the oldest edge of a watched input, for node_edge. False: there is none.
bool sim_take_edge(struct sim *s, unsigned *gpio, bool *high);

#endif
