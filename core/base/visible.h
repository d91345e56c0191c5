// Decides which text may reach a terminal. A terminal does not show an invisible character. It
// obeys it, changes the writing direction, or hides that something is there.
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "base/text.h"

// Whether the character is visible. Not visible are control characters (C0, DEL, C1: ECMA-48),
// characters that Unicode calls default ignorable (zero width, writing direction, tags), and line
// and paragraph separators. Variation selectors count as visible, as they choose how the character
// before them looks.
bool visible_is(uint32_t code);

// The length in bytes of the first character of a non-empty text, and whether it is visible. A byte
// that does not start a UTF-8 character counts as one invisible character.
size_t visible_next(struct text t, bool *is_visible);

// Whether it is UTF-8 and every character is visible or one of the ASCII characters in `keep`.
bool visible_text(struct text t, const char *keep);

// Replaces each byte of every other character by '?'. The length stays the same.
void visible_make(char *p, size_t len, const char *keep);

#endif
