// Runs a fuzz target on files, for compilers without libFuzzer: TARGET FILE...
#include "fuzz.h"
#include <stdio.h>

static int replay(const char *path)
{
    static uint8_t data[1 << 20];
    FILE *file = fopen(path, "rb");

    if (!file) {
        perror(path);
        return 1;
    }
    size_t n = fread(data, 1, sizeof data, file);
    fclose(file);
    // A copy of the exact size, so that reading beyond it is seen.
    uint8_t *copy = malloc(n ? n : 1);
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = data[i];
    if (copy)
        LLVMFuzzerTestOneInput(copy, n);
    free(copy);
    return copy ? 0 : 1;
}

int main(int argc, char **argv)
{
    int failed = argc < 2; // no seeds: nothing was shown

    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    return failed;
}
