// Earlier generations of the settings: what was, what changed, and back again.
#ifndef STORE_HISTORY_H
#define STORE_HISTORY_H

#include "store/settings.h"

// True when the generation `back` steps before the present one is kept (0: the present one).
bool history_has(const struct settings *s, unsigned back);

// Writes the value that `key` had `back` generations ago, secrets as they are stored.
int history_value(const struct settings *s, unsigned back, unsigned key, struct out *o);

// Makes the settings of `back` generations ago the present ones, as a new generation.
// ERR_NAME: not kept. After any error the present settings stand.
int history_undo(struct settings *s, unsigned back);

#endif
