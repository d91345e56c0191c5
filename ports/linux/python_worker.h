// A worker: asked one thing at a time, killed when that takes too long, started again when it dies,
// later each time. Below the conversation with it (python_talk.h) and what starts it
// (python_start.h).
#ifndef LINUX_PYTHON_WORKER_H
#define LINUX_PYTHON_WORKER_H

#include "budget.h"
#include "python_process.h"
#include "python_usermod.h"

enum { PYTHON_BOOT_MS = 10000 }; // to read its parts, and the file: slow machines too
enum { PYTHON_EDGES = 16, PYTHON_ANSWERS = 4 };

enum python_state {
    PYTHON_DOWN,     // no process: until the moment when one is started
    PYTHON_BOOTS,    // START was sent
    PYTHON_READS,    // LOAD was sent
    PYTHON_IS_IDLE,  //
    PYTHON_IS_BUSY,  // with a call, an edge or a timer
    PYTHON_IS_ENDING // it is freed: nothing is started any more
};

struct python_worker {
    struct watch link, output; // fd -1: there is none
    struct loop_timer timer;
    struct loop_work release;
    struct python_worker *next; // of all workers
    struct unit *unit;
    struct python_usermod usermod;
    struct python_process *process;
    struct usermod_load *load; // NULL once it was answered
    uint8_t state;             // enum python_state
    bool has_begun;            // the user's file has run
    uint64_t until_ms;         // the end of what it may take; down: the start
    uint64_t tick_ms;          // its next timer; 0: it has none
    uint64_t put_off_ms;       // until then it is asked nothing by itself; 0: it is not put off
    uint64_t held_ms;          // until then the node does not listen to it; 0: it does
    uint64_t look_ms;          // when it is looked at, because it should rest; 0: never
    uint32_t pause_look_ms;
    uint64_t used_us;                // of the processor, when it was looked at last
    struct budget_share served;      // of the node's time, for its requests
    uint32_t pause_ms;               // before the next start
    unsigned n_deaths;               // of its processes
    char why[USERMOD_WHY_MAX];       // it died last
    char told[USERMOD_WHY_MAX + 48]; // how it is, in words
    uint32_t running;                // call; 0: none
    struct python_worker *caller;    // who waits for the running call, or NULL
    struct python_bytes in;
    struct python_answer {
        uint32_t call;
        bool is_ok;
        struct python_bytes words;
    } answers[PYTHON_ANSWERS]; // of the last calls: who asked comes for it, or has gone away
    unsigned next_answer;
    uint8_t n_edges;
    struct python_edge {
        uint8_t gpio;
        bool is_high;
    } edges[PYTHON_EDGES]; // that it was not told yet; more at once are lost
    uint8_t n_lines;       // that it has printed in this second
    uint64_t line_second;
    size_t n_printed;
    char printed[160]; // of a line that has not ended yet
    struct text source;
};

// One for a text, without a process yet. NULL: no memory.
struct python_worker *python_worker_new(struct usermod_load *l);
void python_worker_free(struct python_worker *w);

// The answer to a call that has ended, or NULL.
const struct python_answer *python_worker_answer(const struct python_worker *w, uint32_t call);

// The module is unloaded: what the file has made is forgotten, in a new process.
void python_worker_forget(struct python_worker *w);

// Whose module it is; NULL of NULL.
struct python_worker *python_worker_of(struct python_usermod *u);

// Sends what was added to usermod.unsent.
void python_worker_send(struct python_worker *w);

// Sets its timer to the next moment that something is due.
void python_worker_set_timer(struct python_worker *w);

// Both, after it was served; unless that has ended the process of that life.
void python_worker_served(struct python_worker *w, uint32_t life);

// For the conversation. A new state, and how long it may last; a call has ended, with this answer;
// who waits for a worker is to look again; what the user's code may take.
void python_worker_enter(struct python_worker *w, enum python_state state, uint32_t most_ms);
void python_worker_end_call(struct python_worker *w, bool ok, struct text words);
void python_worker_wake(struct python_worker *w);
uint32_t python_worker_most_ms(const struct python_worker *w);

// Kills it, for a reason that whoever waits is told.
void python_worker_fail(struct python_worker *w, const char *why);

#endif
