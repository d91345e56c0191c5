// The cost of the calendar: finding the next instant of a list of entries. The same run measures
// how long the C library takes for one time of day, which is the least that any scheduler does for
// an entry. cronbench ENTRIES ROUNDS prints one JSON line.
#include "run/cron.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

// "0-4:7:30:0!light on;...": each entry has a different time of day.
static char *make_list(unsigned entries)
{
    char *list = malloc(entries * 64 + 1), *p = list;

    for (unsigned i = 0; i < entries; i++)
        p += sprintf(p, "%s%u-%u:%u:%u:%u!light toggle", i ? ";" : "", i % 3, 3 + i % 4, i * 7 % 24,
                     i * 13 % 60, i * 29 % 60);
    return list;
}

static int64_t next_of(struct text list, const struct cron_place *place, int64_t after_s)
{
    int64_t next_s = CRON_NEVER;
    struct cron_entry entry;

    for (size_t at = 0; cron_next_entry(list, &at, &entry);) {
        struct cron_mistake mistake;
        struct cron_rule rule;
        if (cron_parse(entry.rule, &rule, &mistake))
            abort();
        int64_t s = cron_next(&rule, place, after_s);
        next_s = s < next_s ? s : next_s;
    }
    return next_s;
}

static double measure_ours(struct text list, const struct cron_place *place, unsigned rounds)
{
    int64_t s = 1795353228;
    double begin = now_ns();

    for (unsigned i = 0; i < rounds; i++)
        s = next_of(list, place, s);
    double took = now_ns() - begin;
    return s == CRON_NEVER ? 0 : took / rounds;
}

static double measure_libc(unsigned entries, unsigned rounds)
{
    time_t s = 1795353228, sum = 0;
    double begin = now_ns();

    for (unsigned i = 0; i < rounds; i++) {
        for (unsigned k = 0; k < entries; k++) {
            struct tm tm;
            time_t t = s + i * 60 + k;
            localtime_r(&t, &tm);
            tm.tm_hour = (int)(k * 7 % 24);
            sum += mktime(&tm);
        }
    }
    double took = now_ns() - begin;
    return sum ? took / rounds : 0;
}

int main(int argc, char **argv)
{
    unsigned entries = argc > 1 ? (unsigned)atoi(argv[1]) : 1000;
    unsigned rounds = argc > 2 ? (unsigned)atoi(argv[2]) : 100;
    static const char tz[] = "CET-1CEST,M3.5.0,M10.5.0/3";
    struct zone_rule rule;
    size_t at;

    setenv("TZ", tz, 1);
    tzset();
    if (!entries || !rounds || zone_rule_parse(text_of(tz), &rule, &at))
        return 2;
    struct cron_place place = { .zone = zone_of_rule(&rule) };
    char *list = make_list(entries);
    double ours = measure_ours(text_of(list), &place, rounds), libc = measure_libc(entries, rounds);
    printf("{\"entries\": %u, \"next_us\": %.1f, \"libc_us\": %.1f}\n", entries, ours / 1000,
           libc / 1000);
    free(list);
    return 0;
}
