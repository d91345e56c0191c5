// The user's load modules on a board: their texts are blobs of the flash journal. A board without
// Lua does not link this.
#ifndef BARE_USERMOD_FLASH_H
#define BARE_USERMOD_FLASH_H

// Limits in KiB for the longest text and for all texts together. Each segment of the journal needs
// the second and twice the first.
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

// Loads the stored modules; once, before the node boots.
void usermod_flash_open(struct node *n, const struct blobs *blobs);

// Call the first once the node has booted, the second in every round of the main loop.
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
