// Counts quarters of a detent.
#include "lib_quadrature.h"

enum { QUARTERS = 4 };

void quadrature_begin(struct quadrature *q, bool clk, bool dt)
{
    q->quarters = 0;
    q->lines = q->rest = (uint8_t)((clk ? QUADRATURE_CLK : 0) | (dt ? QUADRATURE_DT : 0));
}

// Which way the two lines went: +1 clockwise, -1 the other way, 0 where one edge was lost.
static int direction(unsigned before, unsigned now)
{
    static const int8_t steps[16] = { 0, -1, 1, 0, 1, 0, 0, -1, -1, 0, 0, 1, 0, 1, -1, 0 };

    return steps[before << 2 | now];
}

int quadrature_edge(struct quadrature *q, enum quadrature_line line, bool is_high)
{
    unsigned before = q->lines;

    q->lines = (uint8_t)(is_high ? before | line : before & ~(unsigned)line);
    q->quarters = (int8_t)(q->quarters + direction(before, q->lines));
    if (q->lines != q->rest)
        return 0;
    // Half a turn or more is a detent, so that one lost edge does not matter.
    int detent = q->quarters >= QUARTERS / 2 ? 1 : q->quarters <= -QUARTERS / 2 ? -1 : 0;
    q->quarters = 0;
    return detent;
}
