// What own.c and own_send.c share.
#ifndef LINUX_OWN_INSIDE_H
#define LINUX_OWN_INSIDE_H

#include <limits.h>
#include "own.h"
#include "unit.h"

// A file of the folder, or one on its way there.
struct own_file {
    struct own_file *next;
    char file[OWN_FILE_MAX + 1], name[OWN_NAME_MAX + 1];
    const struct own_engine *engine; // NULL: none for such files
    struct own_made made;
    struct own_module link;
    bool is_in;             // the node: `made` and `link` are valid
    bool has_failed;        // after it ran
    uint32_t crc32, bytes;  // of the text that runs
    uint32_t refused_crc32; // of the text that `why` is about
    char why[OWN_WHY_MAX];
    struct own_load *load; // on its way, or NULL
    bool load_is_sent;     // over the shell: the file is written once it runs
    bool load_is_again;    // after a failure: nothing is started
    uint32_t load_crc32;
};

enum own_wish { OWN_NOTHING, OWN_COMMIT, OWN_REMOVE };

// What a unit has of it all, from the first file on.
struct own {
    struct own_file *files; // by name
    int folder_watch;       // of inotify; -1: there is no folder yet
    bool has_begun;         // the boot is over: what comes is started
    bool must_follow;       // own_follow has something to do
    char *sent;             // an upload
    size_t n_sent;
    char sent_file[OWN_FILE_MAX + 1];
    enum own_wish wish; // and what it is about
    char wish_file[OWN_FILE_MAX + 1];
    char *wish_text;
    size_t n_wish_text;
    struct own_file *asked; // whose result is waited for
    int result;             // ERR_WAIT: not yet
    char result_why[OWN_WHY_MAX];
};

struct own *own_of(struct unit *u); // made when there is none yet; NULL: no memory
struct own_file *own_find(const struct own *o, const char *file);
struct own_file *own_add(struct own *o, const char *file);

// Begins to make a module of `source`, which is malloc'ed with a zero byte at its end and belongs
// to the load from now on.
void own_load_text(struct unit *u, struct own_file *f, char *source, size_t len);
void own_gone(struct unit *u, struct own_file *f); // ends its module and forgets the file

int own_folder(const struct unit *u, bool make, char *path, size_t cap); // watched from now on
int own_write(const struct unit *u, const char *file, struct text text); // atomically
bool own_exists(const struct unit *u, const char *file);
int own_unlink(const struct unit *u, const char *file);
void own_follow_sent(struct unit *u);
void own_tell(struct unit *u, const struct own_file *f, int err, const char *why); // who waits

#endif
