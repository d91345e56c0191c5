// Writes the log, several lines at once where nobody waits for them.
#include "process_log.h"
#include "posix/plain_file.h"
#include <errno.h>
#include <string.h>
#include <time.h>

enum { BUFFER = 4096 }; // process_log_write empties it

static void log_is_due(struct loop *l, struct loop_work *w)
{
    (void)l;
    process_log_write(LOOP_OWNER(struct process, log_work, w));
}

int process_log_open(struct process *p)
{
    const char *name = p->options->log_file;
    FILE *f = name ? plain_file_stream(name, "a") : stderr;

    if (!f) {
        fprintf(stderr, "micros-node: cannot write the log to %s: %s\n", name,
                plain_file_error(errno));
        return -1;
    }
    if (p->log && p->log != stderr)
        fclose(p->log);
    if (p->log != f)
        setvbuf(f, NULL, _IOFBF, BUFFER);
    p->log = f;
    p->log_work.run = log_is_due;
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
    FILE *f = p->log;

    if (f != stderr)
        fputs(date_of(p), f);
    if (name)
        fprintf(f, "%s ", name);
    fprintf(f, "%-5s %.*s\n", log_level_name(level), (int)line.len, line.p);
    if (level <= LOG_WARN || p->options->level == LOG_DEBUG)
        fflush(f);
    else // after the answers
        loop_last(&p->loop, &p->log_work);
}

void process_log_write(struct process *p)
{
    fflush(p->log);
}
