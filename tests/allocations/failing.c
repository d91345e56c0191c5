// Preloaded into a program, it lets one of its allocations fail, whoever asks for it: the program,
// a library, or the C library itself. Allocations are counted by place, a place being the chain of
// calls that leads to it, so that a loop of thousands counts as few.
//   FAIL_AT=N      fails the Nth of them; without it none fails
//   FAIL_NOTE=F    the file F gets a line with the chain of calls when it has failed
// What getaddrinfo and new threads allocate is left alone: there the C library and the sanitizer
// end the program themselves. So are the program's children.
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <unwind.h>

enum {
    DEPTH = 10,        // calls of a chain
    PLACES = 1 << 14,  // a power of two
    TIMES = 2,         // how often a place counts: the first time, and once with what it had before
    EARLY_BYTES = 4096 // for what dlsym itself allocates
};

struct chain {
    uintptr_t calls[DEPTH];
    unsigned n;
};

static uint64_t places[PLACES]; // 0: free
static unsigned char times[PLACES];
static unsigned counted, fail_at;
static const char *note;
static __thread __attribute__((
    tls_model("initial-exec"))) bool is_inside; // what an allocation allocates does not count

static void *(*real_malloc)(size_t);
static void *(*real_calloc)(size_t, size_t);
static void *(*real_realloc)(void *, size_t);
static int (*real_posix_memalign)(void **, size_t, size_t);

static char early[EARLY_BYTES];
static size_t early_used;

__attribute__((constructor)) static void start(void)
{
    const char *at = getenv("FAIL_AT");

    note = getenv("FAIL_NOTE");
    note = note ? strdup(note) : NULL;
    unsetenv("LD_PRELOAD");
    fail_at = at ? (unsigned)strtoul(at, NULL, 10) : 0;
}

static _Unwind_Reason_Code add_call(struct _Unwind_Context *context, void *to)
{
    struct chain *chain = to;

    if (chain->n == DEPTH)
        return _URC_END_OF_STACK;
    chain->calls[chain->n++] = _Unwind_GetIP(context);
    return _URC_NO_REASON;
}

// Whether this is the first or the second time that this chain is seen.
static bool is_new(const struct chain *chain, bool grows)
{
    uint64_t key = grows ? 7 : 3;

    for (unsigned i = 0; i < chain->n; i++)
        key = (key ^ chain->calls[i]) * 0x9e3779b97f4a7c15u;
    for (unsigned i = (unsigned)(key >> 40), tries = 0; tries < PLACES; i++, tries++) {
        uint64_t *place = &places[i % PLACES];
        if (!*place)
            *place = key;
        if (*place == key)
            return times[i % PLACES]++ < TIMES;
    }
    return false;
}

static void write_note(const struct chain *chain)
{
    int fd = open(note, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

    for (unsigned i = 0; fd >= 0 && i < chain->n; i++) {
        Dl_info where = { 0 };
        dladdr((void *)chain->calls[i], &where);
        const char *file = where.dli_fname ? strrchr(where.dli_fname, '/') : NULL;
        dprintf(fd, "%s%s+0x%zx", i ? " " : "", file ? file + 1 : "?",
                (size_t)(chain->calls[i] - (uintptr_t)where.dli_fbase));
    }
    if (fd >= 0) {
        dprintf(fd, "\n");
        close(fd);
    }
}

static bool fails(bool grows)
{
    struct chain chain = { .n = 0 };

    if (!fail_at || is_inside)
        return false;
    is_inside = true;
    _Unwind_Backtrace(add_call, &chain);
    bool fails =
        is_new(&chain, grows) && __atomic_add_fetch(&counted, 1, __ATOMIC_RELAXED) == fail_at;
    if (fails && note)
        write_note(&chain);
    is_inside = false;
    if (fails)
        errno = ENOMEM;
    return fails;
}

static void *find(const char *name)
{
    is_inside = true;
    void *found = dlsym(RTLD_NEXT, name);
    is_inside = false;
    return found;
}

void *malloc(size_t size)
{
    if (!real_malloc)
        *(void **)&real_malloc = find("malloc");
    return fails(false) ? NULL : real_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    if (!real_calloc && is_inside) {
        void *p = early + early_used;
        early_used += (n * size + 15) & ~(size_t)15;
        return early_used <= sizeof early ? p : NULL;
    }
    if (!real_calloc)
        *(void **)&real_calloc = find("calloc");
    return fails(false) ? NULL : real_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
    if (!real_realloc)
        *(void **)&real_realloc = find("realloc");
    return size && fails(p) ? NULL : real_realloc(p, size);
}

int posix_memalign(void **p, size_t alignment, size_t size)
{
    if (!real_posix_memalign)
        *(void **)&real_posix_memalign = find("posix_memalign");
    return fails(false) ? ENOMEM : real_posix_memalign(p, alignment, size);
}

int getaddrinfo(const char *host, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;

    *(void **)&real = find("getaddrinfo");
    is_inside = true;
    int err = real(host, service, hints, found);
    is_inside = false;
    return err;
}

int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    int (*real)(pthread_t, pthread_attr_t *) = NULL;

    *(void **)&real = find("pthread_getattr_np");
    is_inside = true;
    int err = real(thread, attributes);
    is_inside = false;
    return err;
}

// The sanitizer's own ones ask nobody.
char *strndup(const char *text, size_t len)
{
    len = strnlen(text, len);
    char *copy = malloc(len + 1);

    if (copy) {
        memcpy(copy, text, len);
        copy[len] = 0;
    }
    return copy;
}

char *strdup(const char *text)
{
    return strndup(text, strlen(text));
}
