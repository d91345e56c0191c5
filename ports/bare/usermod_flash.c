// The texts of the user's load modules in the journal. A list names them. It is written before a
// new text is added and after one is removed. So a power cut leaves at most a name without a text,
// which is skipped.
#include "usermod_flash.h"
#include "base/bytes.h"
#include "board.h"
#include "clock.h"
#include "device.h"
#include "loader/manage.h"
#include "memory.h"
#include "store/blobs.h"
#include "usermod_inside.h"
#include "usermod_memory.h"
#include <string.h>

enum { KIB = 1024, FILES_MAX = 16, LIST_BYTES = USERMOD_FILE_MAX + 1 };
enum { OTHERS_BYTES = 4 * KIB }; // part of lwIP's heap that a text must leave free

static const char list_name[] = "modules.lst";

static const struct blobs *blobs;
static struct node *the_node;

static const struct usermod_engine *const engines[] = { &usermod_lua, NULL };
static struct usermods flash_mods;

static struct node *usermod_flash_node(void *ctx)
{
    (void)ctx;
    clock_tell(the_node);
    return the_node;
}

// Uses lwIP's heap, which has this much to spare while at most half of its links are busy.
static char *usermod_flash_room(void *ctx, char *text, uint32_t len, uint32_t size)
{
    char *more = NULL;

    (void)ctx;
    if (size && size + OTHERS_BYTES <= memory_heap_free())
        more = memory_take(NULL, size);
    if (size && !more)
        return NULL;
    if (more && text)
        bytes_copy(more, text, len);
    if (text)
        memory_give_back(NULL, text);
    return more;
}

static uint64_t usermod_flash_spent_us(void *ctx)
{
    (void)ctx;
    return board_clock_us();
}

// Nothing to do: every round of the main loop looks.
static void usermod_flash_soon(void *ctx)
{
    (void)ctx;
}

static int usermod_flash_read_text(void *ctx, const char *file, struct text *text, const char **why)
{
    size_t len;
    const char *at = blobs->map(blobs->ctx, file, &len);

    (void)ctx;
    *why = at ? NULL : err_text(ERR_NAME);
    *text = text_make(at, at ? len : 0);
    return at ? OK : ERR_NAME;
}

// Nothing to free: the text is in the flash itself.
static void usermod_flash_release(void *ctx, struct text text)
{
    (void)ctx;
    (void)text;
}

static bool usermod_flash_is_listed(const char *file)
{
    struct text list = { 0 }, name;

    list.p = blobs->map(blobs->ctx, list_name, &list.len);
    while (list.p && list.len) {
        name = text_until(&list, '\n');
        if (text_is(name, file))
            return true;
    }
    return false;
}

// Copies lines of a newer program, which are not names to us. They are mapped and stay until the
// commit.
static int write_others(struct text list)
{
    int err = OK;

    while (list.len && !err) {
        struct text name = text_until(&list, '\n');
        if (!name.len || manage_is_file(name))
            continue;
        err = blobs->write(blobs->ctx, name.p, name.len);
        err = err ? err : blobs->write(blobs->ctx, "\n", 1);
    }
    return err;
}

// Writes the list of all files except `without`.
static int usermod_flash_write_list(const char *without)
{
    struct text old = { 0 };
    char line[LIST_BYTES];

    old.p = blobs->map(blobs->ctx, list_name, &old.len);
    int err = blobs->begin(blobs->ctx, list_name);

    for (const struct usermod_file *f = flash_mods.files; f && !err; f = f->next) {
        size_t len = strlen(f->file);
        if (without && !strcmp(f->file, without))
            continue;
        bytes_copy(line, f->file, len);
        line[len] = '\n';
        err = blobs->write(blobs->ctx, line, len + 1);
    }
    if (!err && old.p)
        err = write_others(old);
    return err ? err : blobs->commit(blobs->ctx);
}

static uint32_t bytes_of_others(const char *file)
{
    uint32_t bytes = 0;
    size_t len;

    for (const struct usermod_file *f = flash_mods.files; f; f = f->next)
        if (strcmp(f->file, file) && blobs->map(blobs->ctx, f->file, &len))
            bytes += (uint32_t)len;
    return bytes;
}

static int usermod_flash_write_text(void *ctx, const char *file, struct text text)
{
    (void)ctx;
    if (bytes_of_others(file) + text.len > USERMOD_TEXTS_KIB * KIB)
        return ERR_FULL;
    int err = usermod_flash_is_listed(file) ? OK : usermod_flash_write_list(NULL);
    return err ? err : blobs_put(blobs, file, text);
}

static int usermod_flash_remove_text(void *ctx, const char *file)
{
    int err = blobs->remove(blobs->ctx, file);

    (void)ctx;
    if (err && err != ERR_NAME)
        return err;
    (void)usermod_flash_write_list(file); // a name too many does no harm
    return OK;
}

static const struct usermod_port flash_port = {
    .engines = engines,
    .source_max = USERMOD_TEXT_KIB * KIB,
    .files_max = FILES_MAX,
    .node = usermod_flash_node,
    .resize = usermod_memory_resize,
    .room = usermod_flash_room,
    .spent_us = usermod_flash_spent_us,
    .soon = usermod_flash_soon,
    .read = usermod_flash_read_text,
    .release = usermod_flash_release,
    .write = usermod_flash_write_text,
    .remove = usermod_flash_remove_text,
};
static struct usermods flash_mods = { .port = &flash_port };

static void *usermod_flash_mods_of(void *port_ctx)
{
    (void)port_ctx;
    return &flash_mods;
}

// Called before they are started.
static bool usermod_flash_has_any(void *port_ctx)
{
    const struct node *n = device_node();

    (void)port_ctx;
    return blobs_exists(n->port->blobs, list_name);
}

const struct module_store usermod_flash_store = { manage_command,        usermod_flash_has_any,
                                                  usermod_flash_mods_of, usermod_at,
                                                  usermod_put,           usermod_commit,
                                                  usermod_remove,        usermod_result };

static void usermod_flash_load(const char *file)
{
    struct text text;
    const char *why;

    if (usermod_flash_read_text(NULL, file, &text, &why))
        return;
    struct usermod_file *f = usermod_add(&flash_mods, file);
    if (f)
        usermod_load_text(&flash_mods, f, text);
}

void usermod_flash_open(struct node *n, const struct blobs *from)
{
    struct text list = { 0 }, name;
    char file[LIST_BYTES];

    the_node = n;
    blobs = from;
    usermod_memory_open();
    list.p = blobs->map(blobs->ctx, list_name, &list.len);
    while (list.p && list.len) {
        name = text_until(&list, '\n');
        if (name.len >= sizeof file || !manage_is_file(name))
            continue;
        bytes_copy(file, name.p, name.len);
        file[name.len] = '\0';
        usermod_flash_load(file);
    }
}

void usermod_flash_start_all(void)
{
    usermod_start_all(&flash_mods);
}

void usermod_flash_follow(void)
{
    usermod_follow(&flash_mods);
}
