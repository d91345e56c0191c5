// The way to the kernel's files: their paths, what their errors mean here, and the log that says
// which file it was.
#ifndef LINUX_HW_KERNEL_H
#define LINUX_HW_KERNEL_H

#include "base/text.h"
#include "run/log.h"
#include <stddef.h>
#include <stdint.h>

struct guard;
struct wiring;

// What every part of the backend is handed.
struct kernel {
    const char *root;            // before /sys and /proc; "" on a real machine
    const struct wiring *wiring; // the board file
    struct guard *guard;         // NULL: outputs stay as they are if the process is killed
    void (*log)(void *ctx, enum log_level level, struct text line);
    void *log_ctx;
};

struct path {
    char text[160];
};

struct path kernel_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

void kernel_log(const struct kernel *k, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Our code for an errno: ERR_NOTSUP (there is no such device), ERR_DENIED, ERR_TAKEN, ERR_RANGE,
// ERR_FULL, or ERR_IO.
int kernel_code(int number);

// The same with a line in the log: "cannot WHAT PATH: REASON", from errno.
int kernel_fault(const struct kernel *k, const char *what, const char *path);

// Opens a device: its descriptor, or a code after it was logged.
int kernel_open_device(const struct kernel *k, const char *path);

// Reads a small file below the root without the white space at its end. Its length, or a code;
// nothing is logged.
int kernel_read(const struct kernel *k, const char *path, char *text, size_t cap);

// Reads a whole number. OK, ERR_TYPE, or a code.
int kernel_read_number(const struct kernel *k, const char *path, int64_t *value);

// Writes a small file below the root. OK, or a code after it was logged.
int kernel_write(const struct kernel *k, const char *path, const char *text);
int kernel_write_number(const struct kernel *k, const char *path, uint64_t value);

#endif
