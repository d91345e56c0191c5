// The control loop of module pid. A command measures, which may take time; the PID formula gives
// the output.
#ifndef MODULES_THERMOSTAT_H
#define MODULES_THERMOSTAT_H

#include "pid_law.h"

enum { THERMOSTAT_FULL = 1000 }; // permille of an output

// Values are the indexes of their needs.
enum thermostat_output { THERMOSTAT_PWM, THERMOSTAT_RELAY };
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
    char input[CALL_COMMAND_MAX + 1]; // command that measures
};

// The module's tick.
int thermostat_tick(struct call *c);

// halt switches the output off and stops; start starts it. If the output cannot be switched off,
// halt returns the error and nothing changes.
int thermostat_halt(struct call *c);
int thermostat_start(struct call *c);

// From now on drives the pin of another kind, if that can be claimed. Call thermostat_halt first.
int thermostat_move(struct call *c, int32_t kind);

#endif
