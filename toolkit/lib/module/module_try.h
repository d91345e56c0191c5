// A simulated node that runs for a moment, to try a module on.
#ifndef MODULE_TRY_H
#define MODULE_TRY_H

#include "micros.h"
#include "module/module_file.h"
#include "simulate/simnode.h"
#include <cjson/cJSON.h>

struct module_try {
    char folder[64];
    struct simnode node;
    struct micros_session *session;
};

// Starts it; `program` and `board` may be NULL. Exit code; the message is printed.
int module_try_start(struct module_try *try, const char *program, const char *board);
void module_try_end(struct module_try *try); // also after a failed start

// Sends the module to it. *shown, which the caller frees, is the answer to "module show NAME
// >json". Exit code; the reason for a refusal is printed.
int module_try_put(struct module_try *try, const struct module_file *file, cJSON **shown);

// A line of a test: "COMMAND" or "COMMAND => TEXT that the answer must contain". *said is the
// answer, until the next command. True if the test passed.
bool module_try_line(struct module_try *try, const char *line, char *command, size_t size,
                     const char **said);

#endif
