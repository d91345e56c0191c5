// What earlier releases stored: tests/faults/releases/VERSION, written by keep_release.c.
#ifndef RELEASE_H
#define RELEASE_H

#include "simdisk.h"
#include "simflash.h"

#define RELEASE_PASSWORD "correcthorse" // of the node whose files are kept

// The flash of journal.hex, which has lines of so many bytes, each behind its offset.
enum { RELEASE_SECTOR = 1024, RELEASE_SEGMENT = 6144, RELEASE_SEGMENTS = 3, RELEASE_LINE = 32 };

// Puts the files of a release on the disk. Fails the program when there are none.
void release_put_files(struct simdisk *d, const char *version);

// Makes a flash of RELEASE_SEGMENTS hold what that of a release held.
void release_put_flash(struct simflash *f, const char *version);

#endif
