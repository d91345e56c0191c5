// Reads what earlier releases stored.
#include "release.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *open_file(const char *version, const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, RELEASES "/%s/%s", version, name);
    FILE *f = fopen(path, "r");
    if (!f) {
        perror(path);
        abort();
    }
    return f;
}

void release_put_files(struct simdisk *d, const char *version)
{
    char path[4096], data[DISK_BYTES];
    const struct dirent *entry;

    snprintf(path, sizeof path, RELEASES "/%s", version);
    DIR *folder = opendir(path);
    while (folder && (entry = readdir(folder))) {
        if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "journal.hex"))
            continue;
        FILE *f = open_file(version, entry->d_name);
        size_t len = fread(data, 1, sizeof data, f);
        fclose(f);
        simdisk_put(d, entry->d_name, data, len);
    }
    if (!folder || closedir(folder)) {
        perror(path);
        abort();
    }
}

void release_put_flash(struct simflash *f, const char *version)
{
    FILE *hex = open_file(version, "journal.hex");
    uint8_t *bytes = (uint8_t *)f->words;
    unsigned at, byte;

    while (fscanf(hex, "%x", &at) == 1) {
        for (unsigned i = 0; i < RELEASE_LINE; i++) {
            if (at + i >= f->flash.bytes || fscanf(hex, "%2x", &byte) != 1)
                abort();
            bytes[at + i] = (uint8_t)byte;
        }
        for (unsigned i = 0; i < RELEASE_LINE; i += 4)
            f->is_programmed[(at + i) / 4] = f->words[(at + i) / 4] != UINT32_MAX;
    }
    fclose(hex);
}
