// A load module: typed verbs over some pins and a small state struct, described once in const
// tables. The same tables parse arguments, print help and make the JSON description, so none of
// them can drift from the code.
#ifndef MOD_MODULE_H
#define MOD_MODULE_H

#include "base/err.h"
#include "base/field.h"
#include "base/nearest.h" // for names that a module does not know
#include "cfg.h"
#include "hw/pins.h"
#include "mod/node_calls.h"
#include "mod/reply.h"

// Why a call did not work. Verbs rarely touch it: the helpers below fill it in.
enum fault_kind {
    FAULT_ERR, // err_text(err)
    FAULT_NO_MODULE,
    FAULT_NO_VERB,
    FAULT_SYNTAX,
    FAULT_COUNT,
    FAULT_MISSING,
    FAULT_KEYWORD,
    FAULT_TWICE,
    FAULT_ORDER,
    FAULT_VALUE, // `what` is none that the argument takes
    FAULT_RANGE,
    FAULT_PIN,
    FAULT_PIN_TAKEN,
    FAULT_I2C,
    FAULT_WORDS, // `what`: the module's own words
    FAULT_NOT_KEPT
};

struct fault {
    uint8_t kind;     // enum fault_kind
    uint8_t n_fields; // FAULT_COUNT to FAULT_ORDER: the arguments that the verb takes
    int err;
    int32_t a, b;              // counts; FAULT_PIN: a is the GPIO; FAULT_I2C: a is the address
    const char *owner;         // FAULT_PIN_TAKEN: who has it
    const struct field *field; // the argument; with n_fields the first of them
    const char *name;          // FAULT_PIN: the logical pin; FAULT_PIN_TAKEN: its use
    struct text what;          // the word that was not understood
};

// What a command that takes time keeps between its steps: docs/modules.md, "Verbs that take time".
struct progress {
    uint16_t step;       // how often the verb has run for this command
    bool has_asked;      // somebody else, whose answer may come before the time is over
    bool has_call;       // of another node, `memo`: it ends with the command
    uint32_t wake_in_ms; // set by call_wait
    uint32_t memo;       // the verb's own; 0 at the first step
};

struct call {
    void *self; // the module's state
    const struct module *module;
    const struct verb *verb; // that runs; NULL: start, tick, edge or stop
    const union value *in;   // arguments: parsed, in range, in declared order
    uint32_t given;          // bit per argument that was given
    struct reply *reply;
    struct pins *pins;
    uint16_t owner;  // for claims on pins
    bool has_driven; // an output, whether to another level or not
    bool is_trial;   // the arguments are read only, and their text stays as it is
    const struct node_calls *node;
    void *node_ctx;            // for its operations
    uint32_t wake_in_ms;       // set it to have `tick` called after so long; 0: not
    struct progress *progress; // of a command that may take time; NULL: this one may not
    bool *keeps;               // whether F_KEEP state is written; true until a verb says otherwise
    struct fault *fault;       // why it failed, for who called
};

// A verb returns OK after it wrote its reply, or an error before it wrote anything. A verb that is
// not done yet returns call_wait(c, ms): it is run again, with the same arguments and the next
// step, and until then it has written nothing.
typedef int verb_fn(struct call *c);

// What a verb answers when it works: its shape, and a row of `out` for each value. A refusal may
// come in place of any of them. Help, JSON and who shows, records or announces values read this;
// the tests compare it with what the verb writes.
enum answer {
    ANSWER_ANY,     // not declared
    ANSWER_NOTHING, // None
    ANSWER_TEXT,    // words for people; the numbers in them are `out`, in this order; a choice is
                    // the whole text
    ANSWER_VALUE,   // one value
    ANSWER_MAP,     // values by their names, in this order
    ANSWER_TUPLE,   // one value for each row, in this order
    ANSWER_LIST,    // any number of values, each as the only row says
    ANSWER_STATE,   // a map of the module's state
    ANSWER_PINS,    // a map of the module's pins and their GPIOs, -1: the board has none
    ANSWER_COUNT
};
#define ANY_NAME "*" // the last row of a map: what further values are, whatever they are called

struct verb {
    const char *name;
    verb_fn *run;
    const char *help;
    const struct field *in, *out;
    uint8_t n_in, n_out;
    uint8_t answer; // enum answer
};

struct pin_need {
    const char *logical; // bound by the board
    enum pin_use use;
};

enum { MODULE_KEPT_MAX = 12 }; // state fields of one module that are kept over a reboot

struct module {
    const char *name, *help;
    const char *keep_file; // where F_KEEP state is kept: "rgb.pds"; NULL: nowhere
    const struct pin_need *pins;
    const struct field *state;
    const struct verb *verbs;
    int (*start)(struct call *c); // at first use; kept state is in `self` already, the rest is zero
    // After wake_in_ms. ERR_WAIT: it does nothing yet, and is called again after wake_in_ms more.
    int (*tick)(struct call *c);
    // A pin that it watches has changed.
    int (*edge)(struct call *c, unsigned need, bool is_high);
    void (*stop)(struct call *c); // before it is unloaded; pins are released after it
    // What followed from a call of these functions is done: its state is kept. NULL: never mind.
    void (*after)(const struct module *m);
    uint16_t size; // of the state struct
    uint8_t n_pins, n_state, n_verbs;
    bool is_todays; // only the successor's clients call it: its errors are in their words
};

#define COUNT(a)              (sizeof(a) / sizeof *(a))
#define NO_MORE_THAN(max, n)  (0 * sizeof(char[(n) <= (max) ? 1 : -1])) // else it does not compile
#define IN(f)                 .in = (f), .n_in = COUNT(f) + NO_MORE_THAN(CFG_ARGS_MAX, COUNT(f))
#define OUT(shape, f)         .out = (f), .n_out = COUNT(f), .answer = ANSWER_##shape
#define OUT_SOME(shape, f, n) .out = (f), .n_out = (n), .answer = ANSWER_##shape
#define OUT_ONLY(shape)       .answer = ANSWER_##shape
#define PINS(p)               .pins = (p), .n_pins = COUNT(p)
#define STATE(f, T)           .state = (f), .n_state = COUNT(f), .size = sizeof(T)
#define VERBS(v)              .verbs = (v), .n_verbs = COUNT(v)
#define AT(T, member)         .at = offsetof(T, member)

// Writes value `i` of what the verb declares it answers, a number or a choice as its index, or a
// text. call_answer writes all of them, which are numbers or choices, and returns OK.
void call_out(struct call *c, unsigned i, int64_t v);
void call_out_text(struct call *c, unsigned i, struct text v);
int call_answer(struct call *c, const int64_t *values);

// "map"; for JSON, and for modules of the user's. The other way round: ANSWER_ANY, it is none.
const char *call_answer_name(enum answer answer);
enum answer call_answer_named(struct text name);

// What can be done with a pin, a row of hw/operations.h each: call_pin_write(c, need, true),
// call_pin_read(c, need, &high), call_pwm(c, need, frequency_hz, duty_permille), call_adc(c, need,
// &mv), call_touch(c, need, &count), call_pixels(c, need, bytes, len). `need` as below; OK or an
// error.
#define GIVEN_NOTHING
#define GIVEN_LEVEL(name) , bool *name
#define GIVEN_VALUE(name) , int32_t *name
#define ON_PIN(name, uses, first, second, gives)                                                   \
    int call_##name(struct call *c,                                                                \
                    unsigned need PARAMETER_##first PARAMETER_##second GIVEN_##gives);
#include "hw/operations.h"

// Helpers for verbs. `need` is an index into the module's pins; a pin is claimed at its first use.
bool call_has(const struct call *c, unsigned argument);
int call_wait(struct call *c, uint32_t ms);    // ERR_WAIT, or ERR_NOTSUP where nobody can wait
int call_watch(struct call *c, unsigned need); // `edge` is called from now on
int call_chip(struct call *c, enum chip_value what, int32_t *value);
void call_release(struct call *c, unsigned need);

// Makes any pin that the board has a name for ready, and gives its GPIO: for modules whose pins the
// user chooses. On an error the call's fault has the reason.
int call_claim_pin(struct call *c, struct text logical, enum pin_use use, unsigned *gpio);

// A number of the node's clock, in milliseconds: for differences.
static inline uint32_t call_clock_ms(const struct call *c)
{
    return (uint32_t)c->node->fact(c->node_ctx, FACT_CLOCK_MS);
}

// Buses and wires: one whole transaction each, as hw/hw.h says. The pins are the module's first
// needs of that use, in the order of the struct: i2c_sda, i2c_scl; clock, mosi, miso, select.
int call_i2c(struct call *c, uint8_t address, struct text tx, uint8_t *rx, size_t n_rx);
int call_spi(struct call *c, uint32_t hz, unsigned mode, const uint8_t *tx, uint8_t *rx,
             size_t len);
int call_onewire(struct call *c, unsigned need, struct text tx, uint8_t *rx, size_t n_rx);
int call_onewire_next(struct call *c, unsigned need, uint8_t rom[8]);

// Asks with a pulse on `out`, and later takes what was measured on `in` since: how many levels.
// ERR_TAKEN: another module waits for an answer; chips/turn.h waits for its turn.
int call_pulse(struct call *c, unsigned out, unsigned in, bool level, unsigned us);
int call_pulse_take(struct call *c, unsigned in, uint16_t *us, unsigned n);

// Gives a command as a person would, "relay set 1 True": modules reach each other so. False: it did
// not work; `answer` has the reason. One that takes time becomes a background task.
bool call_run(struct call *c, struct text command, struct out *answer);

enum { CALL_COMMAND_MAX = 80 }; // bytes of a command that a module keeps

// Gives a command of the user's that the module keeps in its state, terminated; none when it is
// empty. The command may unload the module: after it `self` must not be touched any more.
bool call_order(struct call *c, const char *command);

// Gives a command that may take time, one step of it: ERR_WAIT, and it is to be given again with
// the same `p`, zeroed before the first step, after p->wake_in_ms. OK: `answer` has what it said.
// ERR_IO: it did not work. ERR_NAME: it has unloaded the module, whose `self` is gone.
int call_step(struct call *c, struct progress *p, const char *command, struct out *answer);

// Moves a hobby servo: `duty` of 1023 at 50 Hz, as the original counts positions.
int call_servo(struct call *c, unsigned need, int32_t duty);

// The verb "..._cache_load_n_init" of every module with kept state: with cache=False nothing is
// kept from now on; else `drive` brings back what was before the reboot, unless the pins carry a
// state.
int call_restore(struct call *c, bool is_driven, int (*drive)(struct call *c));
extern const struct field call_restore_in[1]; // its argument

// Puts a text into an array of `cap` bytes in the state, terminated; what does not fit is dropped.
void call_store(char *to, size_t cap, struct text t);

// The verbs "status" and "pinmap" of any module: each field of its state by name, and the GPIO of
// each of its pins, -1 where the board has none.
int call_status(struct call *c);
int call_pinmap(struct call *c);

// The argument of every "toggle": on or off; without it the other state. The answer of some: ON.
extern const struct field call_toggle_in[1], call_toggle_out[1];

extern const struct module *const modules[]; // generated from the target's list
extern const unsigned module_count;

#endif
