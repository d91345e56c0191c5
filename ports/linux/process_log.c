// Writes the log, several lines at a time if possible.
#include "process_log.h"
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = CFG_LOG_LINE + 80, SAID_BYTES = 512 }; // with date, name and level

int process_log_open(struct process *p)
{
    const char *name = p->options->log_file;
    struct output opened;

    if (name ? output_open_file(&opened, &p->loop, name, false)
             : output_open(&opened, &p->loop, STDERR_FILENO)) {
        process_say(p, "cannot write the log to %s: %s", name ? name : "standard error",
                    strerror(errno));
        return -1;
    }
    output_close(&p->log);
    p->log = opened;
    return 0;
}

static const char *date_of(struct process *p)
{
    time_t now = (time_t)(p->loop.wall_ms / 1000);
    struct tm tm;

    if (p->date_s != now && gmtime_r(&now, &tm)) {
        strftime(p->date, sizeof p->date, "%Y-%m-%dT%H:%M:%SZ ", &tm);
        p->date_s = now;
    }
    return p->date;
}

// Lines on standard error have no date: a terminal needs none and a journal adds its own.
void process_log(struct process *p, const char *name, enum log_level level, struct text line)
{
    char text[LINE_BYTES];
    int len =
        snprintf(text, sizeof text, "%s%s%s%-5s %.*s\n", p->options->log_file ? date_of(p) : "",
                 name ? name : "", name ? " " : "", log_level_name(level), (int)line.len, line.p);

    output_line(&p->log, text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1);
    if (level <= LOG_WARN || p->options->level == LOG_DEBUG)
        process_log_write(p);
}

void process_say(struct process *p, const char *format, ...)
{
    char words[SAID_BYTES], line[SAID_BYTES + 16];
    struct output said;
    va_list args;

    va_start(args, format);
    vsnprintf(words, sizeof words, format, args);
    va_end(args);
    process_log_write(p);
    int len = snprintf(line, sizeof line, "micros-node: %s\n", words);
    if (output_open(&said, &p->loop, STDERR_FILENO))
        return;
    output_line(&said, line, (size_t)len);
    output_close(&said);
}

void process_log_write(struct process *p)
{
    output_write(&p->log);
}
