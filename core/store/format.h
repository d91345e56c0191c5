// The format numbers of what is stored: docs/storage.md has the forms byte for byte.
// A number is MAJOR.MINOR. Whoever reads one major number reads every minor number of it: what is
// new in a minor number stands where an older program passes over it and, where it writes, keeps
// it. Only a change that an older program would misread makes a new major number; a larger one than
// ours is damage that is told. A program reads all formats before its own, and writes its own.
#ifndef STORE_FORMAT_H
#define STORE_FORMAT_H

#define FORMAT(major, minor) ((major) << 4 | (minor)) // both below 16

#ifndef SETTINGS_FORMAT // JSON and image; 1.0, which 0.8.0 wrote, said no number
#define SETTINGS_FORMAT FORMAT(1, 1)
#endif

#ifndef JOURNAL_FORMAT // 1.0, which 0.8.0 wrote, said no number
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
