// Earlier generations of the settings: read them, compare them, return to them.
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "store/settings.h"

// Whether the generation `back` steps before the present one is kept (0: the present one).
bool history_has(const struct settings *s, unsigned back);

// Writes the value that `key` had `back` generations ago. Secrets are written as stored.
int history_value(const struct settings *s, unsigned back, unsigned key, struct out *o);

// Restores the settings of `back` generations ago, as a new generation with a mark (or NULL).
// ERR_NAME: not kept. After any error the present settings remain.
int history_undo(struct settings *s, unsigned back, const struct settings_mark *mark);

// Gives the value that `key` had `back` generations ago, in its stored form. The text stays valid
// until something is written; a number may be in `spare`. ERR_RANGE: the value is no longer
// accepted.
int history_fetch(struct settings *s, unsigned back, unsigned key, char spare[16],
                  struct text *value);

// Restores one key's value of `back` generations ago. Returns the same as settings_set.
int history_undo_key(struct settings *s, unsigned back, unsigned key,
                     const struct settings_mark *mark);

#endif
