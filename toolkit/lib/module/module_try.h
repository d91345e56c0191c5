// A simulated node of one's own for a moment, to try a module on.
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
void module_try_end(struct module_try *try); // also after a start that failed

// Gives the module to it and asks what it is: *shown, which the caller frees, is what
// "module show NAME >json" says. Exit code; why it was refused is printed.
int module_try_put(struct module_try *try, const struct module_file *file, cJSON **shown);

// A line of a test: "COMMAND" or "COMMAND => TEXT that the answer must hold". *said is the answer,
// until the next command. True when it went as it should.
bool module_try_line(struct module_try *try, const char *line, char *command, size_t size,
                     const char **said);

#endif
