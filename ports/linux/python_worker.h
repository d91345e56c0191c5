// A worker. It gets one task at a time. It is killed if that takes too long, and restarted if it
// dies, with a longer pause each time. The protocol (python_talk.h) and the start (python_start.h)
// are built on this.
#ifndef LINUX_PYTHON_WORKER_H
#define LINUX_PYTHON_WORKER_H

#include "budget.h"
#include "python_process.h"
#include "python_usermod.h"

enum { PYTHON_BOOT_MS = 10000 }; // to read its parts and the file, even on slow machines
enum { PYTHON_EDGES = 16, PYTHON_ANSWERS = 4 };

enum python_state {
    PYTHON_DOWN,     // no process until the time of the next start
    PYTHON_BOOTS,    // START was sent
    PYTHON_READS,    // LOAD was sent
    PYTHON_IS_IDLE,  //
    PYTHON_IS_BUSY,  // with a call, an edge or a timer
    PYTHON_IS_ENDING // being freed; nothing is started any more
};

struct python_worker {
    struct watch link, output; // fd -1: none
    struct loop_timer timer;
    struct loop_work release;
    struct python_worker *next; // list of all workers
    struct unit *unit;
    struct python_usermod usermod;
    struct python_process *process;
    struct usermod_load *load; // NULL after the answer
    uint8_t state;             // enum python_state
    bool has_begun;            // the user's file has run
    uint64_t until_ms;         // deadline of the present task; if down: time of the next start
    uint64_t tick_ms;          // its next timer; 0: none
    uint64_t put_off_ms;       // gets no work of its own until then; 0: not postponed
    uint64_t held_ms;          // the node does not read from it until then; 0: it does
    uint64_t look_ms;          // next check while it should be idle; 0: none
    uint32_t pause_look_ms;
    uint64_t used_us;                // CPU time at the last check
    struct budget_share served;      // share of the node's time, for its requests
    uint32_t pause_ms;               // pause before the next start
    unsigned n_deaths;               // how often its process has died
    char why[USERMOD_WHY_MAX];       // why it died last
    char told[USERMOD_WHY_MAX + 48]; // its state as text
    uint32_t running;                // number of the running call; 0: none
    struct python_worker *caller;    // the worker that waits for the running call, or NULL
    struct python_bytes in;
    struct python_answer {
        uint32_t call;
        bool is_ok;
        struct python_bytes words;
    } answers[PYTHON_ANSWERS]; // of the last calls, until they are fetched
    unsigned next_answer;
    uint8_t n_edges;
    struct python_edge {
        uint8_t gpio;
        bool is_high;
    } edges[PYTHON_EDGES]; // not reported to it yet; further ones are lost
    uint8_t n_lines;       // lines printed in this second
    uint64_t line_second;
    size_t n_printed;
    char printed[160]; // an incomplete line
    struct text source;
};

// A worker for a text, without a process yet. NULL: no memory.
struct python_worker *python_worker_new(struct usermod_load *l);
void python_worker_free(struct python_worker *w);

// The answer of a call that has ended, or NULL.
const struct python_answer *python_worker_answer(const struct python_worker *w, uint32_t call);

// The module is unloaded. A new process forgets everything that the file has set up.
void python_worker_forget(struct python_worker *w);

// The worker of a module; NULL for NULL.
struct python_worker *python_worker_of(struct python_usermod *u);

// Sends what was added to usermod.unsent.
void python_worker_send(struct python_worker *w);

// Sets its timer to the next time that something is due.
void python_worker_set_timer(struct python_worker *w);

// Does both after serving it, unless that has ended the process with that `life`.
void python_worker_served(struct python_worker *w, uint32_t life);

// For the protocol: enter a new state with a time limit; end a call with an answer; wake those who
// wait for a worker; the time limit for the user's code.
void python_worker_enter(struct python_worker *w, enum python_state state, uint32_t most_ms);
void python_worker_end_call(struct python_worker *w, bool ok, struct text words);
void python_worker_wake(struct python_worker *w);
uint32_t python_worker_most_ms(const struct python_worker *w);

// Kills it. Everyone who waits for it gets the reason.
void python_worker_fail(struct python_worker *w, const char *why);

#endif
