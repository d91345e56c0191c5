// JSON with strict rules: nothing after the value, a size limit, valid UTF-8 output.
#ifndef JSON_H
#define JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

// Parses exactly one JSON value. NULL if the text is not JSON, has more after the value, or is
// longer than `limit`. Bytes that are not UTF-8 become U+FFFD. The caller frees it with
// cJSON_Delete.
cJSON *json_parse(const char *text, size_t len, size_t limit);

// A text as JSON; bytes that are not UTF-8 become U+FFFD.
cJSON *json_text(const char *text, size_t len);

// Adds a text member; bytes that are not UTF-8 become U+FFFD.
void json_add_text(cJSON *object, const char *key, const char *text, size_t len);
void json_add_string(cJSON *object, const char *key, const char *text);

// Adds a whole number exactly.
void json_add_int(cJSON *object, const char *key, int64_t value);

// Prints one value and a line break, indented by four blanks as Python does, and frees it.
void json_print(FILE *stream, cJSON *value);

// Like json_print, on a single line.
void json_print_line(FILE *stream, cJSON *value);

// Prints a value indented by four blanks, without a final line break.
void json_write(FILE *stream, const cJSON *value, int depth);

#endif
