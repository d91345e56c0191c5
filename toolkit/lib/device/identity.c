// Updates the device cache with what a conversation showed.
#include "device/identity.h"
#include "term/memory.h"
#include "term/term.h"
#include <stdlib.h>
#include <string.h>

bool identity_is_doubtful(const struct device *device, const char *known, const char *name)
{
    return device && *name && !cache_is_placeholder(device) && strcmp(known, name) != 0;
}

// `micros devices add` makes such a UID for a device that was not asked yet.
static bool is_made_up(const char *uid)
{
    return strncmp(uid, "unknown-", 8) == 0;
}

// The entry to change in the present file, NULL if it is no longer there.
static struct device *entry_of(const struct cache *cache, const struct device *device,
                               const struct micros_hello *hello)
{
    struct device *entry = cache_find(cache, device->uid);

    if (!entry || strcmp(entry->ip, device->ip) != 0)
        return NULL;
    if (is_made_up(entry->uid) && cache_find(cache, hello->uid))
        return NULL; // it would become a second entry of that device
    return entry;
}

static void rename_entry(struct cache *cache, struct device *entry,
                         const struct micros_hello *hello)
{
    char *old_name = entry->name, *old_uid = entry->uid;

    entry->name = memory_copy(hello->name);
    entry->uid = memory_copy(hello->uid);
    if (cache_save(cache) == 0 && strcmp(old_name, entry->name) != 0)
        term_say("%s is named %s now; the device cache is up to date", old_name, entry->name);
    free(old_name);
    free(old_uid);
}

bool identity_is_known(const struct device *device)
{
    return !cache_is_placeholder(device) && !is_made_up(device->uid);
}

void identity_note(const char *path, const struct device *device, const struct micros_hello *hello)
{
    struct cache cache;

    if (identity_is_known(device) && strcmp(device->uid, hello->uid) != 0) {
        term_say(
            "%s answers as %s (%s), not as %s (%s); `micros search` finds where each device is",
            device->ip, hello->name, hello->uid, device->name, device->uid);
        return;
    }
    if (cache_edit(&cache, path) != 0)
        return;
    struct device *entry = entry_of(&cache, device, hello);
    if (entry && (strcmp(entry->name, hello->name) != 0 || strcmp(entry->uid, hello->uid) != 0))
        rename_entry(&cache, entry, hello);
    cache_free(&cache);
}
