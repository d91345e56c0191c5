// JSON behind strict rules.
#include "term/json.h"

#include "term/outcome.h"
#include "term/term.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

cJSON *json_parse(const char *text, size_t len, size_t limit)
{
    if (len > limit || memchr(text, '\0', len))
        return NULL;
    char *copy = strndup(text, len); // the parser reads up to a NUL
    if (!copy)
        return NULL;
    cJSON *value = cJSON_ParseWithOpts(copy, NULL, 1);
    free(copy);
    return value;
}

cJSON *json_text(const char *text, size_t len)
{
    char *clean = malloc(len * 3 + 1), *to = clean;
    if (!clean)
        return NULL;
    for (size_t i = 0; i < len;) {
        size_t n = term_utf8_len(text + i, len - i);
        bool ok = n && text[i];
        to = mempcpy(to, ok ? text + i : "\xef\xbf\xbd", ok ? n : 3);
        i += n ? n : 1;
    }
    *to = '\0';
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

static void write_scalar(FILE *stream, const cJSON *value)
{
    char *text = cJSON_PrintUnformatted(value);
    fputs(text ? text : "null", stream);
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

void json_print(FILE *stream, cJSON *value)
{
    if (stream == stdout)
        outcome_is_told();
    json_write(stream, value, 0);
    fputc('\n', stream);
    cJSON_Delete(value);
}

void json_print_line(FILE *stream, cJSON *value)
{
    if (stream == stdout)
        outcome_is_told();
    write_scalar(stream, value);
    fputc('\n', stream);
    cJSON_Delete(value);
}
