// Named time zones from the system's database: TZif files of RFC 8536, versions 1 to 4.
#ifndef LINUX_TZFILE_H
#define LINUX_TZFILE_H

#include "run/zone.h"

struct tzfile; // a file in memory; all its counts and indexes are checked

// Opens a zone such as Europe/Budapest in the folder $TZDIR, or /usr/share/zoneinfo. The caller
// must close it. ERR_NAME: not a valid name, or not in the database. ERR_DAMAGED: not a valid TZif
// file. ERR_NOTSUP: it counts leap seconds. ERR_FULL: no memory. ERR_IO: not readable.
int tzfile_open(const char *name, struct tzfile **f);
void tzfile_close(struct tzfile *f); // NULL is allowed

// Same, from memory, which is copied.
int tzfile_parse(const void *data, size_t len, struct tzfile **f);

struct zone tzfile_zone(const struct tzfile *f); // valid until the file is closed

// The rule for times after the last change in the table; empty if the file has none.
struct text tzfile_rule_text(const struct tzfile *f);

#endif
