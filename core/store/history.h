// Earlier generations of the settings: what was, what changed, and back again.
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "store/settings.h"

// True when the generation `back` steps before the present one is kept (0: the present one).
bool history_has(const struct settings *s, unsigned back);

// Writes the value that `key` had `back` generations ago, secrets as they are stored.
int history_value(const struct settings *s, unsigned back, unsigned key, struct out *o);

// Makes the settings of `back` generations ago the present ones, as a new generation with a mark or
// NULL. ERR_NAME: not kept. After any error the present settings stand.
int history_undo(struct settings *s, unsigned back, const struct settings_mark *mark);

// The value that `key` had `back` generations ago, in its stored form, where it stands until
// anything is written; a number may stand in `spare`. ERR_RANGE: one that is not taken any more.
int history_fetch(struct settings *s, unsigned back, unsigned key, char spare[16],
                  struct text *value);

// Gives one key the value again that it had `back` generations ago; returns as settings_set.
int history_undo_key(struct settings *s, unsigned back, unsigned key,
                     const struct settings_mark *mark);

#endif
