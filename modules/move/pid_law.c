// The PID formula.
#include "pid_law.h"

enum { SCALE = 100000, DECIMALS = 2 };

static int64_t clamp(int64_t v, int64_t lo, int64_t hi)
{
    return v < lo ? lo : v > hi ? hi : v;
}

static int64_t slope(const struct pid_law *p, int32_t measured)
{
    return p->has_last ? (int64_t)p->kd * (p->last - measured) / p->period_s : 0;
}

int32_t pid_next(struct pid_law *p, int32_t measured)
{
    int64_t lo = (int64_t)p->lo * SCALE, hi = (int64_t)p->hi * SCALE;
    int64_t error = (int64_t)p->setpoint - measured, step = p->ki * error * p->period_s;
    int64_t other = p->kp * error + slope(p, measured), sum = other + p->integral + step;
    bool winds_up = (sum > hi && step > 0) || (sum < lo && step < 0);

    if (!winds_up)
        p->integral = clamp(p->integral + step, 0, hi);
    p->last = measured;
    p->has_last = true;
    sum = clamp(other + p->integral, lo, hi);
    return (int32_t)((sum + SCALE / 2) / SCALE);
}

void pid_forget(struct pid_law *p)
{
    p->integral = 0;
    p->has_last = false;
}

// The text behind the first ": ", if the first line has one.
static struct text first_value(struct text reply)
{
    for (size_t i = 0; i + 1 < reply.len && reply.p[i] != '\n'; i++)
        if (reply.p[i] == ':' && reply.p[i + 1] == ' ')
            return text_skip(reply, i + 2);
    return reply;
}

int pid_read(struct text reply, int32_t *hundredths)
{
    struct text t = text_trim(first_value(reply));
    size_t n = 0;

    while (t.len && (t.p[0] == '(' || t.p[0] == '[' || t.p[0] == '\'' || t.p[0] == '"'))
        t = text_skip(t, 1);
    if (t.len && t.p[0] == '-')
        n++;
    while (n < t.len && ((t.p[n] >= '0' && t.p[n] <= '9') || t.p[n] == '.'))
        n++;
    int err = literal_fixed(text_make(t.p, n), DECIMALS, hundredths);
    if (err)
        return err == ERR_RANGE ? err : ERR_TYPE;
    return *hundredths > PID_VALUE_MAX || *hundredths < -PID_VALUE_MAX ? ERR_RANGE : OK;
}
