// The device cache: any file is loaded or moved aside, and what is saved is loaded again unchanged.
#include "fuzz.h"

#include "device/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder[64], path[128];

static void remove_files(void)
{
    char file[400];
    DIR *dir = opendir(folder);
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        snprintf(file, sizeof file, "%s/%s", folder, entry->d_name);
        unlink(file);
    }
    if (dir)
        closedir(dir);
}

static void remove_folder(void)
{
    remove_files();
    rmdir(folder);
}

static void make_folder(void)
{
    strcpy(folder, "/tmp/fuzz-cache-XXXXXX");
    MUST(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/cache.json", folder);
    atexit(remove_folder);
}

static void save_and_load_again(struct cache *cache)
{
    struct cache again;
    MUST(cache_save(cache) == 0);
    MUST(cache_load(&again, path) == 0);
    MUST(again.n == cache->n);
    cache_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cache cache;
    if (!*folder)
        make_folder();
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
    MUST(cache_load(&cache, path) == 0);
    MUST(cache.n >= 2 && cache_count_real(&cache) == cache.n - 2);
    save_and_load_again(&cache);
    cache_free(&cache);
    remove_files();
    return 0;
}
