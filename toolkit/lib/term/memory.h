// Returns memory, or ends the program with a message, so that nothing is shown or written by half.
// Files are replaced as a whole, so older files stay intact.
#ifndef MEMORY_H
#define MEMORY_H

#include <stddef.h>
#include <stdio.h>

// Call it first in main(): cJSON takes its memory here too.
void memory_start(void);

// Ends the program with the error "out of memory".
_Noreturn void memory_none(void);

// All zero. The caller frees it, as everything below.
void *memory_take(size_t n, size_t size);

// Resizes to `n` items; NULL is allowed.
void *memory_grow(void *items, size_t n, size_t size);

char *memory_copy(const char *text);
char *memory_copy_part(const char *text, size_t len);
char *memory_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

// A stream into memory, and its end: then `*text` is whole and ends with NUL.
FILE *memory_open(char **text, size_t *len);
void memory_close(FILE *stream, char *const *text);

#endif
