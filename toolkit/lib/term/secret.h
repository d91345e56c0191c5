// Passwords: from a file, the environment or the keyboard; never from the command line, never
// printed.
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>

// The password from `file` (if not NULL) or MICROS_PASSWORD. The caller frees it with secret_free.
// NULL if there is none; `*failed` says that a file was named but cannot be used (after a message).
char *secret_given(const char *file, bool *failed);

// Asks on the terminal, without echo. NULL if there is no terminal or nothing was typed.
char *secret_ask(const char *whose);

// Wipes and frees. NULL is allowed.
void secret_free(char *secret);

#endif
