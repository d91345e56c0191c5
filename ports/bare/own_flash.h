// The user's own load modules on a board: their texts are blobs of the flash journal. A board
// without Lua has none of it.
#ifndef BARE_OWN_FLASH_H
#define BARE_OWN_FLASH_H

// The longest text, and all that are kept together. Cost storage: the second, and twice the first,
// in each segment of the journal.
#ifndef OWN_TEXT_KIB
#define OWN_TEXT_KIB 16
#endif
#ifndef OWN_TEXTS_KIB
#define OWN_TEXTS_KIB 96
#endif

struct blobs;
struct node;

#ifdef MICROS_LUA

#define OWN_STORE         (&own_store)
#define OWN_SEGMENT_BYTES ((OWN_TEXTS_KIB + 2 * OWN_TEXT_KIB) * 1024)

extern const struct module_store own_store;

// Loads what is kept there; once, before the node boots.
void own_flash_start(struct node *n, const struct blobs *blobs);

// Once the node has booted, and in every round of the main loop.
void own_flash_begin(void);
void own_flash_follow(void);

#else

#define OWN_STORE         NULL
#define OWN_SEGMENT_BYTES 0

static inline void own_flash_start(struct node *n, const struct blobs *blobs)
{
    (void)n;
    (void)blobs;
}

static inline void own_flash_begin(void) {}

static inline void own_flash_follow(void) {}

#endif

#endif
