// Access to files of the host, by Arm's semihosting ("Semihosting for AArch32 and AArch64",
// document 100863, section 3). Start QEMU with -semihosting-config
// enable=on,target=native,arg=FILE. Without `enable` each call is an exception.
#ifndef SEMIHOST_H
#define SEMIHOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum semihost_mode { SEMIHOST_READ = 1, SEMIHOST_UPDATE = 3 }; // as fopen's "rb" and "r+b"

// Reads the argument given to QEMU, or the path of the ELF file if there was none. False: it is
// longer than `size`.
bool semihost_argument(char *out, size_t size);

int semihost_open(const char *name, enum semihost_mode mode); // a handle, or -1
void semihost_close(int handle);
int32_t semihost_length(int handle); // of the file in bytes, or -1
bool semihost_seek(int handle, uint32_t at);
bool semihost_read(int handle, void *to, size_t len); // false: not everything was there
bool semihost_write(int handle, const void *from, size_t len);

#endif
