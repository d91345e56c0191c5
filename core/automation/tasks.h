// Background tasks: commands that run later, again and again, or on another node, while the shell
// goes on.
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
    struct principal who; // what it may do, by whom it was started
    struct progress progress;
    uint32_t due_ms, period_ms;
    uint32_t beat_ms; // when this run of it was due, before it waited for anything
    uint32_t ended;   // which of all it was to end; the first to end makes room first
    uint16_t line_len, host_len, output_len;
    char line[CFG_TASK_LINE];     // the command, and behind it the host
    char output[CFG_TASK_OUTPUT]; // of its last run
};

// Starts a task and answers as the shell does: "{'system.clock': 'Starting'}". False: it does not
// run, and the answer says why.
bool tasks_start(struct request *r, struct text line, const struct postfix *postfix);

// Goes on as a task with a command that takes time and that nobody waits for. False: no room.
bool tasks_adopt(const struct request *r, struct text line);

extern const struct room tasks_room;
extern const struct word tasks_word; // "task list", "task show TAG", "task kill TAG"

#endif
