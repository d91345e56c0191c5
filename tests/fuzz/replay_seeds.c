// Calls a fuzz target once for each file that is named, or that stands in a folder that is named.
#include "fuzz.h"
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

static unsigned count;

static int run_file(const char *name)
{
    FILE *f = fopen(name, "rb");
    static uint8_t data[1 << 20];

    if (!f) {
        fprintf(stderr, "%s: %s\n", name, strerror(errno));
        return 1;
    }
    size_t len = fread(data, 1, sizeof data, f);
    fclose(f);
    uint8_t *copy = malloc(len ? len : 1); // so that a read past the input is seen
    if (!copy)
        return 1;
    if (len)
        memcpy(copy, data, len);
    (void)LLVMFuzzerTestOneInput(copy, len);
    free(copy);
    count++;
    return 0;
}

static int run_folder(const char *name)
{
    DIR *d = opendir(name);
    struct dirent *e;
    char path[1024];
    int failed = !d;

    while (d && (e = readdir(d))) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", name, e->d_name);
        failed |= run_file(path);
    }
    if (d)
        closedir(d);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 1; i < argc; i++) {
        struct stat s;
        bool is_folder = !stat(argv[i], &s) && S_ISDIR(s.st_mode);
        failed |= is_folder ? run_folder(argv[i]) : run_file(argv[i]);
    }
    printf("%u inputs\n", count);
    return failed || !count;
}
