// Options that many verbs share, as argp children: their input is a struct options.
#ifndef OPTIONS_H
#define OPTIONS_H

#include "term/verb.h"
#include <stdbool.h>
#include <stdint.h>

struct options {
    bool json;
    const char *cache;         // --cache FILE, NULL if not given
    int port;                  // --port N, 0 if not given
    int timeout_ms;            // --timeout MS, 0 if not given
    unsigned jobs;             // --jobs N, 0 if not given
    const char *password_file; // --password-file FILE, NULL if not given
    bool plain_password;       // --plain-password
};

extern const struct argp options_base; // --json, --cache
extern const struct argp options_net;  // --port, --timeout, --jobs, --password-file ...

// Children for a verb's struct argp: both groups, or only the base.
extern const struct argp_child options_all[], options_only_base[];

// Call it for ARGP_KEY_INIT: gives `options` to the children.
void options_init(struct argp_state *state, struct options *options, bool with_net);

// Reads a whole number in a range; ends the program with a usage error otherwise.
long options_number(struct argp_state *state, const char *what, const char *text, long low,
                    long high);

// Runs argp with the name that usage texts should show ("micros run").
void options_parse(const struct verb *verb, int argc, char **argv, unsigned flags, void *input);

// The usual port, or the one asked for.
uint16_t options_port(const struct options *options);

#endif
