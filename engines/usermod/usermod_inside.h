// Shared by the files of this folder and the port that keeps the texts.
#ifndef USERMOD_INSIDE_H
#define USERMOD_INSIDE_H

#include "budget.h"
#include "loader/loader.h"
#include "usermod.h"

// A text that is stored or being stored.
struct usermod_file {
    struct usermod_file *next;
    char file[USERMOD_FILE_MAX + 1], name[USERMOD_NAME_MAX + 1];
    const struct usermod_engine *engine; // NULL: no engine for such files
    struct usermod_made made;
    struct user_module link;
    bool is_in;             // in the node: `made` and `link` are valid
    bool has_failed;        // it failed after it had run
    bool load_is_sent;      // sent over the shell: store it once it runs
    bool load_is_again;     // reload after a failure: start nothing
    uint32_t crc32, bytes;  // of the running text
    uint32_t refused_crc32; // of the text that `why` is about
    uint32_t load_crc32;
    struct usermod_load *load; // the load in progress, or NULL
    char why[USERMOD_WHY_MAX];
};

enum usermod_wish { USERMOD_NOTHING, USERMOD_COMMIT, USERMOD_REMOVE };

struct usermods {
    const struct usermod_port *port;
    struct budget budget;       // limits their use of the node's time
    struct usermod_file *files; // by name
    bool must_follow;           // usermod_follow has something to do
    bool was_short;             // the host had no memory for an engine
    char *sent;                 // the text of an upload
    uint32_t n_sent;
    uint32_t sent_ms; // when its last piece arrived
    char sent_file[USERMOD_FILE_MAX + 1];
    enum usermod_wish wish; // the wish, and the file that it is about
    char wish_file[USERMOD_FILE_MAX + 1];
    char *wish_text;
    uint32_t n_wish_text;
    struct usermod_file *asked; // the file whose result somebody waits for
    int result;                 // ERR_WAIT: not yet
    char result_why[USERMOD_WHY_MAX];
};

// ---- usermod_list.c, which needs none of the others ----

struct budget *usermod_budget(struct usermods *mods); // uses the port's clock

struct usermod_file *usermod_find(const struct usermods *mods, const char *file);
struct usermod_file *usermod_add(struct usermods *mods, const char *file); // NULL: no room
void usermod_forget(struct usermods *mods,
                    struct usermod_file *f); // its module must be out of the node

// Zeroed memory from the host, or NULL.
void *usermod_take(const struct usermods *mods, size_t size);
void usermod_give_back(const struct usermods *mods, void *memory);

void usermod_drop(const struct usermods *mods, char *sent); // frees a text that was sent, or NULL
void usermod_tell(struct usermods *mods, const struct usermod_file *f, int err,
                  const char *why); // tells those who wait for that file

// Writes a reason, cut to fit.
void usermod_words(char to[USERMOD_WHY_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// ---- usermod.c, above usermod_list.c ----

// Starts to make a module from a text. The load owns the text from now on. A sent text is memory of
// `room`, any other is memory of `read`.
void usermod_load_text(struct usermods *mods, struct usermod_file *f, struct text source);
void usermod_gone(struct usermods *mods,
                  struct usermod_file *f); // ends its module and forgets the file
void usermod_refuse(struct usermods *mods, struct usermod_file *f, uint32_t crc32, const char *why);

// Ends every module and forgets every file.
void usermod_end(struct usermods *mods);

// ---- usermod_send.c, above it ----

void usermod_follow_sent(struct usermods *mods);

#endif
