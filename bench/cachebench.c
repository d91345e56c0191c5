// The cost of opening a device cache, by its size. The same run measures how long the JSON library
// takes to read the same file, which is the least that opening can cost. cachebench [ROUNDS] prints
// a table; the goal is 200 ms for 100,000 devices.
#include "device/cache.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); // other programs may use the machine too
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void write_cache(const char *path, unsigned devices)
{
    FILE *f = fopen(path, "w");

    if (!f)
        abort();
    fputc('{', f);
    for (unsigned i = 0; i < devices; i++)
        fprintf(f,
                "%s\n\"micr%012xOS\": [\"10.%u.%u.%u\", \"02:00:00:%02x:%02x:%02x\", \"node%u\"]",
                i ? "," : "", i, i >> 16, i >> 8 & 255, i & 255, i >> 16, i >> 8 & 255, i & 255, i);
    fputs("}\n", f);
    if (fclose(f) != 0)
        abort();
}

static double open_ms(const char *path, unsigned devices)
{
    struct cache cache;
    double begin = now_ms();

    if (cache_load(&cache, path) != 0 || cache_count_real(&cache) != devices)
        abort();
    double took = now_ms() - begin;
    cache_free(&cache);
    return took;
}

static double read_ms(const char *path)
{
    double begin = now_ms();
    FILE *f = fopen(path, "r");
    char *text = malloc(16u * 1024 * 1024);

    if (!f || !text)
        abort();
    text[fread(text, 1, 16u * 1024 * 1024 - 1, f)] = '\0';
    cJSON *root = cJSON_Parse(text);
    double took = now_ms() - begin;
    cJSON_Delete(root);
    free(text);
    fclose(f);
    return took;
}

// The best of some rounds, since other programs only make it slower.
static void measure(const char *path, unsigned devices, unsigned rounds)
{
    double ours = 1e9, least = 1e9;

    write_cache(path, devices);
    for (unsigned i = 0; i < rounds; i++) {
        double ms = open_ms(path, devices), library_ms = read_ms(path);
        ours = ms < ours ? ms : ours;
        least = library_ms < least ? library_ms : least;
    }
    printf("%8u %10.2f %10.2f %7.2f %14.2f\n", devices, ours, least, ours / least,
           ours * 1e3 / devices);
}

int main(int argc, char **argv)
{
    unsigned rounds = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 5;
    char path[] = "/tmp/cachebench.XXXXXX";
    int fd = mkstemp(path);

    if (fd < 0)
        return 1;
    close(fd);
    printf("%8s %10s %10s %7s %14s\n", "devices", "open ms", "JSON ms", "ratio", "us a device");
    for (unsigned devices = 100; devices <= 100000; devices *= 10)
        measure(path, devices, rounds ? rounds : 1);
    unlink(path);
    return 0;
}
