// Access to the kernel's files: their paths, the meaning of their errors, and log lines that name
// the file.
#ifndef LINUX_HW_KERNEL_H
#define LINUX_HW_KERNEL_H

#include "base/text.h"
#include "run/log.h"
#include <stddef.h>
#include <stdint.h>

struct guard;
struct wiring;

// Passed to all parts of the backend.
struct kernel {
    const char *root;            // prefix of /sys and /proc; "" on a real machine
    const struct wiring *wiring; // the board file
    struct guard *guard;         // NULL: outputs keep their state if the process is killed
    void (*log)(void *ctx, enum log_level level, struct text line);
    void *log_ctx;
};

struct path {
    char text[160];
};

struct path kernel_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

void kernel_log(const struct kernel *k, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// Converts errno to an error code: ERR_NOTSUP (no such device), ERR_DENIED, ERR_TAKEN, ERR_RANGE,
// ERR_FULL, or ERR_IO.
int kernel_code(int number);

// Same for the present errno, and logs "cannot WHAT PATH: REASON".
int kernel_fault(const struct kernel *k, const char *what, const char *path);

// Opens a device. Returns its descriptor, or an error, which was logged.
int kernel_open_device(const struct kernel *k, const char *path);

// Reads a small file below the root, without the white space at its end. Returns its length or an
// error. Logs nothing.
int kernel_read(const struct kernel *k, const char *path, char *text, size_t cap);

// Reads an integer. Returns OK, ERR_TYPE, or another error.
int kernel_read_number(const struct kernel *k, const char *path, int64_t *value);

// Writes a small file below the root. Returns OK, or an error, which was logged.
int kernel_write(const struct kernel *k, const char *path, const char *text);
int kernel_write_number(const struct kernel *k, const char *path, uint64_t value);

#endif
