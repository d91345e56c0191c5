// Detents of a rotary encoder, out of the edges of its two lines. Bourns PEC11R, "quadrature output
// table": a detent is a full turn of the two lines through their four states.
#ifndef LIB_QUADRATURE_H
#define LIB_QUADRATURE_H

#include "mod/module.h"

enum quadrature_line { QUADRATURE_DT = 1, QUADRATURE_CLK = 2 }; // their bits

struct quadrature {
    int8_t quarters;     // of a detent that were seen, clockwise above 0
    uint8_t lines, rest; // the levels now, and where it rests
};

void quadrature_begin(struct quadrature *q, bool clk, bool dt);

// Takes an edge: 1 when it ends a detent clockwise, -1 the other way round, 0 else.
int quadrature_edge(struct quadrature *q, enum quadrature_line line, bool is_high);

#endif
