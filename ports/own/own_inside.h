// What the files of this folder share with the port that keeps the texts.
#ifndef OWN_OWN_INSIDE_H
#define OWN_OWN_INSIDE_H

#include "loader/loader.h"
#include "own.h"

// A text that is kept, or one on its way there.
struct own_file {
    struct own_file *next;
    char file[OWN_FILE_MAX + 1], name[OWN_NAME_MAX + 1];
    const struct own_engine *engine; // NULL: none for such files
    struct own_made made;
    struct user_module link;
    bool is_in;             // the node: `made` and `link` are valid
    bool has_failed;        // after it ran
    bool load_is_sent;      // over the shell: the text is kept once it runs
    bool load_is_again;     // what ran before, after a failure: nothing is started
    uint32_t crc32, bytes;  // of the text that runs
    uint32_t refused_crc32; // of the text that `why` is about
    uint32_t load_crc32;
    struct own_load *load; // on its way, or NULL
    char why[OWN_WHY_MAX];
};

enum own_wish { OWN_NOTHING, OWN_COMMIT, OWN_REMOVE };

struct own {
    const struct own_host *host;
    struct own_file *files; // by name
    bool must_follow;       // own_follow has something to do
    bool was_short;         // the host had no memory left for an engine
    char *sent;             // an upload
    uint32_t n_sent;
    uint32_t sent_ms; // when its last piece came
    char sent_file[OWN_FILE_MAX + 1];
    enum own_wish wish; // and what it is about
    char wish_file[OWN_FILE_MAX + 1];
    char *wish_text;
    uint32_t n_wish_text;
    struct own_file *asked; // whose result is waited for
    int result;             // ERR_WAIT: not yet
    char result_why[OWN_WHY_MAX];
};

// ---- own_list.c ----

struct own_file *own_find(const struct own *o, const char *file);
struct own_file *own_add(struct own *o, const char *file); // NULL: no room
void own_forget(struct own *o, struct own_file *f);        // whose module is out of the node

void *own_take(const struct own *o, size_t size); // zeroed memory of the host, or NULL
void own_give_back(const struct own *o, void *memory);

// A reason, cut to its room.
void own_words(char to[OWN_WHY_MAX], const char *format, ...) __attribute__((format(printf, 2, 3)));

// ---- own.c ----

// Begins to make a module of a text, which belongs to the load from now on: one that was sent is
// memory of `room`, another one of `read`.
void own_load_text(struct own *o, struct own_file *f, struct text source);
void own_gone(struct own *o, struct own_file *f); // ends its module and forgets the file
void own_refuse(struct own *o, struct own_file *f, uint32_t crc32, const char *why);

// Ends every module and forgets every file.
void own_end(struct own *o);

// ---- own_send.c ----

void own_follow_sent(struct own *o);
void own_drop(const struct own *o, char *sent); // a text that was sent, or NULL
void own_tell(struct own *o, const struct own_file *f, int err, const char *why); // who waits

#endif
