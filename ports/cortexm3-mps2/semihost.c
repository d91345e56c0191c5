// Access to files of the host.
#include "semihost.h"
#include <string.h>

enum operation {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_SEEK = 0x0A,
    SYS_FLEN = 0x0C,
    SYS_GET_CMDLINE = 0x15,
};

// Each call takes the address of a block of words in r1 and returns its result in r0.
static int32_t semihost_call(enum operation operation, uint32_t *block)
{
    register int32_t r0 __asm__("r0") = operation;
    register uint32_t *r1 __asm__("r1") = block;

    __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

bool semihost_argument(char *out, size_t size)
{
    uint32_t block[] = { (uint32_t)out, size };

    return semihost_call(SYS_GET_CMDLINE, block) == 0;
}

int semihost_open(const char *name, enum semihost_mode mode)
{
    uint32_t block[] = { (uint32_t)name, mode, strlen(name) };

    return semihost_call(SYS_OPEN, block);
}

void semihost_close(int handle)
{
    uint32_t block[] = { (uint32_t)handle };

    semihost_call(SYS_CLOSE, block);
}

int32_t semihost_length(int handle)
{
    uint32_t block[] = { (uint32_t)handle };

    return semihost_call(SYS_FLEN, block);
}

bool semihost_seek(int handle, uint32_t at)
{
    uint32_t block[] = { (uint32_t)handle, at };

    return semihost_call(SYS_SEEK, block) == 0;
}

// Read and write calls return how many bytes were not transferred.
bool semihost_read(int handle, void *to, size_t len)
{
    uint32_t block[] = { (uint32_t)handle, (uint32_t)to, len };

    return semihost_call(SYS_READ, block) == 0;
}

bool semihost_write(int handle, const void *from, size_t len)
{
    uint32_t block[] = { (uint32_t)handle, (uint32_t)from, len };

    return semihost_call(SYS_WRITE, block) == 0;
}
