// A control loop that runs by tick: a command gives the measurement and may take its time, the PID
// law gives the output, a PWM pin or a relay carries it. The module's state is a struct thermostat,
// its first two pins are those of enum thermostat_output. Without a measurement the output is off.
#ifndef LIB_THERMOSTAT_H
#define LIB_THERMOSTAT_H

#include "lib_pid.h"

enum thermostat_output {
    THERMOSTAT_PWM,
    THERMOSTAT_RELAY
}; // a relay is on for a part of each period
enum thermostat_health { STOPPED, WAITS, WORKS, FAILED };

struct thermostat {
    struct pid_law law;
    int32_t kind;                            // enum thermostat_output
    int32_t is_on, output, measured, health; // output: permille; measured: hundredths
    uint32_t next_ms, asked_ms, relay_off_ms;
    bool is_asking, relay_is_on;
    struct progress progress;
    char input[CALL_COMMAND_MAX + 1]; // the command that measures
};

int thermostat_begin(struct call *c); // measures at once
int thermostat_halt(struct call *c);  // no output
int thermostat_drive(struct call *c, int32_t permille);
int thermostat_tick(struct call *c);

#endif
