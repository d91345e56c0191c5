// What keep_release.c and test_upgrade.c agree on.
#ifndef RELEASE_H
#define RELEASE_H

#define RELEASE_PASSWORD "correcthorse" // of the node whose files are kept

// The flash of journal.hex, which has lines of so many bytes, each behind its offset.
enum { RELEASE_SECTOR = 1024, RELEASE_SEGMENT = 4096, RELEASE_SEGMENTS = 3, RELEASE_LINE = 32 };

#endif
