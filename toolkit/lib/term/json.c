// JSON with strict rules.
#include "term/json.h"
#include "base/visible.h"
#include "term/memory.h"
#include "term/outcome.h"
#include "term/term.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// A copy in UTF-8 that ends with NUL: U+FFFD for each byte that does not begin a character. Two
// names that differ in such bytes only are the same from here on, not only after they have been
// written.
static char *copy_as_utf8(const char *text, size_t len)
{
    char *clean = memory_take(len * 3 + 1, 1), *to = clean;

    for (size_t i = 0; i < len;) {
        uint32_t code;
        size_t n = text_char(text_make(text + i, len - i), &code);
        bool ok = n && text[i];
        to = mempcpy(to, ok ? text + i : "\xef\xbf\xbd", ok ? n : 3);
        i += n ? n : 1;
    }
    *to = '\0';
    return clean;
}

cJSON *json_parse(const char *text, size_t len, size_t limit)
{
    if (len > limit || memchr(text, '\0', len))
        return NULL;
    char *clean = copy_as_utf8(text, len);
    cJSON *value = cJSON_ParseWithOpts(clean, NULL, 1);
    free(clean);
    return value;
}

cJSON *json_text(const char *text, size_t len)
{
    char *clean = copy_as_utf8(text, len);
    cJSON *value = cJSON_CreateString(clean);

    free(clean);
    return value;
}

void json_add_text(cJSON *object, const char *key, const char *text, size_t len)
{
    cJSON_AddItemToObject(object, key, json_text(text, len));
}

void json_add_string(cJSON *object, const char *key, const char *text)
{
    json_add_text(object, key, text, strlen(text));
}

void json_add_int(cJSON *object, const char *key, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, value);
    cJSON_AddRawToObject(object, key, digits);
}

// As two escapes if one code unit is not enough (RFC 8259, 7).
static void write_escape(FILE *stream, uint32_t code)
{
    if (code > 0xffff)
        fprintf(stream, "\\u%04x\\u%04x", 0xd7c0u + (code >> 10), 0xdc00u + (code & 0x3ff));
    else
        fprintf(stream, "\\u%04x", code);
}

// JSON may be shown on a terminal. cJSON escapes only the C0 controls.
static void write_visible(FILE *stream, struct text t)
{
    bool is_visible;
    uint32_t code = 0;

    for (size_t n; t.len; t = text_skip(t, n)) {
        for (n = 0; n < t.len && t.p[n] >= ' ' && t.p[n] < 0x7f; n++)
            ; // most of it
        fwrite(t.p, 1, n, stream);
        if (n)
            continue;
        n = visible_next(t, &is_visible);
        if (is_visible)
            fwrite(t.p, 1, n, stream);
        else if (text_char(t, &code))
            write_escape(stream, code);
    }
}

static void write_scalar(FILE *stream, const cJSON *value)
{
    char *text = cJSON_PrintUnformatted(value);

    write_visible(stream, text_of(text));
    cJSON_free(text);
}

static void write_key(FILE *stream, const char *key)
{
    cJSON *text = cJSON_CreateStringReference(key);

    write_scalar(stream, text);
    cJSON_Delete(text);
    fputs(": ", stream);
}

void json_write(FILE *stream, const cJSON *value, int depth)
{
    bool is_object = cJSON_IsObject(value);

    if ((!is_object && !cJSON_IsArray(value)) || !value->child) {
        write_scalar(stream, value);
        return;
    }
    fputs(is_object ? "{\n" : "[\n", stream);
    for (const cJSON *item = value->child; item; item = item->next) {
        fprintf(stream, "%*s", (depth + 1) * 4, "");
        if (is_object)
            write_key(stream, item->string);
        json_write(stream, item, depth + 1);
        fputs(item->next ? ",\n" : "\n", stream);
    }
    fprintf(stream, "%*s%c", depth * 4, "", is_object ? '}' : ']');
}

// Prints a value and a line break, to standard output as a whole; with a depth as json_write does.
static void json_print_as(FILE *stream, cJSON *value, bool in_lines)
{
    char *text = NULL;
    size_t len = 0;
    FILE *whole = memory_open(&text, &len);

    if (in_lines)
        json_write(whole, value, 0);
    else
        write_scalar(whole, value);
    fputc('\n', whole);
    cJSON_Delete(value);
    memory_close(whole, &text);
    if (stream == stdout)
        outcome_tell(text, len);
    else
        fwrite(text, 1, len, stream);
    free(text);
}

void json_print(FILE *stream, cJSON *value)
{
    json_print_as(stream, value, true);
}

void json_print_line(FILE *stream, cJSON *value)
{
    json_print_as(stream, value, false);
}
