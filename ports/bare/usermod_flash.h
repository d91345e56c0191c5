// The user's load modules on a board: their texts are blobs of the flash journal. A board
// without Lua has none of it.
#ifndef BARE_USERMOD_FLASH_H
#define BARE_USERMOD_FLASH_H

// The longest text, and all that are kept together. Cost storage: the second, and twice the first,
// in each segment of the journal.
#ifndef USERMOD_TEXT_KIB
#define USERMOD_TEXT_KIB 16
#endif
#ifndef USERMOD_TEXTS_KIB
#define USERMOD_TEXTS_KIB 96
#endif

struct blobs;
struct node;

#ifdef MICROS_LUA

#define USERMOD_STORE         (&usermod_flash_store)
#define USERMOD_SEGMENT_BYTES ((USERMOD_TEXTS_KIB + 2 * USERMOD_TEXT_KIB) * 1024)

extern const struct module_store usermod_flash_store;

// Loads what is kept there; once, before the node boots.
void usermod_flash_open(struct node *n, const struct blobs *blobs);

// Once the node has booted, and in every round of the main loop.
void usermod_flash_start_all(void);
void usermod_flash_follow(void);

#else

#define USERMOD_STORE         NULL
#define USERMOD_SEGMENT_BYTES 0

static inline void usermod_flash_open(struct node *n, const struct blobs *blobs)
{
    (void)n;
    (void)blobs;
}

static inline void usermod_flash_start_all(void) {}

static inline void usermod_flash_follow(void) {}

#endif

#endif
