// Updates user modules so that they match the files in the folder.
#include "usermod_look.h"
#include "base/crc32.h"
#include "loader/manage.h"
#include "unit.h"
#include "usermod_files.h"
#include "usermod_folder.h"
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void usermod_look_look(struct unit *u, const char *file)
{
    struct usermods *mods = &u->usermod_files->mods;
    struct usermod_file *f = usermod_find(mods, file);
    struct text text;
    const char *why;
    int err = usermod_folder_read(u, file, &text, &why);

    if (err == ERR_NAME) {
        if (f && !f->load_is_sent)
            usermod_gone(mods, f);
        return;
    }
    if (!f)
        f = usermod_add(mods, file);
    if (!f || err) {
        if (f)
            usermod_refuse(mods, f, 0, why);
        free((char *)(uintptr_t)text.p);
        return;
    }
    uint32_t crc32 = crc32_add(0, text.p, text.len);
    bool is_known =
        f->load ? crc32 == f->load_crc32
                : (f->is_in && crc32 == f->crc32) || (f->why[0] && crc32 == f->refused_crc32);
    if (!is_known) {
        usermod_load_text(mods, f, text);
        return;
    }
    if (f->is_in && crc32 == f->crc32 && !f->has_failed)
        f->why[0] = '\0'; // the running text is back again
    free((char *)(uintptr_t)text.p);
}

void usermod_look(struct unit *u, const char *file)
{
    if (manage_is_file(text_of(file)))
        usermod_look_look(u, file);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

// All names in the folder and all known ones, sorted.
static unsigned names_of(const struct unit *u, char (*names)[USERMOD_FILE_MAX + 1])
{
    char path[PATH_MAX];
    const struct dirent *e;
    unsigned n = 0;

    DIR *d = usermod_folder(u, false, path, sizeof path) ? NULL : opendir(path);
    while (d && n < USERMOD_FILES_MAX && (e = readdir(d)))
        if (manage_is_file(text_of(e->d_name)))
            snprintf(names[n++], USERMOD_FILE_MAX + 1, "%.*s", USERMOD_FILE_MAX, e->d_name);
    if (d)
        closedir(d);
    for (const struct usermod_file *f = u->usermod_files->mods.files;
         f && n < 2 * USERMOD_FILES_MAX; f = f->next)
        snprintf(names[n++], USERMOD_FILE_MAX + 1, "%s", f->file);
    qsort(names, n, sizeof *names, by_text);
    return n;
}

bool usermod_look_for_any(const struct unit *u)
{
    char path[PATH_MAX];
    const struct dirent *e = NULL;
    DIR *d = usermod_folder(u, false, path, sizeof path) ? NULL : opendir(path);

    while (d && (e = readdir(d)) && !manage_is_file(text_of(e->d_name)))
        ;
    if (d)
        closedir(d);
    return e;
}

void usermod_look_at_all(struct unit *u)
{
    char(*names)[USERMOD_FILE_MAX + 1] = calloc((size_t)USERMOD_FILES_MAX * 2, sizeof *names);
    unsigned n = names ? names_of(u, names) : 0;

    for (unsigned i = 0; i < n; i++)
        if (!i || strcmp(names[i], names[i - 1]))
            usermod_look_look(u, names[i]);
    free(names);
}
