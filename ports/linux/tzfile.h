// Named time zones from the system's database: TZif files of RFC 8536, versions 1 to 4.
#ifndef LINUX_TZFILE_H
#define LINUX_TZFILE_H

#include "run/zone.h"

struct tzfile; // a file in memory, every count and index in it checked

// Opens a zone such as Europe/Budapest of the folder $TZDIR, or /usr/share/zoneinfo. The caller
// closes it. ERR_NAME: not a name of a zone, or none of the database. ERR_DAMAGED: not a TZif file,
// or a wrong one. ERR_NOTSUP: it counts leap seconds. ERR_FULL: no memory. ERR_IO: not readable.
int tzfile_open(const char *name, struct tzfile **f);
void tzfile_close(struct tzfile *f); // NULL is fine

// The same from memory, which is copied.
int tzfile_parse(const void *data, size_t len, struct tzfile **f);

struct zone tzfile_zone(const struct tzfile *f); // good until the file is closed

// The rule that holds after the last change of the table; empty where the file has none.
struct text tzfile_rule_text(const struct tzfile *f);

#endif
