// A load module: typed verbs over some pins and a small state struct, described in const tables.
// The tables are used to parse arguments, print help and make the JSON description. So none of
// these can disagree with the code.
#ifndef MOD_MODULE_H
#define MOD_MODULE_H

#include "base/err.h"
#include "base/field.h"
#include "base/nearest.h" // for names that a module does not know
#include "cfg.h"
#include "hw/pins.h"
#include "mod/node_calls.h"
#include "mod/reply.h"

// Why a call failed. Verbs rarely set it; the helpers below do.
enum fault_kind {
    FAULT_ERR, // the text is err_text(err)
    FAULT_NO_MODULE,
    FAULT_NO_VERB,
    FAULT_SYNTAX,
    FAULT_COUNT,
    FAULT_MISSING,
    FAULT_KEYWORD,
    FAULT_TWICE,
    FAULT_ORDER,
    FAULT_VALUE, // the argument does not accept `what`
    FAULT_RANGE,
    FAULT_PIN,
    FAULT_PIN_TAKEN,
    FAULT_I2C,
    FAULT_WORDS, // `what`: text of the module
    FAULT_NOT_KEPT
};

struct fault {
    uint8_t kind;     // enum fault_kind
    uint8_t n_fields; // FAULT_COUNT to FAULT_ORDER: number of arguments of the verb
    int err;
    int32_t a, b;              // counts; FAULT_PIN: a is the GPIO; FAULT_I2C: a is the address
    const char *owner;         // FAULT_PIN_TAKEN: who has it
    const struct field *field; // the argument; with n_fields, the first of them
    const char *name;          // FAULT_PIN: the logical pin; FAULT_PIN_TAKEN: its use
    struct text what;          // the word that was not accepted
};

// State of a command that takes time, between its steps: docs/modules.md, "Verbs that take time".
struct progress {
    uint16_t step;       // how often the verb has run for this command
    bool has_asked;      // waits for another node or module, whose answer may come earlier
    bool has_call;       // `memo` is a call to another node, which ends with the command
    uint32_t wake_in_ms; // set by call_wait
    uint32_t memo;       // for the verb's own use; 0 at the first step
};

struct call {
    void *self; // the module's state
    const struct module *module;
    const struct verb *verb; // the running verb; NULL: start, tick, edge or stop
    const union value *in;   // arguments: parsed, in range, in declared order
    uint32_t given;          // one bit for each argument that was given
    struct reply *reply;
    struct pins *pins;
    uint16_t owner;  // for claims on pins
    bool has_driven; // has set an output, even to the same level
    bool is_trial;   // arguments are only checked; their text must not change
    const struct node_calls *node;
    void *node_ctx;            // the ctx of its operations
    uint32_t wake_in_ms;       // set it to have `tick` called after this time; 0: do not
    struct progress *progress; // for a command that may take time; NULL: this one may not
    const char *took_from;     // the module that drove one of these pins before; NULL: none
    bool *keeps;               // whether F_KEEP state is written; a verb can set it to false
    struct fault *fault;       // the reason of a failure, for the caller
};

// A verb writes its reply and returns OK, or returns an error and writes nothing. A verb that is
// not done yet writes nothing and returns call_wait(c, ms). Then it is run again with the same
// arguments and the next step.
typedef int verb_fn(struct call *c);

// The shape of a verb's answer. `out` has a row for each value. A refusal may replace any answer.
// Help, JSON, and programs that show, record or announce values use this. The tests compare it with
// what the verb writes.
enum answer {
    ANSWER_ANY,     // not declared
    ANSWER_NOTHING, // None
    ANSWER_TEXT,    // text for people; `out` describes the numbers in it, in order; a choice is the
                    // whole text
    ANSWER_VALUE,   // one value
    ANSWER_MAP,     // values with their names, in order
    ANSWER_TUPLE,   // one value for each row, in order
    ANSWER_LIST,    // any number of values; the only row describes each
    ANSWER_STATE,   // a map of the module's state
    ANSWER_PINS,    // a map of the module's pins and GPIOs; -1: the board has no such pin
    ANSWER_COUNT
};
#define ANY_NAME "*" // name of a map's last row if it describes values with any other names

struct verb {
    const char *name;
    verb_fn *run;
    const char *help;
    const struct field *in, *out;
    uint8_t n_in, n_out;
    uint8_t answer; // enum answer
};

struct pin_need {
    const char *logical; // the board assigns a GPIO to it
    enum pin_use use;
};

enum { MODULE_KEPT_MAX = 12 }; // fields of one module's state that are kept over a reboot

struct module {
    const char *name, *help;
    const char *keep_file; // file for F_KEEP state: "rgb.pds"; NULL: none
    const struct pin_need *pins;
    const struct field *state;
    const struct verb *verbs;
    int (*start)(struct call *c); // at first use; kept state is in `self` already, the rest is zero
    // Called after wake_in_ms. ERR_WAIT: nothing was done yet; call again after wake_in_ms.
    int (*tick)(struct call *c);
    // A watched pin has changed.
    int (*edge)(struct call *c, unsigned need, bool is_high);
    void (*stop)(struct call *c); // before unloading; the pins are released afterwards
    // Called when a call of these functions is finished and its state is stored. May be NULL.
    void (*after)(const struct module *m);
    uint16_t size; // of the state struct
    uint8_t n_pins, n_state, n_verbs;
    bool is_todays; // only the successor's clients call it, so its errors use their texts
};

#define COUNT(a)              (sizeof(a) / sizeof *(a))
#define NO_MORE_THAN(max, n)  (0 * sizeof(char[(n) <= (max) ? 1 : -1])) // more do not compile
#define IN(f)                 .in = (f), .n_in = COUNT(f) + NO_MORE_THAN(CFG_ARGS_MAX, COUNT(f))
#define OUT(shape, f)         .out = (f), .n_out = COUNT(f), .answer = ANSWER_##shape
#define OUT_SOME(shape, f, n) .out = (f), .n_out = (n), .answer = ANSWER_##shape
#define OUT_ONLY(shape)       .answer = ANSWER_##shape
#define PINS(p)               .pins = (p), .n_pins = COUNT(p)
#define STATE(f, T)           .state = (f), .n_state = COUNT(f), .size = sizeof(T)
#define VERBS(v)              .verbs = (v), .n_verbs = COUNT(v)
#define AT(T, member)         .at = offsetof(T, member)

// Writes value `i` of the verb's declared answer. call_out: a number, or a choice as its index.
// call_out_text: a text. call_answer writes all of them, which must be numbers or choices, and
// returns OK.
void call_out(struct call *c, unsigned i, int64_t v);
void call_out_text(struct call *c, unsigned i, struct text v);
int call_answer(struct call *c, const int64_t *values);

// "map": for JSON and for user modules. The second function is the reverse; ANSWER_ANY: unknown
// name.
const char *call_answer_name(enum answer answer);
enum answer call_answer_named(struct text name);

// Operations on one pin, one for each row of hw/operations.h: call_pin_write(c, need, true),
// call_pin_read(c, need, &high), call_pwm(c, need, frequency_hz, duty_permille), call_adc(c, need,
// &mv), call_touch(c, need, &count), call_pixels(c, need, bytes, len). For `need` see below. They
// return OK or an error.
#define GIVEN_NOTHING
#define GIVEN_LEVEL(name) , bool *name
#define GIVEN_VALUE(name) , int32_t *name
#define ON_PIN(name, uses, first, second, gives)                                                   \
    int call_##name(struct call *c,                                                                \
                    unsigned need PARAMETER_##first PARAMETER_##second GIVEN_##gives);
#include "hw/operations.h"

// Helpers for verbs. `need` is an index into the module's pins. A pin is claimed at its first use.
bool call_has(const struct call *c, unsigned argument);
int call_wait(struct call *c, uint32_t ms); // ERR_WAIT, or ERR_NOTSUP if this command cannot wait
int call_watch(struct call *c, unsigned need); // from now on, `edge` is called
int call_chip(struct call *c, enum chip_value what, int32_t *value);
void call_release(struct call *c, unsigned need);

// Prepares any pin that the board has a name for, and gives its GPIO. It is for modules whose pins
// are chosen by the user. On an error the call's fault has the reason.
int call_claim_pin(struct call *c, struct text logical, enum pin_use use, unsigned *gpio);

// A time of the node's clock in milliseconds, for differences.
static inline uint32_t call_clock_ms(const struct call *c)
{
    return (uint32_t)c->node->fact(c->node_ctx, FACT_CLOCK_MS);
}

// Buses and wires: each call is one whole transaction, as hw/hw.h says. The pins are the module's
// first needs with that use, in the order of the struct: i2c_sda, i2c_scl; clock, mosi, miso,
// select.
int call_i2c(struct call *c, uint8_t address, struct text tx, uint8_t *rx, size_t n_rx);
int call_spi(struct call *c, uint32_t hz, unsigned mode, const uint8_t *tx, uint8_t *rx,
             size_t len);
int call_onewire(struct call *c, unsigned need, struct text tx, uint8_t *rx, size_t n_rx);
int call_onewire_next(struct call *c, unsigned need, uint8_t rom[8]);

// Asks with a pulse on `out`. call_pulse_take gives what was measured on `in` since, and how many
// levels. ERR_TAKEN: another module waits for an answer; use chips/turn.h to wait for a turn.
int call_pulse(struct call *c, unsigned out, unsigned in, bool level, unsigned us);
int call_pulse_take(struct call *c, unsigned in, uint16_t *us, unsigned n);

// Gives a command as a person would: "relay set 1 True". This is how modules use each other. False:
// it failed; `answer` has the reason. A command that takes time becomes a background task.
bool call_run(struct call *c, struct text command, struct out *answer);

enum { CALL_COMMAND_MAX = 80 }; // bytes of a command that a module stores

// Gives a user's command that the module keeps in its state, terminated. An empty one does nothing.
// The command may unload the module, so do not use `self` after it.
bool call_order(struct call *c, const char *command);

// Does one step of a command that may take time. ERR_WAIT: give it again with the same `p` after
// p->wake_in_ms. `p` is zero before the first step. OK: `answer` has the output. ERR_IO: the
// command failed. ERR_NAME: the command has unloaded the module, so `self` is gone.
int call_step(struct call *c, struct progress *p, const char *command, struct out *answer);

// Moves a hobby servo. Positions are counted as in the original: `duty` of 1023 at 50 Hz.
int call_servo(struct call *c, unsigned need, int32_t duty);

// The verb "..._cache_load_n_init" that every module with kept state has. With cache=False nothing
// is kept from now on. Otherwise `drive` restores what was there before the reboot, unless the pins
// are driven already.
int call_restore(struct call *c, bool is_driven, int (*drive)(struct call *c));
extern const struct field call_restore_in[1]; // its argument

// Stores a text in an array of `cap` bytes in the state, terminated. What does not fit is dropped.
void call_store(char *to, size_t cap, struct text t);

// The verbs "status" and "pinmap" of any module. status writes each field of its state. pinmap
// writes the GPIO of each of its pins, or -1 if the board has no such pin.
int call_status(struct call *c);
int call_pinmap(struct call *c);

// The argument of every "toggle": on or off; if it is missing, the other state. The answer of some:
// ON.
extern const struct field call_toggle_in[1], call_toggle_out[1];

extern const struct module *const modules[]; // generated from the target's list
extern const unsigned module_count;

#endif
