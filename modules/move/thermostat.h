// The loop of module pid: a command measures and may take its time, the law gives the output.
#ifndef MODULES_THERMOSTAT_H
#define MODULES_THERMOSTAT_H

#include "pid_law.h"

enum { THERMOSTAT_FULL = 1000 }; // permille, of an output

enum thermostat_output { THERMOSTAT_PWM, THERMOSTAT_RELAY }; // the needs of these
enum thermostat_health {
    THERMOSTAT_STOPPED,
    THERMOSTAT_WAITS,
    THERMOSTAT_WORKS,
    THERMOSTAT_FAILED
};

struct thermostat {
    struct pid_law law;
    int32_t kind;                            // enum thermostat_output
    int32_t is_on, output, measured, health; // output: permille; measured: hundredths
    uint32_t next_ms, asked_ms, relay_off_ms;
    bool is_asking, relay_is_on;
    struct progress progress;
    char input[CALL_COMMAND_MAX + 1]; // the command that measures
};

// The module's tick.
int thermostat_tick(struct call *c);

// No output, and it works no more; or from now on it works. The error is that of an output that
// does not go off: then all is as it was.
int thermostat_halt(struct call *c);
int thermostat_start(struct call *c);

// Drives the pin of another kind from now on, if that one takes it; it must have been halted.
int thermostat_move(struct call *c, int32_t kind);

#endif
