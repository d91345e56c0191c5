// Background tasks: commands that run later, repeatedly, or on another node, while the shell
// continues.
#ifndef AUTOMATION_TASKS_H
#define AUTOMATION_TASKS_H

#include "automation/automation.h"
#include "command/postfix.h"
#include "command/word.h"
#include "node/room.h"

enum task_state { TASK_FREE, TASK_ACTIVE, TASK_ENDED };

struct task {
    uint8_t state; // enum task_state
    bool loops;
    struct principal who; // who started it, and with which right
    struct progress progress;
    uint32_t due_ms, period_ms;
    uint32_t beat_ms; // when the present run was due
    uint32_t ended;   // its place in the order of ended tasks; the earliest is replaced first
    uint16_t line_len, host_len, output_len;
    char line[CFG_TASK_LINE];     // the command, followed by the host
    char output[CFG_TASK_OUTPUT]; // output of its last run
};

// Starts a task and answers as the shell does: "{'system.clock': 'Starting'}". False: it did not
// start, and the answer says why.
bool tasks_start(struct request *r, struct text line, const struct postfix *postfix);

// Continues a command that takes time as a task, if nobody waits for it. False: no room.
bool tasks_adopt(const struct request *r, struct text line);

extern const struct room tasks_room;
extern const struct word tasks_word; // "task list", "task show TAG", "task kill TAG"

#endif
