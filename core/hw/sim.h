// The simulated board: what modules drive is recorded and traced, what they read is set here.
#ifndef HW_SIM_H
#define HW_SIM_H

#include "base/out.h"
#include "hw/board.h"

// Called with one line for each change of an output, without a line end: "pwm 13 480 Hz 10
// permille".
typedef void sim_trace_fn(void *ctx, struct text line);

enum {
    SIM_EDGES = 16
}; // more at once are lost, as a port without an interrupt queue would lose them

struct sim {
    struct hw hw;   // hand &sim.hw to the node
    uint64_t level; // bit per GPIO: what an output drives, or what an input sees
    uint16_t duty_permille[GPIO_MAX];
    uint16_t frequency_hz[GPIO_MAX];
    uint8_t use[GPIO_MAX];    // enum pin_use
    uint64_t watched;         // bit per GPIO whose edges are wanted
    uint8_t edges[SIM_EDGES]; // that sim_take_edge has not given out yet: GPIO << 1 | level
    uint8_t n_edges;
    uint16_t adc_mv;  // what every ADC channel reads
    int16_t rssi_dbm; // of the simulated network
    uint32_t cpu_hz;
    sim_trace_fn *trace; // or NULL
    void *trace_ctx;
};

void sim_init(struct sim *s, const struct board *board);

// Takes the oldest edge of a watched input, for node_edge. False: there is none.
bool sim_take_edge(struct sim *s, unsigned *gpio, bool *high);

#endif
