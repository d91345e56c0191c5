// The device cache: loading, changing and atomic saving.
#include "device/cache.h"
#include "posix/plain_file.h"
#include "term/json.h"
#include "term/memory.h"
#include "term/paths.h"
#include "term/term.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const size_t FILE_LIMIT = 16u * 1024 * 1024;
enum { PARTS = 3 }; // of a device: ip, mac, name

static const char *const placeholders[][4] = {
    { "__devuid__", "192.168.4.1", "__dev_mac_addr__", "__device_on_AP__" },
    { "__localhost__", "127.0.0.1", "__local_mac_addr__", "__simulator__" },
};

char *cache_path(const char *option)
{
    const char *env = getenv("MICROS_CACHE");

    if (option)
        return memory_copy(option);
    return env && *env ? memory_copy(env) : paths_state("device_conn_cache.json");
}

bool cache_is_placeholder(const struct device *device)
{
    return strcmp(device->uid, placeholders[0][0]) == 0 ||
           strcmp(device->uid, placeholders[1][0]) == 0;
}

size_t cache_count_real(const struct cache *cache)
{
    size_t n = 0;

    for (size_t i = 0; i < cache->n; i++)
        n += !cache_is_placeholder(&cache->items[i]);
    return n;
}

static void cache_set_text(char **part, const char *text, const char *otherwise)
{
    if (!text && *part)
        return;
    char *copy = memory_copy(text ? text : otherwise); // `text` may be a part of the old one
    free(*part);
    *part = copy;
}

struct device *cache_find(const struct cache *cache, const char *uid)
{
    const uintptr_t *at = names_find(&cache->by_uid, uid);

    return at ? &cache->items[*at] : NULL;
}

static void cache_make_room(struct cache *cache)
{
    if (cache->n < cache->room)
        return;
    cache->room = cache->room * 2 + 16;
    cache->items = memory_grow(cache->items, cache->room, sizeof *cache->items);
}

static struct device *cache_find_or_add(struct cache *cache, const char *uid)
{
    struct device *known = cache_find(cache, uid);

    if (known)
        return known;
    cache_make_room(cache);
    struct device *device = &cache->items[cache->n];
    *device = (struct device){ .uid = memory_copy(uid) };
    names_put(&cache->by_uid, device->uid, cache->n++);
    return device;
}

struct device *cache_put(struct cache *cache, const char *uid, const char *ip, const char *mac,
                         const char *name)
{
    struct device *device = cache_find_or_add(cache, uid);

    cache_set_text(&device->ip, ip, "n/a");
    cache_set_text(&device->mac, mac, "n/a");
    cache_set_text(&device->name, name, uid);
    return device;
}

static void free_device(struct device *device)
{
    free(device->uid);
    free(device->ip);
    free(device->mac);
    free(device->name);
    cJSON_Delete(device->more);
}

void cache_remove(struct cache *cache, size_t index)
{
    free_device(&cache->items[index]);
    memmove(&cache->items[index], &cache->items[index + 1],
            (--cache->n - index) * sizeof *cache->items);
    names_clear(&cache->by_uid); // the others have moved
    for (size_t i = 0; i < cache->n; i++)
        names_put(&cache->by_uid, cache->items[i].uid, i);
}

void cache_free(struct cache *cache)
{
    for (size_t i = 0; i < cache->n; i++)
        free_device(&cache->items[i]);
    free(cache->items);
    free(cache->path);
    names_clear(&cache->by_uid);
    names_clear(&cache->other_names);
    cJSON_Delete(cache->others);
    if (cache->lock >= 0)
        close(cache->lock);
    *cache = (struct cache){ .lock = -1 };
}

static const char *cache_text_at(const cJSON *array, int index)
{
    return cJSON_GetStringValue(cJSON_GetArrayItem(array, index));
}

// Keeps an entry that this toolkit does not take for a device. Of two with one name, the later one
// stays.
static void take_other(struct cache *cache, const cJSON *entry)
{
    const uintptr_t *known = names_find(&cache->other_names, entry->string);
    cJSON *copy = cJSON_Duplicate(entry, true), *old = known ? (cJSON *)*known : NULL;

    if (!cache->others)
        cache->others = cJSON_CreateObject();
    if (!old)
        cJSON_AddItemToObject(cache->others, entry->string, copy);
    names_put(&cache->other_names, copy->string, (uintptr_t)copy);
    if (old)
        cJSON_ReplaceItemViaPointer(cache->others, old, copy);
}

// Keeps the values after the name.
static void take_more(struct device *device, const cJSON *entry)
{
    const cJSON *part = entry->child;

    cJSON_Delete(device->more);
    device->more = NULL;
    for (int i = 0; part && i < PARTS; i++)
        part = part->next;
    if (part)
        device->more = cJSON_CreateArray();
    for (; part; part = part->next)
        cJSON_AddItemToArray(device->more, cJSON_Duplicate(part, true));
}

// Takes over one entry; false if it is not of the form UID: [ip, ...].
static bool take_entry(struct cache *cache, const cJSON *entry)
{
    const char *ip = cache_text_at(entry, 0);

    if (cJSON_IsObject(entry))
        take_other(cache, entry);
    else if (cJSON_IsArray(entry) && ip)
        take_more(
            cache_put(cache, entry->string, ip, cache_text_at(entry, 1), cache_text_at(entry, 2)),
            entry);
    else
        return false;
    return true;
}

// Takes over all entries of a file's text; false if any part of it is damaged.
static bool cache_take_text(struct cache *cache, const char *text, size_t len, int *taken)
{
    cJSON *root = json_parse(text, len, FILE_LIMIT);
    bool whole = cJSON_IsObject(root);

    for (const cJSON *entry = whole ? root->child : NULL; entry; entry = entry->next) {
        if (take_entry(cache, entry))
            ++*taken;
        else
            whole = false;
    }
    cJSON_Delete(root);
    return whole;
}

// Reads a whole file. NULL and errno if it cannot be read or is too large.
static char *cache_read_file(const char *path, size_t *len)
{
    FILE *file = plain_file_stream(path, "r");

    if (!file)
        return NULL;
    char *text = NULL;
    size_t size = 0;
    FILE *into = memory_open(&text, &size);
    char buffer[8192];
    size_t n, total = 0;
    while (total <= FILE_LIMIT && (n = fread(buffer, 1, sizeof buffer, file)) > 0)
        total += fwrite(buffer, 1, n, into);
    int err = ferror(file) ? EIO : total > FILE_LIMIT ? EFBIG : 0;
    fclose(file);
    memory_close(into, &text);
    if (err) {
        free(text);
        errno = err;
        return NULL;
    }
    *len = size;
    return text;
}

static int move_aside(const char *path)
{
    char *aside;
    struct stat other;
    unsigned n = 0;

    do {
        aside = memory_print("%s.damaged-%lld-%u", path, (long long)time(NULL), n++);
        if (lstat(aside, &other) != 0)
            break;
        free(aside);
    } while (true);
    int err = rename(path, aside);
    if (err)
        term_error("%s is damaged and cannot be moved aside: %s", path, strerror(errno));
    else
        term_error("%s was damaged; it is kept as %s. `micros search` finds the devices again",
                   path, aside);
    free(aside);
    return err;
}

static void put_placeholders(struct cache *cache)
{
    for (size_t i = 0; i < sizeof placeholders / sizeof *placeholders; i++) {
        const char *const *p = placeholders[i];
        if (!cache_find(cache, p[0]))
            cache_put(cache, p[0], p[1], p[2], p[3]);
    }
}

static int device_cache_load(struct cache *cache, const char *path)
{
    size_t len;
    int taken = 0;
    char *text = cache_read_file(path, &len);

    if (!text && errno != ENOENT && errno != ENOTDIR) {
        term_error("cannot read the device cache %s: %s", path, plain_file_error(errno));
        return -1;
    }
    bool whole = !text || cache_take_text(cache, text, len, &taken);
    free(text);
    if (!whole && move_aside(path) != 0)
        return -1;
    put_placeholders(cache);
    return !whole && taken ? cache_save(cache) : 0; // the parts that could be read stay in place
}

int cache_load(struct cache *cache, const char *path)
{
    *cache = (struct cache){ .path = memory_copy(path), .lock = -1 };
    int err = device_cache_load(cache, path);
    if (err)
        cache_free(cache);
    return err;
}

int cache_edit(struct cache *cache, const char *path)
{
    *cache = (struct cache){ .lock = -1 };
    if (paths_make_parents(path) != 0) {
        term_error("cannot make the folder of %s: %s", path, strerror(errno));
        return -1;
    }
    int lock = paths_lock(path);
    if (cache_load(cache, path) != 0) {
        if (lock >= 0)
            close(lock);
        return -1;
    }
    cache->lock = lock;
    return 0;
}

static int by_uid(const void *a, const void *b)
{
    const struct device *const *x = a, *const *y = b;

    return strcmp((*x)->uid, (*y)->uid);
}

cJSON *cache_json(const struct cache *cache, bool sorted)
{
    cJSON *root = cJSON_CreateObject();
    const struct device **order = memory_take(cache->n, sizeof *order);

    for (size_t i = 0; i < cache->n; i++)
        order[i] = &cache->items[i];
    if (sorted)
        qsort(order, cache->n, sizeof *order, by_uid);
    for (size_t i = 0; i < cache->n; i++) {
        const char *parts[PARTS] = { order[i]->ip, order[i]->mac, order[i]->name };
        cJSON *entry = cJSON_CreateArray();
        for (size_t j = 0; j < PARTS; j++)
            cJSON_AddItemToArray(entry, json_text(parts[j], strlen(parts[j])));
        const cJSON *more;
        cJSON_ArrayForEach(more, order[i]->more)
        {
            cJSON_AddItemToArray(entry, cJSON_Duplicate(more, true));
        }
        cJSON_AddItemToObject(root, order[i]->uid, entry);
    }
    free(order);
    return root;
}

// Writes the new file next to the old one. Its name goes to `temp`.
static int write_temp(const struct cache *cache, char *temp)
{
    int fd = mkstemp(temp);

    if (fd < 0)
        return -1;
    FILE *file = fdopen(fd, "w");
    if (!file) {
        close(fd);
        return -1;
    }
    cJSON *root = cache_json(cache, false);
    const cJSON *other;
    cJSON_ArrayForEach(other, cache->others)
    {
        cJSON_AddItemToObject(root, other->string, cJSON_Duplicate(other, true));
    }
    json_print(file, root);
    bool bad = fflush(file) != 0 || plain_file_sync(fd) != 0;
    return (fclose(file) != 0 || bad) ? -1 : 0;
}

int cache_save(struct cache *cache)
{
    char *temp = memory_print("%s.XXXXXX", cache->path);
    int err = write_temp(cache, temp);

    if (err == 0)
        err = rename(temp, cache->path);
    if (err != 0) {
        term_error("cannot write the device cache %s: %s", cache->path, strerror(errno));
        unlink(temp);
    } else {
        (void)paths_sync(cache->path); // it is in place already, but may not survive a power cut
    }
    free(temp);
    if (cache->lock >= 0)
        close(cache->lock);
    cache->lock = -1;
    return err;
}

int cache_import(struct cache *cache, const char *file)
{
    size_t len;
    int taken = 0;
    char *text = cache_read_file(file, &len);

    if (!text) {
        term_error("cannot read %s: %s", file, plain_file_error(errno));
        return -1;
    }
    cJSON *root = json_parse(text, len, FILE_LIMIT);
    free(text);
    if (!cJSON_IsObject(root)) {
        term_error("%s is not a device cache: expected {\"UID\": [\"ip\", \"mac\", \"name\"], ...}",
                   file);
        cJSON_Delete(root);
        return -1;
    }
    for (const cJSON *entry = root->child; entry; entry = entry->next) {
        if (take_entry(cache, entry))
            taken++;
        else
            term_error("%s: skipped the entry %s: it is not [\"ip\", \"mac\", \"name\"]", file,
                       entry->string);
    }
    cJSON_Delete(root);
    return taken;
}
