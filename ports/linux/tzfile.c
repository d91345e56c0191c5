// TZif files: checked completely once, then read in place.
#include "tzfile.h"
#include "base/err.h"
#include "posix/plain_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILE_MAX = 256 * 1024,
    NAME_MAX_BYTES = 64,
    HEADER_BYTES = 44,
    TYPE_BYTES = 6, // offset, is_dst, index of its name
    OFFSET_MIN_S = -89999,
    OFFSET_MAX_S = 93599, // RFC 8536, 3.2
};

// A file has a header and a block with 32-bit times. From version 2 on follow a header and a block
// with 64-bit times, and the rule between two line ends.
struct tzfile {
    size_t len;
    size_t times, kinds, types; // offsets of the tables in the block in use
    uint32_t n_times, n_types;
    uint8_t time_bytes; // 4 or 8
    struct text rule_text;
    struct zone_rule rule;
    uint8_t data[];
};

struct counts {
    uint32_t n_ut, n_std, n_leaps, n_times, n_types, n_chars;
};

static uint32_t u32_at(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t time_at(const struct tzfile *f, uint32_t i)
{
    const uint8_t *p = f->data + f->times + (size_t)i * f->time_bytes;

    if (f->time_bytes == 4)
        return (int32_t)u32_at(p);
    return (int64_t)((uint64_t)u32_at(p) << 32 | u32_at(p + 4));
}

static const uint8_t *type_at(const struct tzfile *f, uint32_t kind)
{
    return f->data + f->types + (size_t)kind * TYPE_BYTES;
}

static int read_header(const struct tzfile *f, size_t at, struct counts *c)
{
    if (f->len < HEADER_BYTES || at > f->len - HEADER_BYTES || memcmp(f->data + at, "TZif", 4))
        return ERR_DAMAGED;
    const uint8_t *p = f->data + at + 20; // after the version and reserved bytes
    *c = (struct counts){ u32_at(p),      u32_at(p + 4),  u32_at(p + 8),
                          u32_at(p + 12), u32_at(p + 16), u32_at(p + 20) };
    bool is_sound = c->n_types && c->n_types <= 256 && c->n_times <= FILE_MAX &&
                    c->n_chars <= FILE_MAX && c->n_leaps <= FILE_MAX &&
                    (!c->n_ut || c->n_ut == c->n_types) && (!c->n_std || c->n_std == c->n_types);
    return is_sound ? OK : ERR_DAMAGED;
}

// Size of a block. Its counts are limited, so nothing overflows.
static uint64_t block_bytes(const struct counts *c, uint8_t time_bytes)
{
    return (uint64_t)c->n_times * (time_bytes + 1u) + (uint64_t)c->n_types * TYPE_BYTES +
           c->n_chars + (uint64_t)c->n_leaps * (time_bytes + 4u) + c->n_std + c->n_ut;
}

// Selects the block after the header at `at`; *end is where it ends.
static int use_block(struct tzfile *f, size_t at, uint8_t time_bytes, size_t *end)
{
    struct counts c;
    int err = read_header(f, at, &c);

    if (err)
        return err;
    at += HEADER_BYTES;
    if (block_bytes(&c, time_bytes) > f->len - at)
        return ERR_DAMAGED;
    *end = at + (size_t)block_bytes(&c, time_bytes);
    f->time_bytes = time_bytes;
    f->n_times = c.n_times;
    f->n_types = c.n_types;
    f->times = at;
    f->kinds = f->times + (size_t)c.n_times * time_bytes;
    f->types = f->kinds + c.n_times;
    return c.n_leaps ? ERR_NOTSUP : OK;
}

static bool are_tables_sound(const struct tzfile *f)
{
    for (uint32_t i = 0; i < f->n_times; i++)
        if (f->data[f->kinds + i] >= f->n_types || (i && time_at(f, i) <= time_at(f, i - 1)))
            return false;
    for (uint32_t i = 0; i < f->n_types; i++) {
        int32_t offset_s = (int32_t)u32_at(type_at(f, i));
        if (offset_s < OFFSET_MIN_S || offset_s > OFFSET_MAX_S || type_at(f, i)[4] > 1)
            return false;
    }
    return true;
}

static int read_rule(struct tzfile *f, size_t at)
{
    const char *begin = (const char *)f->data + at;
    const char *end =
        at < f->len && *begin == '\n' ? memchr(begin + 1, '\n', f->len - at - 1) : NULL;
    size_t error_at;

    if (!end)
        return ERR_DAMAGED;
    f->rule_text = text_make(begin + 1, (size_t)(end - begin) - 1);
    if (f->rule_text.len && zone_rule_parse(f->rule_text, &f->rule, &error_at))
        return ERR_DAMAGED;
    return OK;
}

static int check(struct tzfile *f)
{
    size_t end;
    int err = use_block(f, 0, 4, &end);

    if (!err && f->data[4] >= '2') {
        err = use_block(f, end, 8, &end);
        if (!err)
            err = read_rule(f, end);
    }
    if (!err && !are_tables_sound(f))
        err = ERR_DAMAGED;
    return err;
}

// Allocates a file of len bytes without filling it in.
static struct tzfile *allocate(size_t len)
{
    struct tzfile *f = calloc(1, sizeof *f + len);

    if (f)
        f->len = len;
    return f;
}

static int checked(struct tzfile *made, struct tzfile **f)
{
    int err = check(made);

    if (err)
        free(made);
    else
        *f = made;
    return err;
}

int tzfile_parse(const void *data, size_t len, struct tzfile **f)
{
    struct tzfile *made = len <= FILE_MAX ? allocate(len) : NULL;

    if (!made)
        return len <= FILE_MAX ? ERR_FULL : ERR_DAMAGED;
    if (len)
        memcpy(made->data, data, len);
    return checked(made, f);
}

static bool is_name_char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '+' || c == '-';
}

// Whether it is words separated by single slashes, without any dots, so it cannot leave the folder.
static bool is_name(const char *name)
{
    size_t len = 0;

    for (bool was_slash = true; name[len]; len++) {
        bool is_slash = name[len] == '/';
        if (len == NAME_MAX_BYTES || (is_slash ? was_slash : !is_name_char(name[len])))
            return false;
        was_slash = is_slash;
    }
    return len && name[len - 1] != '/';
}

// Returns a descriptor, ERR_NAME or ERR_IO.
static int open_named(const char *name)
{
    char path[512];
    const char *folder = getenv("TZDIR");

    if (!folder || !*folder)
        folder = "/usr/share/zoneinfo";
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || n >= (int)sizeof path)
        return ERR_NAME;
    int fd = plain_file_open(path, O_RDONLY);
    if (fd < 0)
        return errno == EACCES || errno == EMFILE || errno == ENFILE ? ERR_IO : ERR_NAME;
    return fd;
}

static int read_all(int fd, uint8_t *data, size_t len)
{
    while (len) {
        ssize_t n = read(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return ERR_IO;
        data += n;
        len -= (size_t)n;
    }
    return OK;
}

static int tzfile_load(int fd, struct tzfile **f)
{
    struct stat s;

    if (fstat(fd, &s))
        return ERR_IO;
    if (s.st_size > FILE_MAX)
        return ERR_DAMAGED;
    struct tzfile *made = allocate((size_t)s.st_size);
    if (!made)
        return ERR_FULL;
    if (read_all(fd, made->data, made->len)) {
        free(made);
        return ERR_IO;
    }
    return checked(made, f);
}

int tzfile_open(const char *name, struct tzfile **f)
{
    int fd = is_name(name) ? open_named(name) : ERR_NAME;

    if (fd < 0)
        return fd;
    int err = tzfile_load(fd, f);
    close(fd);
    return err;
}

void tzfile_close(struct tzfile *f)
{
    free(f);
}

// How many changes of the table are at utc_s or earlier.
static uint32_t changes_until(const struct tzfile *f, int64_t utc_s)
{
    uint32_t low = 0, high = f->n_times;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (time_at(f, middle) <= utc_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void file_span(const void *ctx, int64_t utc_s, struct zone_span *span)
{
    const struct tzfile *f = ctx;
    uint32_t n = changes_until(f, utc_s);
    int64_t from_s = n ? time_at(f, n - 1) : INT64_MIN;

    if (n == f->n_times && f->rule_text.len) {
        struct zone rule = zone_of_rule(&f->rule);
        rule.span(rule.ctx, utc_s, span);
        span->from_s = from_s > span->from_s ? from_s : span->from_s;
        return;
    }
    // Type 0 applies before the first change.
    const uint8_t *type = type_at(f, n ? f->data[f->kinds + n - 1] : 0);
    *span = (struct zone_span){ from_s, n < f->n_times ? time_at(f, n) : INT64_MAX,
                                (int32_t)u32_at(type), type[4] };
}

struct zone tzfile_zone(const struct tzfile *f)
{
    return (struct zone){ file_span, f };
}

struct text tzfile_rule_text(const struct tzfile *f)
{
    return f->rule_text;
}
