// A load module for tests of what starts commands: it writes down what ran and when, waits, fails,
// holds the loop. A test that uses it has a table of modules of its own with it.
#ifndef TESTS_PROBE_H
#define TESTS_PROBE_H

#include "mod/module.h"
#include "rig.h"

// probe note TEXT       writes down "TEXT@<ms> ", of the bench's clock
// probe wait MS [TIMES] waits so often, then answers "waited TIMES"; writes down "step<N>@<ms> "
// probe hold MS         holds the loop for so long
// probe long N          answers N letters
// probe say TEXT        answers the text
// probe fail            does not work
// probe set KEY VALUE   changes a setting of the node
extern const struct module mod_probe;

void probe_use(struct rig *r); // of this bench from now on

// Fails the test unless exactly this was written down since the last look.
#define expect_notes(text) probe_expect(text, __FILE__, __LINE__)
void probe_expect(const char *text, const char *file, int line);

unsigned probe_runs(void); // of note, since probe_use

#endif
