// The device cache: a JSON file UID -> [ip, mac, name]. Older tools of micrOS read and write it
// too, so it has no format number. Additions of a newer toolkit are kept: values after the name,
// and entries that are objects.
#ifndef CACHE_H
#define CACHE_H

#include "device/names.h"
#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct device {
    char *uid;
    char *ip; // may have a port: `127.0.0.1:9010`
    char *mac;
    char *name;  // the friendly name, FUID
    cJSON *more; // an array of the values after the name, or NULL
};

struct cache {
    char *path;
    struct device *items; // in the order of the file, placeholders first in a new one
    size_t n, room;       // how many there are, and how many `items` has room for
    struct names by_uid;  // their indices
    cJSON *others;        // an object of the entries that are not devices to us, or NULL
    struct names other_names;
    int lock; // file descriptor while being changed, else -1
};

// The file to use: `option` if not NULL, else MICROS_CACHE, else the one in the state folder.
// The caller frees it. NULL (and a message) if there is none.
char *cache_path(const char *option);

// Reads the cache; a missing file is a cache with the placeholders only. A damaged file is renamed,
// with a message, and its good entries are used. 0, or -1 after a message.
int cache_load(struct cache *cache, const char *path);

// Like cache_load, but keeps other toolkits from changing the file until cache_save or cache_free.
int cache_edit(struct cache *cache, const char *path);

// Replaces the file as a whole, so that a reader sees the old or the new one. 0, or -1 after a
// message.
int cache_save(struct cache *cache);

void cache_free(struct cache *cache);

// Adds a device or changes the one with this UID. NULL leaves that part unchanged.
struct device *cache_put(struct cache *cache, const char *uid, const char *ip, const char *mac,
                         const char *name);

// The device with this UID, or NULL. It stays where it is until the next cache_put or cache_remove.
struct device *cache_find(const struct cache *cache, const char *uid);

void cache_remove(struct cache *cache, size_t index);

// The two entries that are not real devices: the access point and the simulator.
bool cache_is_placeholder(const struct device *device);
size_t cache_count_real(const struct cache *cache);

// Merges the devices of another cache file. Returns how many, or -1 after a message.
int cache_import(struct cache *cache, const char *file);

// The whole cache as JSON, sorted by UID if asked. The caller frees it with cJSON_Delete.
cJSON *cache_json(const struct cache *cache, bool sorted);

#endif
