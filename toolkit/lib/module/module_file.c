// Files with load modules.
#include "module/module_file.h"
#include "base/base64.h"
#include "base/crc32.h"
#include "posix/plain_file.h"
#include "term/exits.h"
#include "term/memory.h"
#include "term/term.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 256 * 1024, LINE = 1000 };
// Bytes of one command: a board takes lines of 256 bytes, and no text longer than BOARD_TEXT_MAX.
enum { PIECE = 600, BOARD_PIECE = 144, BOARD_TEXT_MAX = 16 * 1024 };

bool module_file_is_name(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    if (len && !name[len] && len <= MODULE_NAME)
        return true;
    term_error("'%s' is not a module name; use 1 to %d letters, digits and _", name, MODULE_NAME);
    return false;
}

static int module_file_take_name(const char *path, struct module_file *file)
{
    const char *slash = strrchr(path, '/');

    file->file = slash ? slash + 1 : path;
    const char *dot = strrchr(file->file, '.');
    if (strncmp(file->file, "LM_", 3) != 0 || !dot ||
        (strcmp(dot, ".lua") != 0 && strcmp(dot, ".py") != 0)) {
        term_error("%s: a module's file is called LM_<name>.lua or LM_<name>.py", file->file);
        return EXIT_USAGE;
    }
    size_t len = (size_t)(dot - file->file) - 3;
    snprintf(file->name, sizeof file->name, "%.*s", (int)len, file->file + 3);
    if (len > MODULE_NAME || !module_file_is_name(file->name))
        return EXIT_USAGE;
    return EXIT_OK;
}

int module_file_read(const char *path, struct module_file *file)
{
    *file = (struct module_file){ .file = path };
    int code = module_file_take_name(path, file);
    if (code != EXIT_OK)
        return code;
    FILE *f = plain_file_stream(path, "r");
    file->text = f ? memory_take(TEXT_MAX + 1, 1) : NULL;
    file->len = file->text ? fread(file->text, 1, TEXT_MAX + 1, f) : 0;
    bool is_bad = !file->text || ferror(f);
    int error = errno;
    if (f)
        fclose(f);
    if (is_bad) {
        term_error("cannot read %s: %s", path, plain_file_error(error));
        return EXIT_USAGE;
    }
    if (file->len > TEXT_MAX) {
        term_error("%s is longer than %d KiB", path, TEXT_MAX / 1024);
        return EXIT_USAGE;
    }
    file->text[file->len] = '\0';
    return EXIT_OK;
}

void module_file_free(struct module_file *file)
{
    free(file->text);
    file->text = NULL;
}

static size_t piece_of(const struct module_file *file)
{
    return file->len <= BOARD_TEXT_MAX ? BOARD_PIECE : PIECE;
}

static void add_piece(const struct module_file *file, size_t at, struct words_list *commands)
{
    char line[LINE];
    struct out o;
    size_t piece = piece_of(file), len = file->len - at < piece ? file->len - at : piece;

    out_init(&o, line, sizeof line);
    out_format(&o, "module put %s %u ", file->file, (unsigned)at);
    base64_write(&o, (const uint8_t *)file->text + at, len);
    out_text(&o, " >json");
    words_add(commands, o.buf, o.len);
}

void module_file_commands(const struct module_file *file, struct words_list *commands)
{
    char line[LINE];

    for (size_t at = 0; at < file->len || !at; at += piece_of(file))
        add_piece(file, at, commands);
    int len =
        snprintf(line, sizeof line, "module commit %s %zu %08x%s >json", file->file, file->len,
                 (unsigned)crc32_add(0, file->text, file->len), file->replaces ? " replace" : "");
    words_add(commands, line, (size_t)len);
}

void module_file_tests(const struct module_file *file, struct words_list *tests)
{
    static const char mark[] = " test: ";

    for (const char *at = file->text, *end; *at; at = end + (*end != '\0')) {
        end = at + strcspn(at, "\n");
        size_t dashes = strspn(at, "-#");
        if (!dashes || strncmp(at + dashes, mark, sizeof mark - 1) != 0)
            continue;
        at += dashes + sizeof mark - 1;
        words_add(tests, at, (size_t)(end - at));
    }
}
