// What may reach a terminal. Of a character that is not visible a terminal shows nothing: it obeys
// it, writes backwards from there on, or hides that something stands there.
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "base/text.h"

// Whether the character is visible. Control characters are not (C0, DEL, C1: ECMA-48), nor those
// that Unicode calls default ignorable (zero width, direction of writing, tags), nor line and
// paragraph separators. Variation selectors are: they choose how the character before them looks.
bool visible_is(uint32_t code);

// How many bytes the first character of a text has that is not empty, and whether it is visible. A
// byte that begins no UTF-8 character counts as one that is not.
size_t visible_next(struct text t, bool *is_visible);

// Whether it is UTF-8 and every character is visible or one of the ASCII characters of `keep`.
bool visible_text(struct text t, const char *keep);

// Puts '?' in the place of each byte of every other character. The length stays.
void visible_make(char *p, size_t len, const char *keep);

#endif
