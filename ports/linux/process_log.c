// Writes the log, several lines at once where nobody waits for them.
#include "process_log.h"
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = CFG_LOG_LINE + 80 }; // with date, name and level

// The first time it is said where the person looks who starts the node, then in the log itself.
static int tell_not_opened(struct process *p, const char *name)
{
    char line[LINE_BYTES];
    struct out o;

    out_init(&o, line, sizeof line);
    out_format(&o, "micros-node: cannot write the log to %s: %s", name, strerror(errno));
    if (p->log.watch.fd < 0)
        fprintf(stderr, "%.*s\n", (int)o.len, line);
    else
        process_log(p, NULL, LOG_ERROR, out_written(&o));
    return -1;
}

int process_log_open(struct process *p)
{
    const char *name = p->options->log_file;
    struct output opened;

    if (name ? output_open_file(&opened, &p->loop, name, false)
             : output_open(&opened, &p->loop, STDERR_FILENO))
        return tell_not_opened(p, name ? name : "standard error");
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

// What reads standard error has its own dates (a terminal needs none, a journal has them).
void process_log(struct process *p, const char *name, enum log_level level, struct text line)
{
    char text[LINE_BYTES];
    int len = snprintf(text, sizeof text, "%s%s%s%-5s %.*s\n",
                       p->options->log_file ? date_of(p) : "", name ? name : "", name ? " " : "",
                       log_level_name(level), (int)line.len, line.p);

    output_line(&p->log, text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1);
    if (level <= LOG_WARN || p->options->level == LOG_DEBUG)
        process_log_write(p);
}

void process_log_write(struct process *p)
{
    output_write(&p->log);
}
