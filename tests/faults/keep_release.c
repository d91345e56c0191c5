// keep_release FOLDER: what a node of this release stores, kept for the tests of later ones.
// The same commands on two nodes: one with files, which go to FOLDER as they are; one on a flash
// chip, of which FOLDER/journal.hex has every line of 32 bytes that is not blank. To be run once a
// release, into tests/faults/releases/VERSION; test_upgrade.c reads them all.
#include "release.h"
#include "rig.h"
#include "simflash.h"
#include "store/journal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const commands[] = {
    "light rgb 10 20 30",
    "dimmer set_value 40",
    "switch set_state 1",
    "button load irq1",
    "button on click 'light toggle'",
    "conf",
    "devfid desk",
    "soctout 77",
    "pled false",
    "gmttime 5:30",
    "boothook light rgb_cache_load_n_init; dimmer dimmer_cache_load_n_init",
    "crontasks *:*:0:0!light toggle",
    "cronsync false",
    "cron true",
    "hostpwd lamp=correcthorse",
    "devfid lamp8",
    ("appwd " RELEASE_PASSWORD), // without brackets clang suspects a forgotten comma
};

static void talk(struct rig *r)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        rig_say(r, commands[i]);
    rig_wait(r, 1000);
    rooms_stop(&r->node);
}

static FILE *open_file(const char *folder, const char *name)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    return f;
}

static void keep_files(const char *folder)
{
    static struct simdisk disk;
    static struct rig rig;

    simdisk_init(&disk);
    rig_boot(&rig, &disk);
    talk(&rig);
    for (unsigned i = 0; i < disk.n_now; i++) {
        if (disk.now[i].file < 0)
            continue;
        const struct disk_file *file = &disk.files[disk.now[i].file];
        FILE *f = open_file(folder, disk.now[i].name);
        fwrite(file->now, 1, file->now_len, f);
        fclose(f);
    }
}

static bool is_blank(const uint8_t *line)
{
    for (unsigned i = 0; i < RELEASE_LINE; i++)
        if (line[i] != 0xff)
            return false;
    return true;
}

static void keep_flash(const char *folder)
{
    static struct simflash flash;
    static struct journal journal;
    static struct rig rig;
    const uint8_t *bytes;
    FILE *f = open_file(folder, "journal.hex");

    simflash_init(&flash, RELEASE_SEGMENT * RELEASE_SEGMENTS, RELEASE_SECTOR);
    if (journal_open(&journal, &flash.flash, RELEASE_SEGMENT))
        exit(1);
    rig_boot_on(&rig, (struct settings_place){ &journal.blobs, &settings_image, NULL });
    talk(&rig);
    bytes = flash.flash.map;
    for (uint32_t at = 0; at < flash.flash.bytes; at += RELEASE_LINE) {
        if (is_blank(bytes + at))
            continue;
        fprintf(f, "%04x ", (unsigned)at);
        for (unsigned i = 0; i < RELEASE_LINE; i++)
            fprintf(f, "%02x", bytes[at + i]);
        fputc('\n', f);
    }
    fclose(f);
    simflash_free(&flash);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: keep_release FOLDER\n", stderr);
        return 2;
    }
    keep_files(argv[1]);
    keep_flash(argv[1]);
    return 0;
}
