// Format numbers of stored data. docs/storage.md describes the formats byte by byte. A number is
// MAJOR.MINOR. A program that reads a major number reads all its minor numbers. Data that a minor
// number adds is placed where an older program skips it and keeps it when writing. A new major
// number is needed only if an older program would misread the data. A major number above ours is
// reported as damage. A program reads all earlier formats and writes its newest.
#ifndef STORE_FORMAT_H
#define STORE_FORMAT_H

#define FORMAT(major, minor) ((major) << 4 | (minor)) // both below 16

#ifndef SETTINGS_FORMAT // JSON and image; 0.8.0 wrote 1.0, without a number
#define SETTINGS_FORMAT FORMAT(1, 1)
#endif

#ifndef JOURNAL_FORMAT // 0.8.0 wrote 1.0, without a number
#define JOURNAL_FORMAT FORMAT(1, 1)
#endif

static inline unsigned format_major(unsigned format)
{
    return format >> 4;
}

static inline unsigned format_minor(unsigned format)
{
    return format & 0xf;
}

#endif
